// P9: what a log takes in memory.

import { EventStore } from "statelog";
import { heapBytes, wasmBytes } from "../lib/memory.mjs";
import { fill } from "../lib/fill.mjs";
import { linesOf, logBytes } from "../lib/workload.mjs";
import { withoutSignatures } from "../lib/unsigned.mjs";
import { PlainLog } from "../peers/plain.mjs";

export const figure = {
  id: "P9",
  title: "memory with realistic events",
  async run({ quick }) {
    const lengths = quick ? [10_000, 100_000] : [10_000, 100_000, 1_000_000];
    const bytes = await logBytes("realistic", lengths.at(-1));
    const ours = measureStore(bytes, lengths);
    const heap = (await measureArray(bytes, lengths[0])) / 1e6;
    const [, canonical] = ours[0].values;
    const rows = [...ours, { name: "array of the same objects, 10,000 events", values: [heap, canonical, heap / canonical] }];
    return { columns: [{ name: "memory", unit: "MB" }, { name: "canonical bytes", unit: "MB" }, { name: "memory ÷ bytes" }], rows, targets: targets(ours) };
  },
};

/** One store grows; the WebAssembly memory, which never shrinks, is read at each length. */
function measureStore(bytes, lengths) {
  const store = new EventStore(withoutSignatures);
  return lengths.map((length) => {
    appendOneByOne(store, bytes, length);
    const memory = wasmBytes() / 1e6;
    const canonical = canonicalBytes(bytes, length) / 1e6;
    return { name: `statelog, ${length.toLocaleString("en")} events`, values: [memory, canonical, memory / canonical] };
  });
}

// The first stretch event by event: a batch keeps more at a time, and this is the figure that has a limit in megabytes.
function appendOneByOne(store, bytes, length) {
  if (store.length > 0) return fill(store, bytes, length);
  let count = 0;
  for (const line of linesOf(bytes)) {
    if (count >= length) break;
    store.append(JSON.parse(line));
    count += 1;
  }
  return store;
}

function canonicalBytes(bytes, length) {
  let end = 0;
  for (let line = 0; line < length; line += 1) end = bytes.indexOf(10, end) + 1;
  // Without the line feeds.
  return end - length;
}

async function measureArray(bytes, length) {
  const before = await heapBytes();
  const log = new PlainLog();
  for (const line of linesOf(bytes)) {
    if (log.events.length >= length) break;
    log.append(JSON.parse(line));
  }
  const after = await heapBytes();
  // Read afterwards, so that it is alive while the heap is measured.
  if (log.events.length !== length) throw new Error("The log is too short.");
  return after - before;
}

function targets(ours) {
  const [small, large] = [ours[0], ours.at(-1)];
  return [
    { what: "WebAssembly memory with 10,000 events", measured: small.values[0], limit: 24, unit: "MB" },
    { what: `memory ÷ canonical bytes, ${large.name}`, measured: large.values[2], limit: 1.6, unit: "×" },
  ];
}
