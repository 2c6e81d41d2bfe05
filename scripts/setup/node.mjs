// The packages that scripts, tests and the page are built with.

import { readFileSync } from "node:fs";
import { hashInputs } from "../lib/files.mjs";
import { fromRoot } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { note, stop } from "../lib/say.mjs";
import { unlessCurrent } from "../lib/stamp.mjs";

/** Runs `npm ci` when node_modules is missing or does not match package-lock.json. */
export async function setUpNode() {
  requireNode();
  const stampFile = fromRoot("node_modules", ".statelog-lock");
  // Some packages bring compiled programs, so the platform belongs to the inputs too.
  const hash = hashInputs([fromRoot("package-lock.json")], [process.platform, process.arch]);
  await unlessCurrent({ stampFile, hash, outputs: [] }, () => {
    note("npm ci: installing the packages of package-lock.json (under a minute, 200 MB)");
    run("npm", ["ci", "--no-progress", "--loglevel=error"]);
  });
}

// An old Node would fail later with a syntax error that names no cause.
function requireNode() {
  const wanted = JSON.parse(readFileSync(fromRoot("package.json"), "utf8")).engines.node.replace(/[^\d.]/g, "").split(".").map(Number);
  const actual = process.versions.node.split(".").map(Number);
  const older = actual[0] < wanted[0] || (actual[0] === wanted[0] && actual[1] < wanted[1]);
  if (older) stop(`Node ${wanted.join(".")} or newer is needed; this is ${process.versions.node}.`);
}
