// Writes the sample logs, or checks that the committed ones are what it would write.
//
//   node generate.mjs [--check] [--package <path of the built package's entry>]
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { buildSamples } from "./samples.mjs";
import { snapshotsBy } from "./snapshot-hook.mjs";

const FOLDER = new URL("../../www/public/samples/", import.meta.url);

const { values: options } = parseArgs({ options: { check: { type: "boolean" }, package: { type: "string" } } });
const takeSnapshot = options.package === undefined ? undefined : await snapshotsBy(options.package);
const samples = buildSamples({ takeSnapshot });
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
  console.error(`not what the generator writes: ${different.join(", ")}; run \`node generate.mjs\``);
  process.exitCode = 1;
}
