// Executes flows on the contracts and writes what they did to tests/golden/vectors, or checks the committed files.
//
//   npm ci --prefix scripts/samples/contracts
//   node scripts/samples/contracts/generate.mjs [--check]
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { buildFlows } from "./flows.mjs";
import { buildWalk } from "./walk.mjs";

/** The walk of this seed is committed: it reclaims more than others. */
const SEED = 32;

const { values: options } = parseArgs({ options: { check: { type: "boolean" } } });
const files = { "flows.json": await buildFlows(), "random-walk.json": await buildWalk(SEED) };
for (const [name, text] of Object.entries(files)) {
  const path = new URL(`../../../tests/golden/vectors/${name}`, import.meta.url);
  if (!options.check) writeFileSync(path, text);
  else if (readFileSync(path, "utf8") !== text) {
    console.error(`${name} is not what the contracts do`);
    process.exitCode = 1;
  }
}
