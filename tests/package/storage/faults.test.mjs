// Every call of a long scenario fails once, in every way: what was acknowledged is there afterwards, in one piece.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryBytes, isStatelogError, memoryStorage, openLog } from "statelog";
import { faultyStorage } from "statelog/testing";
import { extension, extensions } from "../behaviour/support/events.mjs";

const systemError = (code) => Object.assign(new Error(code), { code });

/** The ways to fail. `loses` marks those after which the storage has claimed to hold what it does not. */
const ways = {
  "EIO, nothing done": { error: systemError("EIO") },
  "EIO, half written": { error: systemError("EIO"), effect: "half" },
  "EIO, all written": { error: systemError("EIO"), effect: "all" },
  "ENOSPC as STORAGE_FULL, half written": { error: Object.assign(systemError("ENOSPC"), { name: "StatelogError", code: "STORAGE_FULL", details: {} }), effect: "half" },
  "a write that is lost although it was acknowledged": { effect: "none", loses: true },
  "a short write that is acknowledged": { effect: "half", loses: true },
};

/** What a run of the scenario has seen. */
class Witness {
  /** The payloads of acknowledged events, by offset. */
  acknowledged = new Map();
  /** The payloads of all events that were ever handed to an append. */
  given = new Set();
  calls = 0;

  /** Notes what is acknowledged; an append that fails is what is tested here. */
  async append(log, events) {
    for (const { payload } of events) this.given.add(payload);
    try {
      const results = await (events.length === 1 ? [await log.append(events[0])] : log.appendBatch(events));
      results.forEach(({ offset }, index) => this.acknowledged.set(offset, events[index].payload));
    } catch (error) {
      assert.ok(isStatelogError(error), `${error} is no error of this package`);
    }
  }
}

/** Opens, appends, closes, again and again: three hundred calls of the storage, unless `isOver` says so before. */
async function scenario(open, witness, isOver) {
  let next = 0;
  // Stamped when they are appended, like the snapshots between them.
  const fresh = (count) => extensions(count, (next += 100)).map((event) => ({ ...event, timestamp: undefined }));
  for (let round = 0; round < 12 && !isOver(); round += 1) {
    let log;
    try {
      log = await open();
    } catch (error) {
      assert.ok(isStatelogError(error), `${error} is no error of this package`);
      return;
    }
    for (let step = 0; step < 18; step += 1) await witness.append(log, fresh(step % 9 === 4 ? 3 : 1));
    await Promise.all([fresh(1), fresh(2), fresh(1)].map((events) => witness.append(log, events)));
    await log.createSnapshot().catch((error) => assert.ok(isStatelogError(error)));
    await log.close().catch((error) => assert.ok(isStatelogError(error)));
  }
}

/** Runs the scenario with a fault at one call; `at` 0 is none. */
async function run(at, fault) {
  const [bytes, witness] = [new MemoryBytes(), new Witness()];
  const decide = () => {
    witness.calls += 1;
    return witness.calls === at ? fault : undefined;
  };
  // A fault shows when it happens, or when the log is opened next.
  const isOver = () => at > 0 && witness.calls > at + 30;
  await scenario(() => openLog(faultyStorage(memoryStorage(bytes), decide)), witness, isOver);
  return { bytes, witness };
}

/** The log as it is found afterwards; a reason if it is refused. */
async function found(bytes, thoroughly) {
  try {
    const log = await openLog(memoryStorage(bytes));
    const events = log.readFrom();
    if (thoroughly) assert.ok(log.verify().ok, "the log is intact");
    await log.append(extension(0xfffffff, { timestamp: undefined }));
    await log.close();
    const again = await openLog(memoryStorage(bytes));
    assert.deepEqual([again.length, again.opened.torn, again.opened.damage], [events.length + 1, undefined, undefined]);
    await again.close();
    return { events };
  } catch (error) {
    if (!isStatelogError(error)) throw error;
    return { refusal: error.code };
  }
}

const calls = (await run(0)).witness.calls;

test("the scenario has its three hundred calls", () => assert.ok(calls >= 300, `${calls} calls`));

for (const [name, fault] of Object.entries(ways)) {
  test(`${name}, at every call`, async () => {
    for (let at = 1; at <= calls; at += 1) {
      const { bytes, witness } = await run(at, fault);
      const { events, refusal } = await found(bytes, at % 10 === 0);
      const where = `call ${at} of ${calls}`;
      if (refusal !== undefined) {
        // Only a storage that lied about an acknowledged write can leave a log that must not be written to.
        assert.ok(fault.loses, `${where}: refused with ${refusal}`);
        continue;
      }
      const lost = [...witness.acknowledged].filter(([offset, payload]) => events[offset]?.payload !== payload);
      if (!fault.loses) assert.deepEqual(lost, [], `${where}: acknowledged events are lost`);
      // Of a lie the next append hears, so no more than one write is lost by it.
      else assert.ok(lost.length <= 4, `${where}: ${lost.length} acknowledged events are lost`);
      for (const { type, payload } of events) assert.ok(type === "snapshot_created" || witness.given.has(payload), `${where}: an event that nobody appended`);
    }
  });
}
