// A program that appends to a log until it is killed: `node logger.mjs <path>`. It prints the offset of every event that
// was acknowledged, and first of all how many it found.

import { writeSync } from "node:fs";
import { openLog } from "statelog/node";

const log = await openLog(process.argv[2]);
writeSync(1, `${log.length}\n`);

/** An event that tells its place; every seventh is long, so that kills hit the middle of a write. */
const numbered = (number) => ({ type: "extension", namespace: "test.kill", name: String(number), payload: `0x${"ab".repeat(number % 7 === 0 ? 16_000 : number % 50)}`, critical: false });

let next = log.length;
const tell = ({ offset }) => void writeSync(1, `${offset}\n`);
for (;;) {
  // One caller, then several who share a flush, then a batch.
  tell(await log.append(numbered(next++)));
  await Promise.all(Array.from({ length: 5 }, () => log.append(numbered(next++)).then(tell)));
  (await log.appendBatch([numbered(next++), numbered(next++), numbered(next++)])).forEach(tell);
  if (next % 4 === 0) {
    await log.createSnapshot();
    next += 1;
  }
}
