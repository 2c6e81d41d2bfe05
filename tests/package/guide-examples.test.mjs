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

test("the guide to importing from go-nitro imports what it says", (context) => {
  const page = read("docs", "guides", "importing-from-go-nitro.md");
  const [code, output] = [blocksOf(page, "ts"), blocksOf(page, "text")];
  assert.ok(code.length >= 4 && code.length === output.length, "each piece has its output");
  const prints = output.join("").trimEnd().split("\n");
  checkExamples(context, [{ code: code.join("\n"), prints }], storeFiles());
});

/** The files of Alice's store of go-nitro, in each of which something was overwritten. */
function storeFiles() {
  const { messages, ...store } = JSON.parse(JSON.parse(read("tests", "golden", "go-nitro", "upstream.json")).text);
  assert.ok(messages.length > 0, "the messages are left out");
  const bulk = (word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`;
  const command = (...words) => `*${words.length}\r\n${words.map(bulk).join("")}`;
  return Object.fromEntries(Object.entries(store).map(([section, values]) => {
    const pairs = Object.entries(values);
    const [[key, value]] = pairs;
    const before = [["set", key, section === "objectives" ? '{"Status":0}' : value], ["del", key]];
    const commands = [...before, ...pairs.map((pair) => ["set", ...pair])];
    return [`alice/${section}_aaa66.db`, commands.map((words) => command(...words)).join("")];
  }));
}

test("blocks are those of their language, to their own end", () => {
  const page = "```ts\na\n```\ntext\n```text\nb\n\nc\n```\n`ts` ```ts\n```ts\nd\n```\n";
  assert.deepEqual(blocksOf(page, "ts"), ["a\n", "d\n"]);
  assert.deepEqual(blocksOf(page, "text"), ["b\n\nc\n"]);
});

for (const guide of ["keeping-a-log-in-node", "when-a-log-is-damaged"]) {
  test(`the guide ${guide} does what it says`, (context) => {
    const page = read("docs", "guides", `${guide}.md`);
    const [code, output] = [blocksOf(page, "ts"), blocksOf(page, "text")];
    assert.ok(code.length >= 5 && code.length === output.length, "each piece has its output");
    checkExamples(context, [{ code: code.join("\n"), prints: output.join("").trimEnd().split("\n") }]);
  });
}
