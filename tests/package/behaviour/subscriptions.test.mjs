// "Subscriptions: one promise": every subscriber sees every matching event once, in offset order, before the outermost
// public call returns.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStore } from "statelog";
import { extension, extensions, objective, objectiveId, refused } from "./support/events.mjs";
import { nextUncaught } from "./support/uncaught.mjs";

/** Subscribes and returns the list into which the offsets go. */
function listen(store, options) {
  const seen = [];
  const subscription = store.subscribe((event, offset) => {
    assert.equal(event.offset, offset);
    seen.push(offset);
  }, options);
  return { seen, subscription };
}

test("live events arrive before append returns, each once, in order", () => {
  const store = new EventStore();
  const { seen } = listen(store);
  store.append(extension(0));
  assert.deepEqual(seen, [0]);
  store.appendBatch(extensions(3, 1));
  assert.deepEqual(seen, [0, 1, 2, 3]);
  assert.equal(store.append(extension(2)).duplicate, true);
  assert.equal(store.appendBatch([]).length, 0);
  assert.deepEqual(seen, [0, 1, 2, 3]);
});

test("the default start is the length at the call; a number, start and end are understood", () => {
  const store = new EventStore();
  store.appendBatch(extensions(4));
  const starts = [undefined, "end", "start", 0, 2, 4].map((from) => listen(store, { from }).seen);
  assert.deepEqual(starts, [[], [], [0, 1, 2, 3], [0, 1, 2, 3], [2, 3], []]);
  store.append(extension(4));
  assert.deepEqual(starts.map((seen) => seen.at(-1)), [4, 4, 4, 4, 4, 4]);
  refused("INVALID_ARGUMENT", () => store.subscribe(() => {}, { from: "now" }));
});

test("onCaughtUp comes once, after what was recorded and before what is new", () => {
  const store = new EventStore();
  store.appendBatch(extensions(3));
  const calls = [];
  store.subscribe((_, offset) => calls.push(offset), { from: "start", onCaughtUp: () => calls.push("caught up") });
  assert.deepEqual(calls, [0, 1, 2, "caught up"]);
  store.append(extension(3));
  assert.deepEqual(calls, [0, 1, 2, "caught up", 3]);
  store.subscribe(() => {}, { onCaughtUp: () => calls.push("at the end") });
  assert.equal(calls.at(-1), "at the end");
});

test("filters: types, objective, and both", () => {
  const store = new EventStore();
  store.appendBatch([objective(1), extension(0), objective(2), extension(1, { correlationId: objectiveId(2) })]);
  assert.deepEqual(listen(store, { from: 0, types: ["extension"] }).seen, [1, 3]);
  assert.deepEqual(listen(store, { from: 0, objectiveId: objectiveId(2) }).seen, [2, 3]);
  assert.deepEqual(listen(store, { from: 0, types: ["extension"], objectiveId: objectiveId(2) }).seen, [3]);
  assert.deepEqual(listen(store, { from: 0, types: [] }).seen, []);
  refused("INVALID_ARGUMENT", () => store.subscribe(() => {}, { types: ["no_such_type"] }));
  refused("INVALID_ARGUMENT", () => store.subscribe(() => {}, { types: "extension" }));
  refused("INVALID_ARGUMENT", () => store.subscribe(() => {}, { objectiveId: 5 }));
  refused("INVALID_ARGUMENT", () => store.subscribe());
});

test("the checkpoint is the next offset to read and moves past filtered and failed events", () => {
  const store = new EventStore({ onError: () => {} });
  store.appendBatch(extensions(3));
  const filtered = listen(store, { from: 0, types: ["objective_created"] });
  const failing = store.subscribe(() => assert.fail("on purpose"), { from: 1 });
  assert.equal(filtered.subscription.checkpoint, 3);
  assert.equal(failing.checkpoint, 3);
  store.append(extension(3));
  assert.deepEqual([filtered.subscription.checkpoint, failing.checkpoint], [4, 4]);
  filtered.subscription.unsubscribe();
  store.append(extension(4));
  assert.deepEqual([filtered.subscription.checkpoint, failing.checkpoint], [4, 5]);
});

test("resuming from a checkpoint leaves no gap and repeats nothing", () => {
  const store = new EventStore();
  const seen = [];
  let from = 0;
  for (let round = 0; round < 5; round += 1) {
    store.appendBatch(extensions(3, round * 3));
    const subscription = store.subscribe((_, offset) => seen.push(offset), { from });
    store.append(extension(1000 + round));
    subscription.unsubscribe();
    from = subscription.checkpoint;
  }
  assert.deepEqual(seen, Array.from({ length: store.length }, (_, offset) => offset));
});

test("a callback that throws disturbs neither the append nor the order nor others", () => {
  const reported = [];
  const store = new EventStore({ onError: (error, context) => reported.push([error.message, context]) });
  const failing = store.subscribe(() => assert.fail("on purpose"));
  const { seen } = listen(store);
  assert.deepEqual(store.appendBatch(extensions(2)).map(({ offset }) => offset), [0, 1]);
  assert.deepEqual(seen, [0, 1]);
  assert.deepEqual(reported, [["on purpose", { subscription: failing.id, offset: 0 }], ["on purpose", { subscription: failing.id, offset: 1 }]]);
});

test("a throwing onCaughtUp and a rejecting async callback are reported as well", async () => {
  const reported = [];
  const store = new EventStore({ onError: (error) => reported.push(error.message) });
  store.subscribe(() => {}, { onCaughtUp: () => assert.fail("caught up") });
  store.subscribe(async () => assert.fail("later"));
  store.append(extension(0));
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual(reported, ["caught up", "later"]);
});

test("without onError the error goes to reportError, and where that is missing becomes an uncaught exception", async (context) => {
  const store = new EventStore();
  store.subscribe(() => assert.fail("nobody listens"));
  const caught = [];
  const before = globalThis.reportError;
  context.after(() => (globalThis.reportError = before));
  globalThis.reportError = (error) => caught.push(error.message);
  store.append(extension(0));
  assert.deepEqual(caught, ["nobody listens"]);

  globalThis.reportError = undefined;
  const uncaught = nextUncaught();
  assert.equal(store.append(extension(1)).offset, 1);
  assert.equal((await uncaught).message, "nobody listens");
});

test("an onError that throws disturbs nothing either", (context) => {
  const caught = [];
  const before = globalThis.reportError;
  context.after(() => (globalThis.reportError = before));
  globalThis.reportError = (error) => caught.push(error.message);
  const store = new EventStore({ onError: () => assert.fail("second") });
  store.subscribe(() => assert.fail("first"));
  const { seen } = listen(store);
  store.appendBatch(extensions(2));
  assert.deepEqual([seen, caught], [[0, 1], ["second", "second"]]);
});

test("what a callback appends is delivered to everybody after what is queued, in offset order", () => {
  const store = new EventStore();
  const log = [];
  store.subscribe((_, offset) => {
    log.push(`a${offset}`);
    if (offset < 2) assert.equal(store.append(extension(100 + offset)).offset, offset === 0 ? 2 : 3);
    log.push(`a${offset} done`);
  });
  store.subscribe((_, offset) => log.push(`b${offset}`));
  store.appendBatch(extensions(2));
  assert.equal(store.length, 4);
  for (const name of ["a", "b"]) assert.deepEqual(log.filter((entry) => entry.startsWith(name) && !entry.includes("done")), [0, 1, 2, 3].map((offset) => name + offset));
  for (const offset of [0, 1, 2, 3]) assert.equal(log[log.indexOf(`a${offset}`) + 1], `a${offset} done`, "no callback runs inside another");
});

test("a deep chain of appends from callbacks does not deepen the stack", () => {
  const store = new EventStore();
  store.subscribe((_, offset) => {
    if (offset < 20_000) store.append(extension(offset + 1));
  });
  store.append(extension(0));
  assert.equal(store.length, 20_001);
});

test("reads inside a callback see the finished append", () => {
  const store = new EventStore();
  const lengths = [];
  store.subscribe((event) => {
    lengths.push(store.length);
    assert.deepEqual(store.get(event.offset), event);
    assert.equal(store.reconstruct().length, store.length);
  });
  store.appendBatch(extensions(3));
  assert.deepEqual(lengths, [3, 3, 3]);
});

test("subscribing inside a callback: catch-up is queued and meets live without gap or repeat", () => {
  const store = new EventStore();
  store.append(extension(0));
  let inner;
  store.subscribe((_, offset) => {
    if (inner !== undefined) return;
    inner = listen(store, { from: "start" });
    assert.deepEqual(inner.seen, [], "queued, not run inside the callback");
    store.append(extension(50 + offset));
  });
  store.appendBatch(extensions(2, 1));
  assert.deepEqual(inner.seen, [0, 1, 2, 3]);
  store.append(extension(99));
  assert.deepEqual(inner.seen, [0, 1, 2, 3, 4]);
});

test("unsubscribing inside a callback: oneself and others, at once", () => {
  const store = new EventStore();
  const seen = [];
  const first = store.subscribe((_, offset) => {
    seen.push(`first ${offset}`);
    first.unsubscribe();
    second.unsubscribe();
  });
  const second = store.subscribe((_, offset) => seen.push(`second ${offset}`));
  store.appendBatch(extensions(3));
  assert.deepEqual(seen, ["first 0"]);
  assert.equal(first.checkpoint, 1);
  first.unsubscribe();
  first[Symbol.dispose]?.();
});

test("appending during catch-up: the catching-up subscriber sees it once, at its place", () => {
  const store = new EventStore();
  store.appendBatch(extensions(3));
  const seen = [];
  store.subscribe((_, offset) => {
    seen.push(offset);
    if (offset === 0) store.append(extension(100));
  }, { from: 0 });
  assert.deepEqual(seen, [0, 1, 2, 3]);
});

test("closing inside a callback ends the subscriptions and lets the append return", () => {
  const store = new EventStore();
  const subscription = store.subscribe(() => store.close());
  assert.equal(store.append(extension(0)).offset, 0);
  refused("CLOSED", () => store.append(extension(1)));
  subscription.unsubscribe();
});

test("a signal unsubscribes: before, between, and inside a callback", () => {
  const store = new EventStore();
  store.append(extension(0));
  const early = listen(store, { from: 0, signal: AbortSignal.abort() });
  assert.deepEqual(early.seen, []);
  const controller = new AbortController();
  const { seen } = listen(store, { signal: controller.signal });
  const inside = new AbortController();
  const cut = [];
  store.subscribe((_, offset) => {
    cut.push(offset);
    inside.abort();
  }, { from: 0, signal: inside.signal });
  store.append(extension(1));
  controller.abort();
  store.append(extension(2));
  assert.deepEqual([seen, cut], [[1], [0]]);
  refused("INVALID_ARGUMENT", () => store.subscribe(() => {}, { signal: "soon" }));
});

test("subscribers share one deeply frozen event; what is read belongs to the reader", () => {
  const store = new EventStore();
  const got = [];
  store.subscribe((event) => got.push(event));
  store.subscribe((event) => got.push(event));
  store.append({ type: "chain_head_observed", chainId: 1, blockNumber: 5, blockHash: `0x${"11".repeat(32)}`, blockTimestamp: 7, timestamp: 1 });
  assert.equal(got[0], got[1]);
  assert.ok(Object.isFrozen(got[0]));
  assert.throws(() => (got[0].blockNumber = 6), TypeError);
  const read = store.get(0);
  read.blockNumber = 9;
  assert.equal(store.get(0).blockNumber, 5);
});

test("time travel and reading never call a subscriber", () => {
  const store = new EventStore();
  store.appendBatch([objective(1), ...extensions(4)]);
  let calls = 0;
  store.subscribe(() => (calls += 1));
  store.reconstruct({ at: 2 });
  store.diff(0, 3);
  store.stateHash({ at: 1 });
  store.verify();
  store.export();
  assert.equal(calls, 0);
});

test("subscriptions and their callbacks are let go", () => {
  const store = new EventStore();
  for (let round = 0; round < 10_000; round += 1) store.subscribe(() => {}).unsubscribe();
  store.append(extension(0));
  assert.equal(store.length, 1);
});
