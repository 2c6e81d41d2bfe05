// Running the demo in a directory of its own, to its end or to its death.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fromRoot } from "../../../scripts/lib/paths.mjs";

const killer = pathToFileURL(join(import.meta.dirname, "killed.mjs")).href;

/** A directory for one test. */
export function demoDir(context) {
  const dir = mkdtempSync(join(tmpdir(), "statelog-demo-"));
  context.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Runs the demo, which dies as `death` says: `{ line: n }` after its n-th line, `{ write: n }` in the middle of its n-th write. */
export function runDemo(dir, args = [], death = {}) {
  const env = { ...process.env, NO_COLOR: "1", DIE_AFTER_LINE: death.line ?? "", DIE_IN_WRITE: death.write ?? "" };
  return spawnSync(process.execPath, ["--import", killer, fromRoot("examples", "demo.mjs"), "--in", ".", ...args], { cwd: dir, env, encoding: "utf8" });
}

/** The offsets of the events that an output tells, before it comes to states. */
export function toldIn(output) {
  const [timeline] = output.split("\nState ");
  return [...timeline.matchAll(/^ +(\d+) {2}\d\d:\d\d\.\d{3} /gm)].map(([, offset]) => Number(offset));
}
