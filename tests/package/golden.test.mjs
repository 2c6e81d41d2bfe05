// The public TypeScript is a golden file: a change of the API shows in the diff of a commit.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { flattenTypes, ownTypes } from "../../scripts/build/types.mjs";

const goldenOf = (entry) => fileURLToPath(new URL(`./golden/${entry}.d.ts`, import.meta.url));
const advice = "A change that is meant is written down with: STATELOG_UPDATE_GOLDEN=1 npm test -- --only package";

/** Says where two texts part, since the whole of them would fill the screen. */
function firstDifference(actual, expected) {
  const [now, before] = [actual.split("\n"), expected.split("\n")];
  const at = now.findIndex((line, index) => line !== before[index]);
  const line = at === -1 ? now.length : at;
  return `line ${line + 1} is now\n  ${now[line] ?? "(the end)"}\nand was\n  ${before[line] ?? "(the end)"}`;
}

function compare(entry, actual) {
  if (process.env.STATELOG_UPDATE_GOLDEN) writeFileSync(goldenOf(entry), actual);
  const expected = readFileSync(goldenOf(entry), "utf8");
  assert.ok(actual === expected, `The public types differ from golden/${entry}.d.ts: ${firstDifference(actual, expected)}\n${advice}`);
}

test("the types of the default entry are those of golden/index.d.ts", async () => {
  compare("index", await flattenTypes("index"));
});

for (const entry of ["slim", "node", "browser", "testing"]) {
  test(`what statelog/${entry} has besides is in golden/${entry}.d.ts`, async () => {
    compare(entry, await ownTypes(entry, ["index"]));
  });
}
