// A log in a storage: when an append is acknowledged, who hears of it, and what is left after a failure.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStore, MemoryBytes, isStatelogError, memoryStorage, openLog } from "statelog";
import { extension, extensions, objective } from "./support/events.mjs";
import { linesOf, settle, textOf, watched } from "./support/storages.mjs";

/** The error that a promise rejects with; its code must be this one. */
async function failure(promise, code) {
  const error = await promise.then(() => assert.fail(`expected ${code}`), (caught) => caught);
  assert.ok(isStatelogError(error, code), `expected ${code}, got ${error}`);
  return error;
}

test("reading sees an append at once; it resolves, and subscribers are called, after the flush", async () => {
  const { storage, gate } = watched(new MemoryBytes());
  const log = await openLog(storage);
  const seen = [];
  log.subscribe((event, offset) => seen.push(offset));
  gate.closed = true;
  let resolved = false;
  const appending = log.append(extension(1)).then((result) => ((resolved = true), result));
  assert.equal(log.length, 1);
  assert.equal(log.get(0).payload, extension(1).payload);
  await settle();
  assert.deepEqual([resolved, seen.length, log.durableLength], [false, 0, 0]);
  gate.open();
  const { offset, duplicate } = await appending;
  assert.deepEqual([offset, duplicate, seen.join(), log.durableLength], [0, false, "0", 1]);
  await log.close();
});

test("callers that wait while a flush runs share the next one", async () => {
  const bytes = new MemoryBytes();
  const { storage, appends, gate } = watched(bytes);
  const log = await openLog(storage);
  const opening = appends.length;
  gate.closed = true;
  const first = log.append(extension(0));
  await settle();
  const others = extensions(100, 1).map((event) => log.append(event));
  gate.open();
  const results = await Promise.all([first, ...others]);
  assert.equal(appends.length - opening, 2);
  assert.deepEqual(results.map(({ offset }) => offset), Array.from({ length: 101 }, (_, offset) => offset));
  // Each caller has a line of its own, which says what was durable when its write began.
  const lines = linesOf(bytes.log).slice(1);
  assert.deepEqual(lines.map(({ flushed }) => flushed), [0, ...Array(100).fill(1)]);
  assert.equal(log.export(), textOf(bytes.log));
  await log.close();
});

test("appends of one moment are one write", async () => {
  const { storage, appends } = watched(new MemoryBytes());
  const log = await openLog(storage);
  const before = appends.length;
  await Promise.all(extensions(50).map((event) => log.append(event)));
  assert.equal(appends.length - before, 1);
  await log.close();
});

test("one append after the other, however the promises interleave", async () => {
  const bytes = new MemoryBytes();
  const log = await openLog(memoryStorage(bytes));
  const caller = async (number) => {
    for (const event of extensions(40, number * 1000)) {
      await log.append(event);
      for (let turns = number; turns > 0; turns -= 1) await undefined;
    }
  };
  await Promise.all(Array.from({ length: 12 }, (_, number) => caller(number)));
  assert.deepEqual([log.length, log.durableLength], [480, 480]);
  await log.close();
  assert.equal(EventStore.import(bytes.log).length, 480);
});

test("a duplicate resolves when its original is durable", async () => {
  const { storage, gate } = watched(new MemoryBytes());
  const log = await openLog(storage);
  gate.closed = true;
  const order = [];
  const original = log.append(extension(1)).then(() => order.push("original"));
  const repeat = log.append(extension(1)).then((result) => (order.push("repeat"), result));
  await settle();
  assert.deepEqual(order, []);
  gate.open();
  assert.deepEqual([(await repeat).duplicate, (await repeat).offset], [true, 0]);
  await original;
  assert.equal((await log.append(extension(1))).duplicate, true);
  await log.close();
});

test("a batch is all or none; a refused event changes nothing", async () => {
  const bytes = new MemoryBytes();
  const log = await openLog(memoryStorage(bytes));
  const error = await failure(log.appendBatch([extension(1), { type: "unheard_of" }]), "INVALID_EVENT");
  assert.equal(error.details.index, 1);
  await failure(log.append(extension(2), { expectedLength: 7 }), "CONFLICT");
  await failure(log.append(42), "INVALID_EVENT");
  assert.deepEqual([log.length, linesOf(bytes.log).length], [0, 1]);
  assert.deepEqual((await log.appendBatch(extensions(3))).map(({ offset }) => offset), [0, 1, 2]);
  assert.deepEqual(await log.appendBatch([]), []);
  assert.equal(linesOf(bytes.log).at(-1).events.length, 3);
  await log.close();
});

test("after a failed write nobody was told a lie, and nothing is tried again", async () => {
  const bytes = new MemoryBytes();
  const { storage, appends, gate } = watched(bytes);
  const log = await openLog(storage);
  const seen = [];
  log.subscribe((event, offset) => seen.push(offset));
  await log.append(extension(1));
  gate.error = new Error("the disk is on fire");
  const [first, second] = [log.append(extension(2)), log.append(extension(3))];
  const error = await failure(first, "STORAGE_FAILED");
  assert.match(error.message, /the disk is on fire/);
  assert.equal(error.cause, gate.error);
  await failure(second, "STORAGE_FAILED");
  const writes = appends.length;
  gate.error = undefined;
  assert.match((await failure(log.append(extension(4)), "STORAGE_FAILED")).message, /Nothing can be appended any more/);
  await failure(log.flush(), "STORAGE_FAILED");
  await failure(log.createSnapshot(), "STORAGE_FAILED");
  assert.deepEqual([seen.join(), log.length, log.durableLength, log.get(2).payload], ["0", 3, 1, extension(3).payload]);
  await log.close();
  assert.equal(appends.length, writes);
  const again = await openLog(memoryStorage(bytes));
  assert.equal(again.length, 1);
  await again.close();
});

test("a storage says what went wrong in its own code", async () => {
  for (const code of ["STORAGE_FULL", "CONFLICT"]) {
    const { storage, gate } = watched(new MemoryBytes());
    const log = await openLog(storage);
    gate.error = Object.assign(new Error("its own words"), { name: "StatelogError", code, details: {} });
    assert.equal((await failure(log.append(extension(1)), code)).message, "its own words");
    assert.equal((await failure(log.append(extension(2)), "STORAGE_FAILED")).details.failed, code);
    await log.close();
  }
});

test("closing makes everything durable, leaves a mark, and happens once", async () => {
  const bytes = new MemoryBytes();
  const { storage, gate } = watched(bytes);
  const log = await openLog(storage);
  gate.closed = true;
  const appending = log.append(extension(1));
  const [one, two] = [log.close(), log.close()];
  await failure(log.append(extension(2)), "CLOSED");
  gate.open();
  await Promise.all([appending, one, two]);
  await failure(log.append(extension(3)), "CLOSED");
  assert.throws(() => log.length, (error) => isStatelogError(error, "CLOSED"));
  assert.deepEqual([gate.closes, linesOf(bytes.log).length], [1, 3]);
  const mark = linesOf(bytes.log).at(-1);
  assert.deepEqual([mark.events, mark.flushed, mark.length], [undefined, 1, 1]);
  // Opening and closing again adds nothing.
  await (await openLog(memoryStorage(bytes))).close();
  assert.equal(linesOf(bytes.log).length, 3);
});

test("closing fails if its write does, and lets go of the storage all the same", async () => {
  const { storage, gate } = watched(new MemoryBytes());
  const log = await openLog(storage);
  gate.error = new Error("no");
  await failure(log.close(), "STORAGE_FAILED");
  assert.equal(gate.closes, 1);
});

test("subscribers may append, and close", async () => {
  const bytes = new MemoryBytes();
  const log = await openLog(memoryStorage(bytes));
  const seen = [];
  const appended = new Promise((resolve) => {
    log.subscribe((event, offset) => {
      seen.push(offset);
      if (offset < 5) log.append(extension(100 + offset)).catch(resolve);
      else resolve(log.close());
    });
  });
  await log.append(extension(1));
  await appended;
  assert.deepEqual(seen, [0, 1, 2, 3, 4, 5]);
  assert.equal(EventStore.import(bytes.log).length, 6);
});

test("catching up ends where the log is durable, and goes on from there", async () => {
  const { storage, gate } = watched(new MemoryBytes());
  const log = await openLog(storage);
  await log.append(extension(1));
  gate.closed = true;
  const appending = log.append(extension(2));
  const seen = [];
  log.subscribe((event, offset) => seen.push(offset), { from: 0, onCaughtUp: () => seen.push("caught up") });
  const iterated = [];
  const iterating = (async () => {
    for await (const { offset } of log.events()) iterated.push(offset);
  })();
  await settle();
  assert.deepEqual([seen, iterated], [[0], [0]]);
  gate.open();
  await appending;
  await settle();
  assert.deepEqual([seen, iterated], [[0, 1, "caught up"], [0, 1]]);
  await log.close();
  await iterating;
});

test("a reader follows its writer, live, and changes nothing", async () => {
  const bytes = new MemoryBytes();
  const { storage, gate } = watched(bytes);
  const writer = await openLog(storage);
  await writer.append(objective(1));
  const reader = await openLog(watched(bytes, gate).storage, { readOnly: true });
  assert.deepEqual([reader.length, reader.logId, reader.opened.created], [1, writer.logId, false]);
  const seen = [];
  reader.subscribe((event, offset) => seen.push(offset), { from: "start" });
  for (const event of extensions(20)) await writer.append(event);
  await settle();
  assert.deepEqual([reader.length, seen.length, reader.root()], [21, 21, writer.root()]);
  assert.equal(reader.stateHash(), writer.stateHash());
  for (const call of [reader.append(extension(99)), reader.appendBatch([]), reader.createSnapshot()]) await failure(call, "READ_ONLY");
  await reader.flush();
  await writer.close();
  await settle();
  await reader.close();
  assert.deepEqual(gate.watchers, []);
});

test("a reader of a log that is not there yet sees it come to life", async () => {
  const bytes = new MemoryBytes();
  const gate = {};
  const reader = await openLog(watched(bytes, gate).storage, { readOnly: true });
  assert.deepEqual([reader.length, reader.opened.created], [0, false]);
  const writer = await openLog(watched(bytes, gate).storage);
  await writer.append(extension(1));
  await settle();
  assert.deepEqual([reader.length, reader.logId], [1, writer.logId]);
  await reader.close();
  await writer.close();
});

test("a reader tells of damage that stays, and keeps what it has", async () => {
  const bytes = new MemoryBytes();
  const gate = {};
  const writer = await openLog(watched(bytes, gate).storage);
  await writer.append(extension(1));
  const errors = [];
  const reader = await openLog(watched(bytes, gate).storage, { readOnly: true, onError: (error) => errors.push(error.code) });
  bytes.log = new Uint8Array([...bytes.log, ...new TextEncoder().encode('{"crc":"00000000","events":[]}\n')]);
  for (const look of gate.watchers) look();
  await settle();
  assert.deepEqual(errors, []);
  for (let patience = 0; errors.length === 0 && patience < 400; patience += 1) await settle();
  assert.deepEqual([errors, reader.length], [["CORRUPT_LOG"], 1]);
  await reader.close();
  await writer.close().catch(() => {});
});

/** The bytes of a closed log of three events. */
async function closedLog() {
  const bytes = new MemoryBytes();
  const log = await openLog(memoryStorage(bytes));
  for (const event of extensions(3)) await log.append(event);
  await log.close();
  return bytes;
}

test("what a crash left is saved, cut and reported; a reader only reports it", async () => {
  const bytes = await closedLog();
  const whole = bytes.log;
  const torn = whole.slice(0, whole.length - 150);
  bytes.log = torn;
  const reader = await openLog(memoryStorage(bytes), { readOnly: true });
  const { torn: reported } = reader.opened;
  assert.deepEqual([reader.length, reported.savedAs, bytes.log.length], [2, undefined, torn.length]);
  await reader.close();
  const writer = await openLog(memoryStorage(bytes));
  assert.deepEqual([writer.length, writer.opened.torn, bytes.log.length], [2, { bytes: reported.bytes, savedAs: "torn-1" }, torn.length - reported.bytes]);
  assert.deepEqual([...bytes.aside.get("torn-1")], [...torn.slice(-reported.bytes)]);
  await writer.append(extension(7));
  await writer.close();
  const again = await openLog(memoryStorage(bytes));
  assert.deepEqual([again.length, again.opened.torn], [3, undefined]);
  await again.close();
});

test("a missing line feed is put back, and reported", async () => {
  const bytes = await closedLog();
  const lines = textOf(bytes.log).split("\n").slice(0, 3).join("\n");
  bytes.log = new TextEncoder().encode(lines);
  const log = await openLog(memoryStorage(bytes));
  assert.deepEqual([log.length, log.opened.lineFeedMissing, textOf(bytes.log)], [2, true, `${lines}\n`]);
  await log.append(extension(8));
  await log.close();
  assert.equal(EventStore.import(bytes.log).length, 3);
});

test("the start of a header is no log: it is saved, and the log created anew", async () => {
  const bytes = new MemoryBytes();
  bytes.log = new TextEncoder().encode('{"crc":"9f2a');
  const log = await openLog(memoryStorage(bytes), { logId: "0".repeat(32) });
  assert.deepEqual([log.opened.created, log.opened.torn, log.logId], [true, { bytes: 12, savedAs: "torn-1" }, "0".repeat(32)]);
  await log.close();
});

test("a damaged log is refused with its place, and can be read up to there", async () => {
  const bytes = await closedLog();
  const text = textOf(bytes.log);
  const position = text.split("\n").slice(0, 2).join("\n").length + 1;
  bytes.log[position + 40] ^= 1;
  const error = await failure(openLog(memoryStorage(bytes)), "CORRUPT_LOG");
  assert.deepEqual([error.details.position, error.details.commit, error.details.start, error.details.end], [position, 1, 1, 2]);
  await failure(openLog(memoryStorage(bytes), { readOnly: true }), "CORRUPT_LOG");
  const log = await openLog(memoryStorage(bytes), { salvage: true });
  const { damage } = log.opened;
  assert.deepEqual([log.length, damage.position, damage.commit, damage.offset, damage.end], [1, position, 1, 1, 2]);
  assert.match(damage.difference, /^expected the checksum [0-9a-f]{8}, got [0-9a-f]{8}$/);
  assert.ok(damage.message.includes(damage.difference) && damage.message.includes("salvage"));
  await failure(log.append(extension(9)), "READ_ONLY");
  await log.close();
  assert.equal(linesOf(bytes.log.slice(0, position)).length, 2, "nothing was changed");
});

test("what is no log is not touched, whatever is asked for", async () => {
  for (const options of [{}, { readOnly: true }, { salvage: true }]) {
    const bytes = new MemoryBytes();
    bytes.log = new TextEncoder().encode("my diary\n");
    await failure(openLog(memoryStorage(bytes), options), "UNKNOWN_FORMAT");
    assert.equal(textOf(bytes.log), "my diary\n");
  }
});

test("a log that is not there is created, unless that was not wanted", async () => {
  const error = await failure(openLog(memoryStorage(), { create: false }), "STORAGE_FAILED");
  assert.equal(error.details.missing, true);
  await failure(openLog(memoryStorage(), { create: true, readOnly: true }), "INVALID_ARGUMENT");
  const bytes = await closedLog();
  const log = await openLog(memoryStorage(bytes), { create: false });
  assert.equal(log.length, 3);
  await log.close();
  await failure(openLog(memoryStorage(bytes), { logId: "1".repeat(32) }), "INVALID_ARGUMENT");
});

test("wrong options are named, and the storage is let go of", async () => {
  for (const options of [{ durability: "forever" }, { durability: "device" }, { readOnly: 1 }, { salvage: "yes" }, { create: null }, { onProgress: 3 }, { signal: 4 }, { snapshotInterval: -1 }, 5]) {
    const { storage, gate } = watched(new MemoryBytes());
    await failure(openLog(storage, options), "INVALID_ARGUMENT");
    assert.equal(gate.closes, 1);
  }
});

test("a snapshot is committed to the log and kept beside it", async () => {
  const bytes = new MemoryBytes();
  const log = await openLog(memoryStorage(bytes));
  await log.append(objective(1));
  const snapshot = await log.createSnapshot();
  assert.deepEqual([snapshot.length, snapshot.offset, snapshot.committed, snapshot.stateHash], [1, 1, true, log.stateHash({ at: 1 })]);
  const kept = JSON.parse(textOf(bytes.aside.get("snapshot")));
  assert.deepEqual([kept.length, kept.stateHash, kept.entities.length], [1, snapshot.stateHash, 1]);
  assert.equal(log.get(1).stateHash, snapshot.stateHash);
  await log.close();
  const again = await openLog(memoryStorage(bytes));
  assert.deepEqual(again.opened.snapshot, { length: 1 });
  assert.deepEqual(again.getLatestSnapshot(), snapshot);
  await again.close();
});

test("a snapshot beside the log that is not the one it commits to is left out of account", async () => {
  const bytes = new MemoryBytes();
  const log = await openLog(memoryStorage(bytes));
  for (const number of [1, 2, 3]) await log.append(objective(number));
  await log.createSnapshot();
  const [state, kept] = [log.reconstruct(), textOf(bytes.aside.get("snapshot"))];
  await log.close();
  const wrong = {
    FOLD_VERSION: kept.replace(/"foldVersion":\d+/, '"foldVersion":999'),
    NOT_COMMITTED: kept.replace(/"length":3/, '"length":2'),
    WRONG_HASH: kept.replace("unapproved", "approved"),
    MALFORMED: kept.slice(0, -7),
  };
  for (const [code, text] of Object.entries(wrong)) {
    assert.notEqual(text, kept);
    bytes.aside.set("snapshot", new TextEncoder().encode(text));
    const again = await openLog(memoryStorage(bytes));
    assert.equal(again.opened.snapshot.discarded.code, code);
    assert.deepEqual(again.reconstruct(), state);
    assert.ok(again.verify().ok);
    await again.close();
  }
  const { storage } = watched(bytes);
  const again = await openLog({ ...storage, readAside: () => Promise.reject(new Error("EIO")) });
  assert.equal(again.opened.snapshot.discarded.code, "UNREADABLE");
  await again.close();
});

test("opening tells how far it is, and can be given up", async () => {
  const bytes = new MemoryBytes();
  const log = await openLog(memoryStorage(bytes));
  await log.appendBatch(extensions(4000));
  await log.appendBatch(extensions(4000, 10_000));
  await log.close();
  const told = [];
  const again = await openLog(memoryStorage(bytes), { onProgress: (progress) => told.push(progress) });
  await again.close();
  assert.ok(told.length > 1, "more than once");
  assert.deepEqual(told.at(-1), { bytes: bytes.log.length, totalBytes: bytes.log.length, events: 8000 });
  assert.ok(told.every(({ bytes: read }, index) => index === 0 || read > told[index - 1].bytes), "ever further");
  const controller = new AbortController();
  const reason = new Error("enough");
  const { storage, gate } = watched(bytes);
  const opening = openLog(storage, { signal: controller.signal, onProgress: () => controller.abort(reason) });
  assert.equal(await opening.catch((error) => error), reason);
  assert.equal(gate.closes, 1);
});
