// The generated logs that are measured. The generator is the one of the Rust tests (examples/workload.rs), so one seed
// gives the same bytes everywhere.

import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { longStep } from "./progress.mjs";
import { generatorPath, logsDir } from "./places.mjs";
import { hashInputs } from "../../../scripts/lib/files.mjs";
import { run } from "../../../scripts/lib/run.mjs";
import { unlessCurrent } from "../../../scripts/lib/stamp.mjs";

const seed = 1;

/** The bytes of a log of `count` events, one canonical JSON object per line. `shape` is `realistic` or `small`. */
export async function logBytes(shape, count, options = []) {
  const name = [shape, count, ...options].join("-").replaceAll("--", "");
  const path = join(logsDir, `${name}.ndjson`);
  const args = [shape, String(count), "--seed", String(seed), ...options, "--out", path];
  const inputs = { stampFile: `${path}.stamp`, hash: hashInputs([generatorPath()], args), outputs: [path] };
  await unlessCurrent(inputs, () => {
    longStep(`generating ${count} events`);
    mkdirSync(dirname(path), { recursive: true });
    run(generatorPath(), args);
  });
  return readFileSync(path);
}

/** The lines of such a log as texts. Not by way of one string: a log may be longer than strings may be. */
export function* linesOf(bytes) {
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(10, start);
    const end = found < 0 ? bytes.length : found;
    yield bytes.toString("utf8", start, end);
    start = end + 1;
  }
}

/** The events of a log as objects. */
export async function logEvents(shape, count, options) {
  return Array.from(linesOf(await logBytes(shape, count, options)), (line) => JSON.parse(line));
}

/** Cuts a list into pieces of `size`. */
export function chunks(list, size) {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}
