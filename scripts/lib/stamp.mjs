// Skipping steps whose inputs did not change. A stamp is a file that holds the hash of the inputs of the last
// successful run; contents are compared instead of times, because a checkout sets times arbitrarily.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Runs `step` unless `stampFile` holds `hash` and all `outputs` exist. Returns whether it ran. The stamp is removed
 * first, so an interrupted step is repeated.
 */
export async function unlessCurrent({ stampFile, hash, outputs }, step) {
  const current = existsSync(stampFile) && readFileSync(stampFile, "utf8") === hash && outputs.every((path) => existsSync(path));
  if (current) return false;
  rmSync(stampFile, { force: true });
  await step();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, hash);
  return true;
}
