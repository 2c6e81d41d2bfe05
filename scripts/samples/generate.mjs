// Writes the sample logs, or checks that the committed ones are what it would write.
//
//   node generate.mjs [--check] [--package <path of the built package's entry>]
//
// `npm run samples` builds the package first; without --package it is the one of this repository.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageDir } from "../lib/paths.mjs";
import { buildSamples } from "./samples.mjs";
import { snapshotsBy } from "./snapshot-hook.mjs";

const FOLDER = new URL("../../www/public/samples/", import.meta.url);

const built = join(packageDir, "esm", "index.js");
const { values: options } = parseArgs({ options: { check: { type: "boolean" }, package: { type: "string", default: built } } });
const samples = buildSamples({ takeSnapshot: await snapshotsBy(options.package) });
if (options.check) check(samples);
else write(samples);

function write(files) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of files) writeFileSync(new URL(name, FOLDER), text);
  console.log(`${files.size} files written`);
}

/** Names every file that differs, is missing or should not be there, and fails if there is one. */
function check(files) {
  const committed = readdirSync(FOLDER);
  const strangers = committed.filter((name) => !files.has(name));
  const stale = [...files].filter(([name, text]) => !committed.includes(name) || readFileSync(new URL(name, FOLDER), "utf8") !== text);
  const different = [...stale.map(([name]) => name), ...strangers];
  if (different.length === 0) return;
  console.error(`not what the generator writes: ${different.join(", ")}; run \`npm run samples\``);
  process.exitCode = 1;
}
