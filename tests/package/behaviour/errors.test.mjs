// "Errors": bad input is refused with a code, a message and details; it never changes the log.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStore, StatelogError, asBigInt, canonicalize, eventId, isStatelogError, match } from "statelog";
import { bytes32, extension, extensions, objective, objectiveId, refused, refusedUnchanged } from "./support/events.mjs";

const cyclic = { ...objective(1) };
cyclic.self = { again: cyclic };
const throwing = { ...objective(1) };
Object.defineProperty(throwing, "role", { enumerable: true, get: () => assert.fail("from a getter") });
const head = (members) => ({ type: "chain_head_observed", chainId: 1, blockNumber: 5, blockHash: bytes32(1), blockTimestamp: 7, ...members });
const deposit = (members) => ({ type: "deposit_detected", channelId: bytes32(1), asset: `0x${"00".repeat(20)}`, nowHeld: "1", chain: chainRef, ...members });
const chainRef = { chainId: 1, contract: `0x${"22".repeat(20)}`, blockNumber: 1, blockHash: bytes32(2), blockTimestamp: 1, txHash: bytes32(3), txIndex: 0, logIndex: 0 };
const without = (event, name) => Object.fromEntries(Object.entries(event).filter(([key]) => key !== name));

// What is appended, and the path that the error must name; undefined where only the code matters.
const bad = {
  undefined: [undefined, ""],
  null: [null, ""],
  "a number": [1, ""],
  "a string": ["objective_created", ""],
  "an array": [[objective(1)], ""],
  "a function": [() => objective(1), ""],
  "a symbol": [Symbol("event"), ""],
  "a bigint": [1n, ""],
  "an empty object": [{}, "/type"],
  "a type that is no string": [{ type: 1 }, "/type"],
  "an unknown type": [{ ...objective(1), type: "objective_imagined" }, "/type"],
  "a type in other case": [{ ...objective(1), type: "Objective_created" }, "/type"],
  "the name of a method as type": [{ ...objective(1), type: "toString" }, "/type"],
  "an unknown member": [{ ...objective(1), colour: "red" }, "/colour"],
  "a member named __proto__": [JSON.parse(JSON.stringify(objective(1)).replace("{", '{"__proto__":1,')), "/__proto__"],
  "a missing member": [without(objective(1), "kind"), "/kind"],
  "an undefined member": [{ ...objective(1), kind: undefined }, "/kind"],
  "a null member": [{ ...objective(1), role: null }, "/role"],
  "an unknown word": [{ ...objective(1), kind: "indirect_fund" }, "/kind"],
  "a bigint member": [{ ...objective(1), role: 1n }, "/role"],
  "a bigint deep inside": [deposit({ chain: { ...chainRef, blockNumber: 1n } }), "/chain/blockNumber"],
  "a cycle": [cyclic, "/self/again"],
  "a getter that throws": [throwing, ""],
  "a fraction": [head({ blockNumber: 1.5 }), "/blockNumber"],
  "2^53": [head({ blockNumber: 2 ** 53 }), "/blockNumber"],
  "a negative number": [head({ blockNumber: -1 }), "/blockNumber"],
  NaN: [head({ blockNumber: NaN }), "/blockNumber"],
  Infinity: [head({ blockNumber: Infinity }), "/blockNumber"],
  "an exponent": [head({ blockNumber: 1e21 }), "/blockNumber"],
  "2^48 where 48 bits fit": [head({ blockTimestamp: 2 ** 48 }), "/blockTimestamp"],
  "256 where 8 bits fit": [objective(1, { role: 256 }), "/role"],
  "a number as text": [head({ blockNumber: "5" }), "/blockNumber"],
  "a timestamp that is a date": [objective(1, { timestamp: new Date() }), "/timestamp"],
  "a fractional timestamp": [objective(1, { timestamp: 0.5 }), "/timestamp"],
  "31 bytes where 32 belong": [head({ blockHash: `0x${"11".repeat(31)}` }), "/blockHash"],
  "33 bytes where 32 belong": [head({ blockHash: `0x${"11".repeat(33)}` }), "/blockHash"],
  "hex without 0x": [head({ blockHash: "11".repeat(32) }), "/blockHash"],
  "hex with 0X": [head({ blockHash: `0X${"11".repeat(32)}` }), "/blockHash"],
  "half a byte": [extension(1, { payload: "0x123" }), "/payload"],
  "no hex digits": [head({ blockHash: `0x${"zz".repeat(32)}` }), "/blockHash"],
  "an amount as number": [deposit({ nowHeld: 1 }), "/nowHeld"],
  "an amount with a leading zero": [deposit({ nowHeld: "01" }), "/nowHeld"],
  "an amount in hex": [deposit({ nowHeld: "0x1" }), "/nowHeld"],
  "an empty amount": [deposit({ nowHeld: "" }), "/nowHeld"],
  "an amount of 2^256": [deposit({ nowHeld: (2n ** 256n).toString() }), "/nowHeld"],
  "a lone high surrogate": [objective(1, { objectiveId: "a\ud800b" }), undefined],
  "a lone low surrogate": [objective(1, { objectiveId: "\udc00" }), undefined],
  "a lone surrogate in a name": [{ ...objective(1), "\ud800": 1 }, undefined],
  "1,025 characters of text": [objective(1, { objectiveId: "x".repeat(1025) }), "/objectiveId"],
  "16,385 bytes of data": [extension(1, { payload: `0x${"00".repeat(16_385)}` }), "/payload"],
  "an object where a list belongs": [objective(1, { relatedChannels: {} }), "/relatedChannels"],
  "a wrong item of a list": [objective(1, { relatedChannels: [bytes32(1), "0x"] }), "/relatedChannels/1"],
  "a hole in a list": [objective(1, { relatedChannels: [bytes32(1), undefined] }), "/relatedChannels/1"],
};

for (const [name, [event, path]] of Object.entries(bad)) {
  test(`refused: ${name}`, () => {
    const store = new EventStore();
    store.append(extension(0));
    const check = ({ details }) => {
      if (path !== undefined) assert.equal(details.path, path);
      for (const member of ["path", "expected", "got"]) assert.equal(typeof details[member], "string", member);
    };
    check(refusedUnchanged(store, "INVALID_EVENT", () => store.append(event)));
    const inBatch = refusedUnchanged(store, "INVALID_EVENT", () => store.appendBatch([extension(1), event, extension(2)]));
    check(inBatch);
    assert.equal(inBatch.details.index, 1);
    check(refused("INVALID_EVENT", () => eventId(event)));
    check(refused("INVALID_EVENT", () => canonicalize(event)));
    assert.equal(store.append(extension(1)).offset, 1, "the store works on");
  });
}

test("nesting deeper than any event, and a text of a hundred megabytes, are refused", () => {
  const store = new EventStore();
  let deep = {};
  for (let level = 0; level < 100; level += 1) deep = { deep };
  refusedUnchanged(store, "INVALID_EVENT", () => store.append({ ...objective(1), deep }));
  let bottomless = {};
  for (let level = 0; level < 100_000; level += 1) bottomless = { bottomless };
  refusedUnchanged(store, "INVALID_EVENT", () => store.append({ ...objective(1), bottomless }));
  refusedUnchanged(store, "INVALID_EVENT", () => store.append({ ...objective(1), objectiveId: "x".repeat(1e8) }));
});

test("upper-case hex is taken and lower-cased before it is hashed", () => {
  const upper = new EventStore();
  const hash = `0x${"ab".repeat(32)}`;
  const result = upper.append({ ...head({ timestamp: 1 }), blockHash: hash.toUpperCase().replace("0X", "0x") });
  assert.equal(upper.get(0).blockHash, hash);
  assert.equal(result.eventId, eventId(head({ timestamp: 1, blockHash: hash })));
});

test("a recorded event can be given back: its id is checked, its offset ignored", () => {
  const [one, other] = [new EventStore(), new EventStore()];
  one.appendBatch([...extensions(3), objective(1)]);
  other.append(extension(9));
  for (const event of one) {
    assert.equal(eventId(event), event.eventId);
    assert.equal(canonicalize(event), one.export({ from: event.offset, to: event.offset + 1, format: "events" }).trim());
    assert.deepEqual(one.append(event), { offset: event.offset, eventId: event.eventId, duplicate: true });
    assert.deepEqual(other.append(event), { offset: event.offset + 1, eventId: event.eventId, duplicate: false });
  }
  assert.deepEqual(new EventStore().appendBatch(one.readFrom()).map(({ offset }) => offset), [0, 1, 2, 3]);
  const event = one.get(0);
  for (const [members, path] of [[{ name: "changed" }, "/eventId"], [{ timestamp: undefined }, "/eventId"], [{ eventId: bytes32(1) }, "/eventId"], [{ eventId: null }, "/eventId"], [{ offset: 0.5 }, "/offset"]]) {
    const changed = { ...event, ...members };
    for (const work of [() => one.append(changed), () => one.appendBatch([changed]), () => eventId(changed), () => canonicalize(changed)]) {
      assert.equal(refusedUnchanged(one, "INVALID_EVENT", work).details.path, path);
    }
  }
});

test("members that are undefined are left out; -0 is 0", () => {
  const store = new EventStore();
  store.append(objective(1, { role: undefined, correlationId: undefined }));
  assert.deepEqual(Object.keys(store.get(0)).sort(), [...Object.keys(objective(1)), "eventId", "offset"].sort());
  assert.equal(canonicalize(head({ blockNumber: -0 })), canonicalize(head({ blockNumber: 0 })));
});

test("an event has at most 65,535 canonical bytes", () => {
  // Only an event with lists can be that long.
  const signature = `0x${"00".repeat(64)}1b`;
  const event = (count, filler) => ({
    type: "state_received",
    channelId: bytes32(1),
    from: `0x${"33".repeat(20)}`,
    stateHash: bytes32(2),
    sigs: Array.from({ length: count }, () => ({ signature, signerIndex: 0 })),
    state: { appData: `0x${"00".repeat(filler)}`, isFinal: false, outcome: [], turnNum: 0 },
    timestamp: 1,
  });
  const size = (candidate) => new TextEncoder().encode(canonicalize(candidate)).length;
  const fixed = JSON.stringify(event(0, 0)).length;
  const each = JSON.stringify(event(2, 0)).length - JSON.stringify(event(1, 0)).length;
  let count = Math.floor((65_535 - fixed) / each);
  while ((65_535 - JSON.stringify(event(count, 0)).length) % 2 !== 0) count -= 1;
  const filler = (65_535 - JSON.stringify(event(count, 0)).length) / 2;
  assert.equal(size(event(count, filler)), 65_535);
  // It passes the check of its form, and only a rule refuses it: its channel is not known.
  const store = new EventStore();
  assert.equal(refusedUnchanged(store, "RULE_VIOLATION", () => store.append(event(count, filler))).details.rule, "S1");
  assert.equal(EventStore.import(JSON.stringify(event(count, filler))).length, 1);
  for (const members of [{ timestamp: 12 }, { correlationId: "" }]) {
    const empty = new EventStore();
    refusedUnchanged(empty, "INVALID_EVENT", () => empty.append({ ...event(count, filler), ...members }));
  }
});

test("appendBatch: nothing, no list, holes, and one bad event among good ones", () => {
  const store = new EventStore();
  assert.deepEqual(store.appendBatch([]), []);
  assert.deepEqual(store.appendBatch([], { expectedLength: 99 }), [], "an append that would write nothing never conflicts");
  for (const events of [undefined, null, {}, "x", objective(1), new Set([objective(1)])]) refusedUnchanged(store, "INVALID_ARGUMENT", () => store.appendBatch(events));
  assert.equal(refusedUnchanged(store, "INVALID_EVENT", () => store.appendBatch([extension(0), , extension(1)])).details.index, 1);
  for (let at = 0; at < 5; at += 1) {
    const events = extensions(5);
    events[at] = { ...events[at], payload: "0x1" };
    const { details } = refusedUnchanged(store, "INVALID_EVENT", () => store.appendBatch(events));
    assert.deepEqual([details.index, details.path], [at, "/payload"]);
  }
  let calls = 0;
  store.subscribe(() => (calls += 1));
  refused("INVALID_EVENT", () => store.appendBatch([extension(0), {}]));
  assert.equal(calls, 0, "nobody hears of a batch that was refused");
});

test("duplicates answer with the first offset, within a batch too", () => {
  const store = new EventStore();
  const [first, second, third] = store.appendBatch([extension(0), extension(1), extension(0)]);
  assert.deepEqual([first.offset, second.offset, third.offset], [0, 1, 0]);
  assert.deepEqual([first.duplicate, second.duplicate, third.duplicate], [false, false, true]);
  assert.equal(first.eventId, third.eventId);
  assert.deepEqual(store.append(extension(1), { expectedLength: 0 }), { ...second, duplicate: true });
  assert.equal(store.length, 2);
});

test("CONFLICT says what was expected and what is", () => {
  const store = new EventStore();
  store.append(extension(0), { expectedLength: 0 });
  const { details } = refusedUnchanged(store, "CONFLICT", () => store.append(extension(1), { expectedLength: 0 }));
  assert.deepEqual(details, { expected: 0, actual: 1 });
  refusedUnchanged(store, "CONFLICT", () => store.appendBatch([extension(1)], { expectedLength: 2 }));
});

test("TIMESTAMP_REGRESSION: time never runs back; left-out times are stamped", () => {
  const store = new EventStore({ now: () => 500 });
  store.append(extension(0, { timestamp: 1000 }));
  refusedUnchanged(store, "TIMESTAMP_REGRESSION", () => store.append(extension(1, { timestamp: 999 })));
  store.append(extension(2, { timestamp: undefined }));
  assert.equal(store.get(1).timestamp, 1000, "the larger of clock and last timestamp");
});

test("IDENTITY_CONFLICT: one identity, two contents", () => {
  const store = new EventStore();
  const at = (nowHeld) => deposit({ nowHeld, timestamp: 1 });
  store.append(at("5"));
  refusedUnchanged(store, "IDENTITY_CONFLICT", () => store.append(at("6")));
});

test("after close: CLOSED for what changes or listens; closing again is fine", () => {
  const store = new EventStore();
  store.append(extension(0));
  const subscription = store.subscribe(() => assert.fail("nothing comes"));
  store.close();
  store.close();
  store[Symbol.dispose]?.();
  refused("CLOSED", () => store.append(extension(1)));
  refused("CLOSED", () => store.appendBatch([extension(1)]));
  refused("CLOSED", () => store.createSnapshot());
  refused("CLOSED", () => store.subscribe(() => {}));
  assert.equal(subscription.checkpoint, 1);
  subscription.unsubscribe();
});

test("options of the constructor are checked", () => {
  for (const options of [{ logId: "x" }, { logId: 5 }, { logId: "A".repeat(32) }, { snapshotInterval: -1 }, { snapshotInterval: 1.5 }, { now: 5 }, { onError: "x" }, { confirmations: [] }, { confirmations: { 1: -1 } }, { confirmations: { 1: 1n } }, { confirmations: { one: 1 } }]) {
    refused("INVALID_ARGUMENT", () => new EventStore(options));
  }
  for (const now of [() => NaN, () => -1, () => 0.5, () => "5", () => undefined]) refused("INVALID_ARGUMENT", () => new EventStore({ now }).append(objective(1)));
  assert.throws(() => new EventStore({ now: () => assert.fail("no clock") }).append(objective(1)), /no clock/);
  assert.equal(new EventStore({ logId: "0123456789abcdef".repeat(2) }).logId, "0123456789abcdef".repeat(2));
  assert.match(new EventStore().logId, /^[0-9a-f]{32}$/);
  assert.notEqual(new EventStore().logId, new EventStore().logId);
});

test("ids that are none are refused, not looked up", () => {
  const store = new EventStore();
  const whole = bytes32(5);
  for (const id of [undefined, null, 5, "0x12", `0x${"zz".repeat(32)}`, `"${whole}"`, `${whole}"`, `\\${whole}`, `${whole.slice(0, 9)}\\u0030`, `${whole} `, `${whole}\n`]) {
    refused("INVALID_ARGUMENT", () => store.readChannel(id));
    refused("INVALID_ARGUMENT", () => store.reconstructChannel(id));
    if (id !== undefined) refused("INVALID_ARGUMENT", () => store.subscribe(() => {}, { channelId: id }));
  }
  for (const id of [undefined, null, 5, "\ud800"]) {
    refused("INVALID_ARGUMENT", () => store.readObjective(id));
    refused("INVALID_ARGUMENT", () => store.reconstructObjective(id));
  }
  assert.deepEqual(store.readChannel(bytes32(5)), []);
  assert.equal(store.reconstructObjective("nobody"), undefined);
});

test("a re-entrant event: its getter appends while it is being read", () => {
  const store = new EventStore();
  const event = { ...extension(1), get name() { store.append(extension(0)); return "counted"; } };
  assert.equal(store.append(event).offset, 1);
});

test("StatelogError is an Error with a code; errors of another copy are recognised", () => {
  const error = refused("INVALID_EVENT", () => new EventStore().append({}));
  assert.ok(error instanceof StatelogError);
  assert.equal(error.name, "StatelogError");
  assert.match(String(error), /^StatelogError: /);
  assert.ok(isStatelogError(error, "INVALID_EVENT"));
  assert.equal(isStatelogError(error, "CLOSED"), false);
  const foreign = Object.assign(new Error("x"), { name: "StatelogError", code: "CLOSED", details: {} });
  assert.ok(isStatelogError(foreign, "CLOSED"));
  for (const other of [undefined, null, "x", new Error("x"), { code: "CLOSED" }]) assert.equal(isStatelogError(other), false);
});

test("match calls the handler of the type, or `otherwise`", () => {
  assert.equal(match(objective(1), { objective_created: (event) => event.objectiveId, otherwise: () => "" }), objectiveId(1));
  assert.equal(match(extension(1), { objective_created: () => "", otherwise: (event) => event.type }), "extension");
  refused("INVALID_ARGUMENT", () => match(extension(1), {}));
  refused("INVALID_ARGUMENT", () => match(null, {}));
  refused("INVALID_ARGUMENT", () => match(extension(1), null));
  refused("INVALID_ARGUMENT", () => match({ type: "toString" }, {}));
});

test("asBigInt takes decimal strings only", () => {
  assert.equal(asBigInt("0"), 0n);
  assert.equal(asBigInt((2n ** 256n - 1n).toString()), 2n ** 256n - 1n);
  for (const amount of ["", " 1", "1 ", "01", "0x1", "-1", "1.0", "1e3", 1, 1n, null, undefined]) refused("INVALID_ARGUMENT", () => asBigInt(amount));
});
