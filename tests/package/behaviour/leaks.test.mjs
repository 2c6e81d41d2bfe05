// 10^5 bad inputs, and much else that fails or ends, without growth of the WebAssembly's memory.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStore } from "statelog";
import { initSync } from "./support/core.mjs";
import { extension, extensions, objective } from "./support/events.mjs";

// A second start of the generated glue answers with the exports of the running instance, its memory among them.
const { memory } = initSync();

const attempt = (work) => {
  try {
    work();
  } catch (error) {
    return error.code;
  }
  return assert.fail("was taken");
};

/** Bytes by which the memory grew while `work` ran `rounds` times, after a tenth of that to warm up. */
function growth(rounds, work) {
  for (let round = 0; round < rounds / 10; round += 1) work(round);
  const before = memory.buffer.byteLength;
  for (let round = 0; round < rounds; round += 1) work(round);
  return memory.buffer.byteLength - before;
}

test("10^5 bad inputs of ten kinds", () => {
  const store = new EventStore();
  store.appendBatch(extensions(10));
  const text = "x".repeat(2000);
  const kinds = [
    () => store.append({ ...objective(1), colour: text }),
    () => store.append({ ...objective(1), objectiveId: text }),
    () => store.append({ type: text }),
    () => store.append(null),
    () => store.append({ ...objective(1), objectiveId: "\ud800" }),
    () => store.appendBatch([...extensions(5, 100), { ...objective(1), kind: text }]),
    () => store.append(extension(1000), { expectedLength: 5 }),
    () => store.readChannel(text),
    () => store.root(11),
    () => store.subscribe(() => {}, { channelId: text }),
  ];
  const root = store.root();
  assert.equal(growth(100_000, (round) => attempt(kinds[round % kinds.length])), 0);
  assert.equal(store.root(), root);
  assert.equal(store.append(extension(10)).offset, 10);
});

test("bad logs", () => {
  const store = new EventStore();
  store.appendBatch(extensions(50));
  const bytes = new TextEncoder().encode(store.export());
  bytes[bytes.length - 100] ^= 1;
  assert.equal(growth(2_000, () => attempt(() => EventStore.import(bytes))), 0);
});

test("reading, subscribing and duplicates", () => {
  const store = new EventStore();
  store.appendBatch([objective(1), ...extensions(100)]);
  const grown = growth(2_000, () => {
    store.readFrom(0);
    store.reconstruct();
    store.export();
    store.append(extension(5));
    store.subscribe(() => {}, { from: 0 }).unsubscribe();
  });
  assert.equal(grown, 0);
});

test("a closed store gives its memory back, although it is not garbage yet", () => {
  const closed = [];
  const events = extensions(2_000);
  const grown = growth(100, () => {
    const store = new EventStore();
    store.appendBatch(events);
    store.close();
    closed.push(store);
  });
  // The frame of a store stays until it is collected; its events take more than a megabyte.
  assert.ok(grown < 100 * 8_192, `${grown} bytes for 100 stores`);
  assert.equal(closed.length, 110, "all of them are still referred to");
});
