// The demo: every sample with its findings, in 80 columns, without colours where nobody sees them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromRoot } from "../../scripts/lib/paths.mjs";
import { demoDir, runDemo, toldIn } from "./support/demo.mjs";

const golden = JSON.parse(readFileSync(fromRoot("tests", "golden", "findings.json"), "utf8"));
const samples = JSON.parse(readFileSync(fromRoot("www", "public", "samples", "index.json"), "utf8"));

/** What a sample's demo prints when nothing disturbs it. */
function outputOf(context, ...args) {
  const { status, stdout, stderr } = runDemo(demoDir(context), args);
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout;
}

for (const { file, events } of samples) {
  test(`the demo tells ${file}`, (context) => {
    const name = file.replace(/\.statelog$/, "");
    const output = outputOf(context, name);
    const lines = output.split("\n");
    assert.deepEqual(lines.filter((line) => [...line].length > 80), []);
    assert.equal(output.includes("\u001b"), false);
    assert.deepEqual(toldIn(output), Array.from({ length: events }, (_, offset) => offset));
    assert.match(output, name === "e09-wrong-snapshot" ? /at 23 +wrong snapshot/ : /all as recorded/);
    for (const { rule, severity } of golden[name] ?? []) assert.ok(output.includes(`\n  ${rule} ${severity}`), `${rule} ${severity}`);
    assert.doesNotMatch(output, /undefined|NaN|\[object/);
  });
}

test("without a name it shows an honest log, and what is found in one that went wrong", (context) => {
  const output = outputOf(context);
  assert.ok(output.split("\n").length <= 100, "it fits on two screens");
  assert.match(output, /^\ndirect-fund-defund: [^]*all as recorded[^]*a log that went wrong: e03[^]*C3 critical, acted on reorged event/);
  assert.match(output, /durable +33 of 33 events[^]*tail -n 2 direct-fund-defund\.statelog\n/);
});

test("what it does not know is said, and nothing else happens", (context) => {
  for (const [args, message] of [[["nonsense"], /There is no sample "nonsense"; try direct-fund-defund, /], [["--nonsense"], /--nonsense/]]) {
    const { status, stdout, stderr } = runDemo(demoDir(context), args);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, message);
  }
});
