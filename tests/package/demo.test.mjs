// The demo: every sample with its findings, in 80 columns, without colours where nobody sees them.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromRoot } from "../../scripts/lib/paths.mjs";

const golden = JSON.parse(readFileSync(fromRoot("tests", "golden", "findings.json"), "utf8"));
const samples = JSON.parse(readFileSync(fromRoot("www", "public", "samples", "index.json"), "utf8"));

for (const { file, events } of samples) {
  test(`the demo tells ${file}`, () => {
    const name = file.replace(/\.statelog$/, "");
    const output = execFileSync(process.execPath, [fromRoot("examples", "demo.mjs"), name], { encoding: "utf8" });
    const lines = output.split("\n");
    assert.deepEqual(lines.filter((line) => [...line].length > 80), []);
    assert.equal(output.includes("\u001b"), false);
    const timeline = output.split("\nState ")[0].split("\n");
    assert.equal(timeline.filter((line) => /^ +\d+ {2}\d\d:\d\d\.\d{3} /.test(line)).length, events);
    assert.match(output, name === "e09-wrong-snapshot" ? /at 23 +wrong snapshot/ : /all as recorded/);
    for (const { rule, severity } of golden[name] ?? []) assert.ok(output.includes(`\n  ${rule} ${severity}`), `${rule} ${severity}`);
    assert.doesNotMatch(output, /undefined|NaN|\[object/);
  });
}

test("without a name it shows an honest log, and what is found in one that went wrong", () => {
  const output = execFileSync(process.execPath, [fromRoot("examples", "demo.mjs")], { encoding: "utf8" });
  assert.ok(output.split("\n").length <= 100, "it fits on two screens");
  assert.match(output, /^\ndirect-fund-defund: [^]*all as recorded[^]*a log that went wrong: e03[^]*C3 critical, acted on reorged event/);
});
