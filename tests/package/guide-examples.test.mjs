// The pieces of code of a guide are one program, which prints what stands below each of them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromRoot } from "../../scripts/lib/paths.mjs";
import { blocksOf, checkExamples } from "./support/examples.mjs";

const read = (...path) => readFileSync(fromRoot(...path), "utf8");

test("the guide to what went wrong finds what it says", (context) => {
  const page = read("docs", "guides", "finding-out-what-went-wrong.md");
  const [code, output] = [blocksOf(page, "ts"), blocksOf(page, "text")];
  assert.ok(code.length >= 7 && code.length === output.length, "each piece has its output");
  const log = read("www", "public", "samples", "e03-reorged-deposit.statelog");
  const prints = output.join("").trimEnd().split("\n");
  checkExamples(context, [{ code: code.join("\n"), prints }], { "alice.statelog": log });
});

test("blocks are those of their language, to their own end", () => {
  const page = "```ts\na\n```\ntext\n```text\nb\n\nc\n```\n`ts` ```ts\n```ts\nd\n```\n";
  assert.deepEqual(blocksOf(page, "ts"), ["a\n", "d\n"]);
  assert.deepEqual(blocksOf(page, "text"), ["b\n\nc\n"]);
});
