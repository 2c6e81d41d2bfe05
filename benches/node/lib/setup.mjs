// What the benchmarks need besides the package: the generator of logs, and the peers.

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { hashInputs } from "../../../scripts/lib/files.mjs";
import { run } from "../../../scripts/lib/run.mjs";
import { note } from "../../../scripts/lib/say.mjs";
import { unlessCurrent } from "../../../scripts/lib/stamp.mjs";
import { lockedInCi } from "../../../scripts/build/core.mjs";
import { peersDir } from "./places.mjs";

/** Sets everything up; `natively` also compiles the peer that is written in C. */
export async function setUp({ natively }) {
  note("cargo: compiling the generator of logs (a minute when it is new)");
  run("cargo", ["build", "--release", "--example", "workload", "--quiet", ...lockedInCi()]);
  await installPeers();
  if (natively) await compileSqlite();
}

function installPeers() {
  const stampFile = join(peersDir, "node_modules", ".statelog-lock");
  const hash = hashInputs([join(peersDir, "package-lock.json")], [process.platform, process.arch]);
  return unlessCurrent({ stampFile, hash, outputs: [] }, () => {
    note("npm ci: installing the peers (under a minute, 120 MB)");
    run("npm", ["ci", "--no-progress", "--loglevel=error"], { cwd: peersDir });
  });
}

// better-sqlite3 would download a compiled library; we compile it, with the headers that lie beside this Node. Where
// there are none they would have to be downloaded too, and it is left out.
async function compileSqlite() {
  const directory = join(peersDir, "node_modules", "better-sqlite3");
  const library = join(directory, "build", "Release", "better_sqlite3.node");
  const headers = dirname(dirname(process.execPath));
  if (!existsSync(join(headers, "include", "node", "node.h"))) {
    note("better-sqlite3 is left out: the headers that it is compiled with do not lie beside this Node");
    return;
  }
  const stampFile = join(directory, ".statelog-compiled");
  const hash = hashInputs([join(directory, "package.json")], [process.versions.modules, process.arch]);
  const env = { ...process.env, npm_config_build_from_source: "true", npm_config_ignore_scripts: "false", npm_config_nodedir: headers };
  await unlessCurrent({ stampFile, hash, outputs: [library] }, () => {
    note("better-sqlite3: compiling SQLite (two minutes)");
    run("npm", ["rebuild", "better-sqlite3", "--loglevel=error"], { cwd: peersDir, env });
  }).catch((error) => note(`better-sqlite3 is left out: ${error.message}`));
}
