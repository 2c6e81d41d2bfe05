// Asynchronous iteration: what is recorded, then what is recorded next; closing and aborting end it quietly.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStore } from "statelog";
import { extension, extensions, objective, refused } from "./support/events.mjs";

async function take(iterable, count) {
  const seen = [];
  if (count === 0) return seen;
  for await (const { offset } of iterable) {
    seen.push(offset);
    if (seen.length === count) break;
  }
  return seen;
}

test("catches up over several pages, then goes on live", async () => {
  const store = new EventStore();
  store.appendBatch(extensions(1200));
  const reading = take(store.events(), 1203);
  store.append(extension(1200));
  await new Promise((resolve) => setTimeout(resolve, 5));
  store.appendBatch(extensions(2, 1201));
  assert.deepEqual(await reading, Array.from({ length: 1203 }, (_, offset) => offset));
});

test("starts where it is told and filters by type", async () => {
  const store = new EventStore();
  store.appendBatch([objective(1), extension(0), objective(2), extension(1)]);
  assert.deepEqual(await take(store.events({ from: 1 }), 3), [1, 2, 3]);
  assert.deepEqual(await take(store.events({ types: ["extension"] }), 2), [1, 3]);
  refused("INVALID_ARGUMENT", () => store.events({ types: ["no_such_type"] }));
});

test("close ends it quietly, waiting or not", async () => {
  const store = new EventStore();
  store.append(extension(0));
  const reading = take(store.events(), Infinity);
  await new Promise((resolve) => setTimeout(resolve, 5));
  store.close();
  assert.deepEqual(await reading, [0]);
  assert.deepEqual(await take(store.events(), Infinity), []);
});

test("a signal ends it quietly, waiting or not, before or after", async () => {
  const store = new EventStore();
  store.appendBatch(extensions(2));
  const controller = new AbortController();
  const reading = take(store.events({ signal: controller.signal }), Infinity);
  await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort();
  assert.deepEqual(await reading, [0, 1]);
  assert.deepEqual(await take(store.events({ signal: AbortSignal.abort() }), Infinity), []);
});

test("each iteration is its own; several pending calls are answered in order; return ends them", async () => {
  const store = new EventStore();
  store.appendBatch(extensions(2));
  const events = store.events();
  assert.deepEqual(await take(events, 2), [0, 1]);
  assert.deepEqual(await take(events, 1), [0]);
  const iterator = events[Symbol.asyncIterator]();
  const pending = [iterator.next(), iterator.next(), iterator.next(), iterator.next()];
  store.append(extension(2));
  assert.deepEqual((await Promise.all(pending.slice(0, 3))).map(({ value }) => value.offset), [0, 1, 2]);
  await iterator.return();
  assert.deepEqual(await pending[3], { done: true, value: undefined });
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
});

test("an append inside the loop is seen by the loop", async () => {
  const store = new EventStore();
  store.append(extension(0));
  const seen = [];
  for await (const { offset } of store.events()) {
    seen.push(offset);
    if (offset === 3) break;
    store.append(extension(offset + 1));
  }
  assert.deepEqual(seen, [0, 1, 2, 3]);
});

test("ten thousand finished iterations leave no listeners on the signal", async () => {
  const store = new EventStore();
  store.append(extension(0));
  const listeners = new Set();
  const counted = {
    aborted: false,
    addEventListener: (_, listener) => listeners.add(listener),
    removeEventListener: (_, listener) => listeners.delete(listener),
  };
  for (let round = 0; round < 10_000; round += 1) {
    const iterator = store.events({ signal: counted })[Symbol.asyncIterator]();
    await iterator.next();
    const pending = iterator.next();
    assert.equal(listeners.size, 1);
    await iterator.return();
    await pending;
  }
  assert.equal(listeners.size, 0);
});
