// The declared types are the types at run time: every event that the built package gives back, and everything that it
// derives, has the members that the public declarations say, each of its type, and no other.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { EventStore, MemoryBytes, eventId, memoryStorage, openLog } from "statelog";
import { faultyStorage } from "statelog/testing";
import { fromRoot } from "../../scripts/lib/paths.mjs";
import { declaredTypes } from "./support/declared.mjs";

const declarations = readFileSync(fromRoot("tests", "package", "golden", "index.d.ts"), "utf8");
// One event of each type with every member, and one with the required members only.
const examples = readFileSync(fromRoot("tests", "golden", "events.ndjson"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
const samplesDir = fromRoot("www", "public", "samples");
const samples = readdirSync(samplesDir).filter((name) => name.endsWith(".statelog")).map((name) => EventStore.import(readFileSync(`${samplesDir}/${name}`)));

/** An event as a store gives it back. It is imported, so that no rule refuses it; a cause that it names stands before it. */
function roundTrip(event) {
  const cause = { type: "extension", namespace: "test", name: "cause", payload: "0x", critical: false, timestamp: 0 };
  const lines = [cause, { ...event, causationId: event.causationId && eventId(cause) }].map((line) => JSON.stringify(line));
  return EventStore.import(lines.join("\n"), { now: () => 1_767_225_600_000 }).get(1);
}


const recorded = [...examples.map(roundTrip), ...samples.flatMap((sample) => [...sample])];

/** What the declarations of a text say against values of a type; members that no value has count, too. */
function against(text, values, name, spared = []) {
  const types = declaredTypes(text);
  const wrong = values.flatMap((value) => types.check(value, name).map((problem) => `${value.type ?? name}${problem}`));
  const unseen = [...types.declared(name)].filter((member) => !types.seen.has(member) && !spared.includes(member));
  return [...wrong, ...unseen.map((member) => `${member}: no value has it`)];
}

test("every event that comes back has the declared members, and every declared member occurs", () => {
  assert.equal(new Set(recorded.map(({ type }) => type)).size, 28);
  assert.ok(recorded.length > 150);
  assert.deepEqual(against(declarations, recorded, "RecordedEvent"), []);
});

test("every optional member of an event is left out at least once", () => {
  const types = declaredTypes(declarations);
  for (const type of new Set(recorded.map((event) => event.type))) {
    const events = recorded.filter((event) => event.type === type);
    const always = Object.keys(events[0]).filter((name) => events.every((event) => event[name] !== undefined));
    const optional = always.filter((name) => types.check({ ...events[0], [name]: undefined }, "RecordedEvent").length === 0);
    assert.deepEqual(optional, [], type);
  }
});

/** A log with what no sample has: an objective that failed, and a head that names a finalized block. */
function failing() {
  const of = (type) => ({ ...examples.find((event) => event.type === type), causationId: undefined });
  const { objectiveId } = of("objective_created");
  const types = ["objective_created", "objective_approved", "objective_failed", "chain_head_observed"];
  const events = types.map((type) => (type.startsWith("objective") ? { ...of(type), objectiveId } : of(type)));
  return EventStore.import(events.map((event) => JSON.stringify(event)).join("\n"));
}

test("what is derived has the declared members, and every declared member occurs", () => {
  const states = [...samples, failing()].flatMap((store) => Array.from({ length: store.length + 1 }, (_, at) => store.reconstruct({ at })));
  // Events have these two, above; the ledgers of the samples have one asset, which need not be named.
  assert.deepEqual(against(declarations, states, "LogState", ["AddProposal.asset", "RemoveProposal.asset"]), []);
  const changes = samples.flatMap((store) => [...store.diff(0, store.length), ...store.diff(4, 9)]);
  assert.deepEqual(against(declarations, changes, "StateChange"), []);
});

test("results have the declared members", () => {
  const store = EventStore.import(samples[0].export(), { snapshotInterval: 1 });
  const snapshots = [store.getLatestSnapshot(), store.createSnapshot()];
  assert.deepEqual(snapshots.map(({ committed }) => committed), [false, true]);
  assert.deepEqual(against(declarations, snapshots, "Snapshot"), []);
  assert.deepEqual(against(declarations, [store.append({ type: "extension", namespace: "test", name: "result", payload: "0x", critical: false })], "AppendResult"), []);
  // A log that the store itself wrote has no problem, and diverges nowhere.
  assert.deepEqual(against(declarations, [store.verify()], "VerifyReport", ["Problem.code", "Problem.message", "Problem.offset", "VerifyReport.divergesAt"]), []);
});

const note = (name) => ({ type: "extension", namespace: "test", name, payload: "0x", critical: false });

/** Opens a log in memory, notes what that gave, and closes it. */
async function openedWith(bytes, options) {
  const log = await openLog(memoryStorage(bytes), options);
  await log.close();
  return log.opened;
}

/** Logs in memory that open with everything that can be said about a log. */
async function openings() {
  const bytes = new MemoryBytes();
  const log = await openLog(memoryStorage(bytes));
  for (const name of ["a", "b", "c"]) await log.append(note(name));
  await log.createSnapshot();
  const made = log.opened;
  await log.close();
  const whole = bytes.log;
  const lines = new TextDecoder().decode(whole).trimEnd().split("\n");
  const changed = (text) => Object.assign(new MemoryBytes(), { log: new TextEncoder().encode(text) });
  const kept = await openedWith(bytes);
  bytes.aside.set("snapshot", new TextEncoder().encode("{}"));
  const discarded = await openedWith(bytes);
  const torn = await openedWith(changed(lines.slice(0, 3).join("\n").slice(0, -9)));
  const unended = await openedWith(changed(lines.slice(0, 3).join("\n")));
  const damaged = await openedWith(changed(lines.join("\n").replace('"name":"b"', '"name":"B"')), { salvage: true });
  assert.deepEqual([made.created, "length" in kept.snapshot, "discarded" in discarded.snapshot, torn.torn.savedAs, unended.lineFeedMissing, damaged.damage.offset], [true, true, true, "torn-1", true, 1]);
  return [made, kept, discarded, torn, unended, damaged];
}

test("what opening tells has the declared members, and every declared member occurs", async () => {
  // Browsers alone have these two; tests/package/storage/choice.test.mjs looks at them.
  assert.deepEqual(against(declarations, await openings(), "Opened", ["Opened.reason", "Opened.persisted"]), []);
  const bytes = new MemoryBytes();
  await openedWith(bytes);
  const told = [];
  await openedWith(bytes, { onProgress: (progress) => told.push(progress) });
  assert.deepEqual(against(declarations, told, "OpenProgress"), []);
});

test("the contract of storages, and the calls that may fail, have the declared members", async () => {
  const calls = [];
  const storage = faultyStorage(memoryStorage(), (call) => void calls.push(call));
  await (await openLog(storage)).close();
  const testing = readFileSync(fromRoot("tests", "package", "golden", "testing.d.ts"), "utf8");
  assert.deepEqual(against(testing, calls, "StorageCall"), []);
  const methods = new Set(calls.map(({ method }) => method));
  assert.ok(methods.has("read") && methods.has("append") && methods.has("close"));
});

// Each change makes one declaration untrue of the events above.
const untrue = {
  "a number where there is text": ["type U64 = string;", "type U64 = number;"],
  "text where there is a number": ["type Uint48 = number;", "type Uint48 = string;"],
  "text where there is a boolean": ["critical: boolean;", "critical: string;"],
  "another prefix": ["type Hex = `0x${string}`;", "type Hex = `0X${string}`;"],
  "a word that is missing": ['type Delivery = "queued" | "written"', 'type Delivery = "queued"'],
  "a list that is none": ["type Participants = Bytes20[];", "type Participants = Bytes20;"],
  "a value that is no list": ["payload: Bytes;", "payload: Bytes[];"],
  "another tag": ['type: "voucher_signed";', 'type: "voucher_sent";'],
  "a required member that may be left out": ["purpose?: StatePurpose;", "purpose: StatePurpose;"],
  "a member that never comes": ["waitingFor: Text;", "waitingFor: Text;\n    never?: Text;"],
  "a member that is not declared": ["assetMetadata: Bytes;", ""],
  "another name deep inside": ["leftDeposit: U256;", "rightDeposit: U256;"],
};

for (const [name, [now, then]] of Object.entries(untrue)) {
  test(`an untrue declaration is found: ${name}`, () => {
    assert.ok(declarations.includes(now), now);
    assert.ok(against(declarations.replaceAll(now, then), recorded, "RecordedEvent").length > 0);
  });
}
