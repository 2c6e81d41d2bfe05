// Filling a store with a long log, as a program would: in batches, from objects.

import { longStep, progress } from "./progress.mjs";
import { linesOf } from "./workload.mjs";

const batchLength = 1_000;

/** Appends the events of a log from the store's length on, up to `length` or the end. */
export function fill(store, bytes, length = Infinity) {
  let batch = [];
  let offset = 0;
  const start = store.length;
  const flush = () => {
    if (batch.length > 0) store.appendBatch(batch);
    batch = [];
  };
  longStep(`filling a store${Number.isFinite(length) ? ` with ${length} events` : ""}`);
  for (const line of linesOf(bytes)) {
    if (offset >= length) break;
    offset += 1;
    if (offset <= start) continue;
    batch.push(JSON.parse(line));
    if (batch.length === batchLength) {
      flush();
      if (offset % 10_000 === 0) progress(`${offset} events`);
    }
  }
  flush();
  return store;
}
