// Opens a large log to read, in a process whose heap is small, and prints what JavaScript held meanwhile at the most.
// Needs `node --expose-gc`.

import { openLog } from "statelog/node";

const [path] = process.argv.slice(2);
const held = () => {
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heapUsed, arrayBuffers };
};
const before = held();
const peak = { heapUsed: 0, arrayBuffers: 0 };
let calls = 0;
const onProgress = () => {
  calls += 1;
  const now = held();
  for (const name of Object.keys(peak)) peak[name] = Math.max(peak[name], now[name] - before[name]);
};
const log = await openLog(path, { readOnly: true, onProgress });
console.log(JSON.stringify({ length: log.length, root: log.root(), calls, peak, external: process.memoryUsage().external, maxRss: process.resourceUsage().maxRSS }));
await log.close();
