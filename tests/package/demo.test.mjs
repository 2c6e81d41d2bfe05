// The demo: every sample, in 80 columns, without colours where nobody sees them.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromRoot } from "../../scripts/lib/paths.mjs";

const samples = JSON.parse(readFileSync(fromRoot("www", "public", "samples", "index.json"), "utf8"));

for (const { file, events } of samples) {
  test(`the demo tells ${file}`, () => {
    const name = file.replace(/\.statelog$/, "");
    const output = execFileSync(process.execPath, [fromRoot("examples", "demo.mjs"), name], { encoding: "utf8" });
    const lines = output.split("\n");
    assert.deepEqual(lines.filter((line) => [...line].length > 80), []);
    assert.equal(output.includes("\u001b"), false);
    assert.equal(lines.filter((line) => /^ +\d+ {2}\d\d:\d\d\.\d{3} /.test(line)).length, events);
    assert.match(output, /all as recorded/);
    assert.doesNotMatch(output, /undefined|NaN|\[object/);
  });
}
