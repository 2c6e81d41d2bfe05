// Opens a stored log in one way and tells the process that started this one what was in memory at the most, beyond what
// was there before. Needs `node --expose-gc`.

import { readFileSync } from "node:fs";
import { EventStore } from "statelog";
import { openLog } from "statelog/node";
import { wasmBytes } from "./memory.mjs";
import { withoutSignatures } from "./unsigned.mjs";

const { path, way, collecting } = JSON.parse(process.argv[2]);

// Starts the WebAssembly, which is part of what was there before.
new EventStore(withoutSignatures).close();

const held = () => {
  if (collecting) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  // Whatever lies outside of the heap: buffers, long strings, and the WebAssembly memory, which is told apart.
  return { heap: heapUsed, buffers: external - wasmBytes() };
};

globalThis.gc();
const before = held();
const rssBefore = process.memoryUsage().rss;
const peak = { heap: 0, buffers: 0 };
const look = () => {
  const now = held();
  for (const name of Object.keys(peak)) peak[name] = Math.max(peak[name], now[name] - before[name]);
};

/** What each way holds at the end, so that it is alive when the memory is looked at. */
const opening = {
  openLog: () => openLog(path, { ...withoutSignatures, onProgress: look }),
  import: () => {
    const file = readFileSync(path);
    return [file, EventStore.import(file, withoutSignatures)];
  },
  parse: () => {
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    return [lines, lines.map((line) => JSON.parse(line))];
  },
};

const result = await opening[way]();
look();
// The highest that it ever was, in kibibytes.
const rss = process.resourceUsage().maxRSS * 1024 - rssBefore;
process.send({ ...peak, wasm: wasmBytes(), rss });
await result.close?.();
process.disconnect();
