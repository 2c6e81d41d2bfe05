// "One rule for positions": dense offsets from 0, ranges [start, end), an end beyond the length means the length.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStore } from "statelog";
import { extensions, objective, objectiveId, refused, bytes32 } from "./support/events.mjs";

const length = 7;
const offsets = (events) => events.map(({ offset }) => offset);
const upTo = (from, to) => Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);

function filled() {
  const store = new EventStore();
  store.appendBatch([objective(1), ...extensions(length - 1).map((event) => ({ ...event, correlationId: objectiveId(1) }))]);
  return store;
}

const notPositions = [-1, 0.5, -0.5, 2 ** 53, NaN, Infinity, -Infinity, "1", null, 1n, {}, [], true];

// Every parameter that is a position, with a call that has only that one wrong.
const parameters = {
  "get(offset)": (store, value) => store.get(value),
  "readFrom(offset)": (store, value) => store.readFrom(value),
  "readFrom(0, limit)": (store, value) => store.readFrom(0, value),
  "readRange(start)": (store, value) => store.readRange(value, 3),
  "readRange(end)": (store, value) => store.readRange(0, value),
  "readChannel from": (store, value) => store.readChannel(bytes32(1), { from: value }),
  "readChannel to": (store, value) => store.readChannel(bytes32(1), { to: value }),
  "readObjective from": (store, value) => store.readObjective(objectiveId(1), { from: value }),
  "readObjective to": (store, value) => store.readObjective(objectiveId(1), { to: value }),
  "events from": (store, value) => store.events({ from: value }),
  "subscribe from": (store, value) => store.subscribe(() => {}, { from: value }),
  "reconstructChannel at": (store, value) => store.reconstructChannel(bytes32(1), { at: value }),
  "reconstructObjective at": (store, value) => store.reconstructObjective(objectiveId(1), { at: value }),
  "reconstruct at": (store, value) => store.reconstruct({ at: value }),
  "diff(from)": (store, value) => store.diff(value, 3),
  "diff(to)": (store, value) => store.diff(0, value),
  "fold from": (store, value) => store.fold((count) => count + 1, 0, { from: value }),
  "fold to": (store, value) => store.fold((count) => count + 1, 0, { to: value }),
  "getLatestSnapshot(before)": (store, value) => store.getLatestSnapshot(value),
  "stateHash at": (store, value) => store.stateHash({ at: value }),
  "root(length)": (store, value) => store.root(value),
  "export to": (store, value) => store.export({ to: value }),
  "export events from": (store, value) => store.export({ from: value, format: "events" }),
  "export events to": (store, value) => store.export({ to: value, format: "events" }),
  "append expectedLength": (store, value) => store.append(objective(2), { expectedLength: value }),
  "appendBatch expectedLength": (store, value) => store.appendBatch([objective(2)], { expectedLength: value }),
};

for (const [name, use] of Object.entries(parameters)) {
  test(`${name} takes whole numbers from 0 to 2^53 - 1 only`, () => {
    const store = filled();
    for (const value of notPositions) refused("INVALID_ARGUMENT", () => use(store, value));
    assert.equal(store.length, length);
  });
}

test("ranges are half-open, and an end beyond the length means the length: every pair", () => {
  const store = filled();
  const text = (events) => events.map(({ offset, eventId, ...event }) => event);
  for (let from = 0; from <= length + 2; from += 1) {
    assert.deepEqual(offsets(store.readFrom(from)), upTo(from, length));
    for (let to = from; to <= length + 3; to += 1) {
      const expected = upTo(from, Math.min(to, length));
      assert.deepEqual(offsets(store.readRange(from, to)), expected, `readRange(${from}, ${to})`);
      assert.deepEqual(offsets(store.readFrom(from, to - from)), expected, `readFrom(${from}, ${to - from})`);
      assert.deepEqual(offsets(store.readObjective(objectiveId(1), { from, to })), expected);
      assert.equal(store.fold((count) => count + 1, 0, { from, to }), expected.length);
      const exported = store.export({ from, to, format: "events" }).split("\n").filter(Boolean).map((line) => JSON.parse(line));
      assert.deepEqual(exported, text(store.readRange(from, to)));
    }
  }
});

test("a start beyond the length gives nothing, whether or not an end is given", () => {
  const store = filled();
  for (const start of [length, length + 1, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
    assert.deepEqual(store.readFrom(start), []);
    assert.deepEqual(store.readRange(start, Number.MAX_SAFE_INTEGER), []);
    assert.deepEqual(store.readChannel(bytes32(1), { from: start }), []);
    assert.deepEqual(store.readObjective(objectiveId(1), { from: start }), []);
    assert.equal(store.export({ from: start, format: "events" }), "");
    assert.equal(store.fold((count) => count + 1, 0, { from: start }), 0);
    assert.equal(store.get(start), undefined);
  }
});

test("a start greater than the end is an error, judged on the given numbers", () => {
  const store = filled();
  for (const [start, end] of [[3, 2], [1, 0], [length + 5, length + 4], [Number.MAX_SAFE_INTEGER, 0]]) {
    refused("INVALID_ARGUMENT", () => store.readRange(start, end));
    refused("INVALID_ARGUMENT", () => store.diff(start, end));
    refused("INVALID_ARGUMENT", () => store.readObjective(objectiveId(1), { from: start, to: end }));
    refused("INVALID_ARGUMENT", () => store.readChannel(bytes32(1), { from: start, to: end }));
    refused("INVALID_ARGUMENT", () => store.fold((count) => count, 0, { from: start, to: end }));
    refused("INVALID_ARGUMENT", () => store.export({ from: start, to: end, format: "events" }));
  }
});

test("`at` and lengths of roots beyond the log are errors; at the length they mean now", () => {
  const store = filled();
  for (const beyond of [length + 1, Number.MAX_SAFE_INTEGER]) {
    refused("INVALID_ARGUMENT", () => store.root(beyond));
    refused("INVALID_ARGUMENT", () => store.stateHash({ at: beyond }));
    refused("INVALID_ARGUMENT", () => store.reconstruct({ at: beyond }));
    refused("INVALID_ARGUMENT", () => store.reconstructObjective(objectiveId(1), { at: beyond }));
    refused("INVALID_ARGUMENT", () => store.reconstructChannel(bytes32(1), { at: beyond }));
  }
  assert.equal(store.root(length), store.root());
  assert.equal(store.stateHash({ at: length }), store.stateHash());
  assert.deepEqual(store.reconstruct({ at: length }), store.reconstruct());
  assert.equal(store.root(0), "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

test("`at` n means after the events [0, n)", () => {
  const store = filled();
  assert.equal(store.reconstructObjective(objectiveId(1), { at: 0 }), undefined);
  assert.equal(store.reconstructObjective(objectiveId(1), { at: 1 })?.eventCount, 1);
  assert.equal(store.reconstruct({ at: 3 }).length, 3);
});

test("unknown members of options are ignored; options that are no object are not", () => {
  const store = filled();
  assert.equal(store.append(objective(2), { colour: "red" }).offset, length);
  assert.equal(new EventStore({ colour: "red" }).length, 0);
  for (const options of [null, 1, "x", true, []]) {
    refused("INVALID_ARGUMENT", () => new EventStore(options));
    refused("INVALID_ARGUMENT", () => store.append(objective(3), options));
    refused("INVALID_ARGUMENT", () => store.reconstruct(options));
    refused("INVALID_ARGUMENT", () => store.subscribe(() => {}, options));
  }
});

test("a .statelog file has no other start than 0", () => {
  refused("INVALID_ARGUMENT", () => filled().export({ from: 1 }));
  refused("INVALID_ARGUMENT", () => filled().export({ format: "xml" }));
});

test("a log longer than a page is iterated in order, up to the length at the start", () => {
  const store = new EventStore();
  store.appendBatch(extensions(1500));
  const seen = [];
  for (const { offset } of store) {
    if (offset === 0) store.append(extension1500());
    seen.push(offset);
  }
  assert.deepEqual(seen, upTo(0, 1500));
  assert.equal([...store].length, 1501);
  assert.equal(store.fold((sum, { offset }) => sum + offset, 0, { from: 500, to: 1200 }), (700 * (500 + 1199)) / 2);
});

const extension1500 = () => extensions(1, 1500)[0];
