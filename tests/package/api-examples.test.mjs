// The examples of docs/api.md compile in a strict project, and print what stands behind their calls.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromRoot } from "../../scripts/lib/paths.mjs";
import { blocksOf, checkExamples } from "./support/examples.mjs";

const examples = blocksOf(readFileSync(fromRoot("docs", "api.md"), "utf8"), "ts");

/** What the comments at the ends of lines promise. */
const promised = (code) => [...code.matchAll(/; \/\/ (.*)$/gm)].map(([, output]) => output);

test("the examples of the API reference compile and print what they say", (context) => {
  assert.ok(examples.length >= 7, "there are examples");
  checkExamples(context, examples.map((code) => ({ code, prints: promised(code) })));
});

test("a comment at the end of a statement is a promise, other comments are none", () => {
  assert.deepEqual(promised('f(); // one two\n// three\nconst url = "http://x";\ng({\n  a, // four\n}); // five'), ["one two", "five"]);
});
