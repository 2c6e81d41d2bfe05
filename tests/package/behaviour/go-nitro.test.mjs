// Importing from go-nitro: every digit crosses the border, what is imported can be appended, and what is wrong is named.
// What an import finds is tested against the core itself, in tests/go_nitro.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStore, isStatelogError, nitro } from "statelog";
import { stores } from "./support/go-nitro.mjs";
import { samples } from "./support/samples.mjs";

const contextOf = ({ chainId, adjudicator }) => ({ chainId, adjudicator });

/** Values as texts with sorted members, in order, to compare what has no order. */
const asSet = (values) => values.map((value) => JSON.stringify(sorted(value))).sort();
const sorted = (value) => (typeof value !== "object" || value === null ? value : Array.isArray(value) ? value.map(sorted) : Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])));

for (const [name, store] of Object.entries(stores)) {
  test(`${name}: the events, where they come from, and what is left over`, () => {
    const { events, sources, remarks } = nitro.importGoNitro(store.text, contextOf(store));
    assert.deepEqual(asSet(events), asSet(store.events));
    assert.equal(sources.length, events.length);
    assert.ok(sources.every((source) => source.startsWith("/")));
    assert.deepEqual(asSet(remarks.map(({ path, reason }) => ({ path, reason }))), asSet(store.remarks));
    for (const { message } of remarks) assert.ok(message.length > 20);
  });

  test(`${name}: the events are appended, all of them, and hold`, () => {
    const { events } = nitro.importGoNitro(store.text, contextOf(store));
    const log = new EventStore();
    assert.ok(log.appendBatch(events).every(({ duplicate }) => !duplicate));
    const facts = nitro.importGoNitro(store.text, contextOf(store)).events.filter(({ type }) => !type.startsWith("objective_"));
    assert.ok(log.appendBatch(facts).every(({ duplicate }) => duplicate), "a second import adds no fact about a channel");
    assert.ok(log.verify().ok);
    assert.equal(EventStore.import(events.map((event) => JSON.stringify(event)).join("\n")).length, events.length);
  });
}

test("no digit is lost on the way", () => {
  const { events } = nitro.importGoNitro(stores.upstream.text, contextOf(stores.upstream));
  const amounts = JSON.stringify(events);
  for (const digits of ["9007199254740995", "18446744073709551615", "20000000000000000007", (2n ** 256n - 1n).toString()]) assert.ok(amounts.includes(`"${digits}"`), digits);
});

test("the bodies of a log's messages lead to the facts that it holds", () => {
  const log = EventStore.import(samples.get("direct-fund-defund.statelog"));
  const [{ chainId, adjudicator, fixedPart, myIndex }] = [...log].filter(({ type }) => type === "channel_created");
  const bodies = [...log].filter(({ type }) => /^message_/.test(type)).map(({ body }) => body);
  const { events, remarks } = nitro.importGoNitro(JSON.stringify(bodies), { chainId, adjudicator, me: fixedPart.participants[myIndex] });
  assert.deepEqual(remarks, []);
  const facts = (list) => list.filter(({ type }) => /^(channel_created|state_signed|state_received)$/.test(type)).map(({ type, channelId, stateHash }) => ({ type, channelId, stateHash }));
  assert.deepEqual(asSet(facts(events)), asSet(facts([...log])));
});

const good = { chainId: 1, adjudicator: `0x${"a4".repeat(20)}` };
const wrong = {
  "data as an object": [() => nitro.importGoNitro({ channels: {} }, good), undefined],
  "data left out": [() => nitro.importGoNitro(undefined, good), undefined],
  "half a surrogate pair": [() => nitro.importGoNitro("\ud800", good), undefined],
  "no JSON": [() => nitro.importGoNitro("channels: {}", good), "/data"],
  "a fraction": [() => nitro.importGoNitro('{"vouchers":{"a":1.5}}', good), "/data/vouchers/a"],
  "no context": [() => nitro.importGoNitro("{}"), "/chainId"],
  "no adjudicator": [() => nitro.importGoNitro("{}", { chainId: 1 }), "/adjudicator"],
  "a short address": [() => nitro.importGoNitro("{}", { ...good, me: "0x12" }), "/me"],
};

for (const [name, [work, path]] of Object.entries(wrong)) {
  test(`refused: ${name}`, () => {
    assert.throws(work, (error) => isStatelogError(error, "INVALID_ARGUMENT") && error.details.path === path);
  });
}

test("whatever else is wrong becomes a remark", () => {
  const { events, remarks } = nitro.importGoNitro('{"channels":{"a":"{"},"objectives":{"Teleport-1":{}},"users":[]}', good);
  assert.deepEqual(events, []);
  assert.deepEqual(remarks.map(({ path, reason }) => [path, reason]), [["/channels/a", "malformed"], ["/objectives/Teleport-1", "unknown"], ["/users", "unknown"]]);
});
