// The complete output of every step is kept in target/test-logs, to be read after a quiet run.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromRoot } from "../lib/paths.mjs";

const logDir = fromRoot("target", "test-logs");

export function saveLog(layer, step, output) {
  mkdirSync(logDir, { recursive: true });
  writeFileSync(join(logDir, `${layer}-${step}.log`.replace(/[^\w.-]+/g, "-")), output);
}
