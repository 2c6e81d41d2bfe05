// Writes a store, damages copies of it at many places, and collects what became of each.

import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { damages, dataFiles } from "./damage.mjs";

const program = fileURLToPath(new URL("./trial-process.mjs", import.meta.url));

/** Writes the events into a new store below `dir`; checks that it gives them back; returns its directory and size. */
export async function written(store, dir, events) {
  const original = join(dir, store.id);
  mkdirSync(original, { recursive: true });
  await store.write(original, events);
  const files = dataFiles(original);
  return { original, files: files.map(({ path, bytes }) => ({ path, bytes: bytes.length })) };
}

/** Reads the undamaged store and throws unless it has exactly these events. */
export async function checkUndamaged(store, original, events) {
  const { entries, error, report } = await store.read(original);
  if (error !== undefined) throw error;
  assert.equal(report, undefined, `${store.name} reports damage before there is any`);
  assert.deepEqual(entries.map(([, text]) => JSON.parse(text)), events, `${store.name} gives other events than it was given`);
}

/** The outcomes of one kind of damage to one store, in the order of the places. */
export async function outcomesOf({ store, damageId, original, scratch, count, seed }) {
  const places = damages.find(({ id }) => id === damageId).places(dataFiles(original), count, seed);
  const found = [];
  while (found.length < places.length) {
    const signal = await runFrom({ storeId: store.id, damageId, original, scratch, places }, found);
    if (found.length < places.length) found.push({ id: "crashed", example: `the process was ended by ${signal}` });
  }
  return found.map((outcome, index) => ({ ...outcome, place: places[index] }));
}

/** Runs a process from the first place that has no outcome yet, until it ends; resolves with what ended it. */
function runFrom(task, found) {
  return new Promise((resolve, reject) => {
    const child = fork(program, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    child.on("message", ({ outcome }) => found.push(outcome));
    child.on("error", reject);
    child.on("close", (code, signal) => (code === null || code === 0 || code > 128 ? resolve(signal ?? code) : reject(new Error(`A trial failed with exit code ${code}.`))));
    child.send({ ...task, first: found.length });
  });
}
