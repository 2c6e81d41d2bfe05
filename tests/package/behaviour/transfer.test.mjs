// Import and export: what goes out comes in again, byte for byte, and damage is refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStore } from "statelog";
import { extension, extensions, objective, refused } from "./support/events.mjs";
import { samples } from "./support/samples.mjs";

const bytesOf = (text) => new TextEncoder().encode(text);

test("there are samples to read", () => assert.ok(samples.size >= 5));

// Logs that only somebody else could have written: one tells chain facts twice, one commits to a state that never was.
const repeating = "e04-shuffled-logs.statelog";
const lying = "e09-wrong-snapshot.statelog";

for (const [name, text] of samples) {
  test(`${name}: text and bytes in, the same text out; verified`, () => {
    const store = EventStore.import(text);
    assert.equal(store.export(), text);
    assert.equal(EventStore.import(bytesOf(text)).export(), text);
    assert.equal(text.includes(store.logId), true);
    const report = store.verify();
    assert.deepEqual([report.ok, report.problems.map(({ code }) => code)], name === lying ? [false, ["WRONG_SNAPSHOT"]] : [true, []]);
    assert.deepEqual([report.length, report.root, report.stateHash], [store.length, store.root(), store.stateHash()]);
    assert.ok(text.includes(store.root()), "the last line of the file names the root");
  });

  test(`${name}: every prefix exports a log that imports again, and state at n is that of the prefix`, () => {
    const store = EventStore.import(text);
    for (let to = 0; to <= store.length; to += 1) {
      const prefix = EventStore.import(store.export({ to }));
      assert.deepEqual([prefix.length, prefix.root(), prefix.stateHash()], [to, store.root(to), store.stateHash({ at: to })]);
      assert.deepEqual(prefix.reconstruct(), store.reconstruct({ at: to }));
    }
  });

  if (name === repeating || name === lying) continue;

  test(`${name}: appended event by event it gives the same root and state`, () => {
    const imported = EventStore.import(text);
    const store = new EventStore();
    for (const { offset, eventId, ...event } of imported) {
      const result = store.append(event);
      assert.deepEqual([result.offset, result.eventId, result.duplicate], [offset, eventId, false]);
    }
    assert.equal(store.root(), imported.root());
    assert.equal(store.stateHash(), imported.stateHash());
    assert.deepEqual(store.reconstruct(), imported.reconstruct());
  });

  test(`${name}: bare events go out and in`, () => {
    const store = EventStore.import(text);
    const bare = store.export({ format: "events" });
    const again = EventStore.import(bare);
    assert.equal(again.export({ format: "events" }), bare);
    assert.equal(again.root(), store.root());
    assert.notEqual(again.logId, store.logId);
    const recorded = [...store].map((event) => JSON.stringify(event)).join("\n");
    assert.equal(EventStore.import(recorded).root(), store.root(), "offset and eventId are checked and dropped");
  });
}

test("what a foreign log repeats is a duplicate when it is appended, and a false commitment is refused", () => {
  const append = (name) => {
    const store = new EventStore();
    const results = [...EventStore.import(samples.get(name))].map(({ offset, eventId, ...event }) => store.append(event));
    return { store, repeats: results.filter(({ duplicate }) => duplicate).length };
  };
  const { store, repeats } = append(repeating);
  assert.ok(repeats > 0);
  assert.equal(store.length + repeats, EventStore.import(samples.get(repeating)).length);
  assert.equal(refused("RULE_VIOLATION", () => append(lying)).details.rule, "N1");
});

test("a log of batches keeps its commits; an empty log is a log", () => {
  const store = new EventStore({ now: () => 1_700_000_000_000 });
  assert.equal(EventStore.import(store.export()).length, 0);
  store.appendBatch(extensions(3));
  store.append(extension(3));
  store.createSnapshot();
  const text = store.export();
  assert.equal(text.trimEnd().split("\n").length, 4);
  const again = EventStore.import(text);
  assert.equal(again.export(), text);
  assert.equal(again.logId, store.logId);
  assert.equal(again.append(extension(4)).offset, 5, "an imported log goes on");
  assert.deepEqual(again.getLatestSnapshot(), store.getLatestSnapshot());
});

test("bare events are read like API input: stamped, lower-cased, repeats skipped, empty lines ignored", () => {
  const { timestamp, ...unstamped } = extension(7);
  const upper = { ...extension(171), payload: "0x000000AB", timestamp: 900 };
  const lines = [upper, { ...upper }, unstamped].map((event) => JSON.stringify(event));
  const store = EventStore.import(`${lines.join("\n\n")}\n`, { now: () => 1234 });
  assert.deepEqual([...store].map(({ payload, timestamp: at }) => [payload, at]), [["0x000000ab", 900], ["0x00000007", 1234]]);
  assert.equal(EventStore.import("").length, 0);
});

test("bare events with a wrong offset or id, or a bad line, are refused", () => {
  const store = new EventStore();
  store.append(extension(0));
  const recorded = store.get(0);
  for (const members of [{ offset: 1 }, { eventId: `0x${"00".repeat(32)}` }, { offset: "0" }]) refused("INVALID_EVENT", () => EventStore.import(JSON.stringify({ ...recorded, ...members })));
  refused("INVALID_EVENT", () => EventStore.import(`${JSON.stringify(extension(0))}\n{"type":"nonsense"}`));
  refused("INVALID_EVENT", () => EventStore.import(`${JSON.stringify(extension(0))}\n{`));
});

test("damage is CORRUPT_LOG with its place; salvage keeps what is before it", () => {
  const text = samples.get("direct-fund-defund.statelog");
  const whole = EventStore.import(text);
  const lines = text.split("\n");
  const damaged = [...lines];
  damaged[4] = damaged[4].replace('"length":', '"length" :');
  const { details } = refused("CORRUPT_LOG", () => EventStore.import(damaged.join("\n")));
  assert.equal(details.torn, false);
  assert.equal(typeof details.position, "number");
  assert.equal(typeof details.commit, "number");
  const salvaged = EventStore.import(damaged.join("\n"), { salvage: true });
  assert.ok(salvaged.length > 0 && salvaged.length < whole.length);
  assert.equal(salvaged.root(), whole.root(salvaged.length));

  const torn = lines.slice(0, 6).join("\n").slice(0, -20);
  assert.equal(refused("CORRUPT_LOG", () => EventStore.import(torn)).details.torn, true);
  const beforeTear = EventStore.import(torn, { salvage: true });
  assert.equal(beforeTear.root(), whole.root(beforeTear.length));

  const repeated = [...lines.slice(0, -2), lines[2], ""].join("\n");
  refused("CORRUPT_LOG", () => EventStore.import(repeated));
});

test("every flipped bit of a small log is refused", () => {
  const store = new EventStore();
  store.append(objective(1));
  const bytes = bytesOf(store.export());
  let taken = 0;
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = bytes.slice();
    flipped[bit >> 3] ^= 1 << (bit & 7);
    try {
      // Two files may differ and both be right: with another log id, or without the last line feed.
      const again = EventStore.import(flipped);
      assert.equal(again.root(), store.root());
      taken += 1;
    } catch (error) {
      assert.ok(["CORRUPT_LOG", "UNKNOWN_FORMAT", "INVALID_EVENT"].includes(error.code), `bit ${bit}: ${error.stack}`);
    }
  }
  assert.equal(taken, 0);
});

test("what is no log is refused", () => {
  refused("UNKNOWN_FORMAT", () => EventStore.import("hello"));
  for (const log of [undefined, null, 5, {}, [], new Uint16Array(2), new ArrayBuffer(3), "\ud800"]) refused("INVALID_ARGUMENT", () => EventStore.import(log));
  refused("INVALID_ARGUMENT", () => EventStore.import("", { salvage: "yes" }));
  const text = samples.get("direct-fund-defund.statelog");
  refused("INVALID_ARGUMENT", () => EventStore.import(text, { logId: "0".repeat(32) }));
  assert.equal(EventStore.import(text, { logId: EventStore.import(text).logId }).length, EventStore.import(text).length);
});
