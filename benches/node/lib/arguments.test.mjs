import assert from "node:assert/strict";
import { test } from "node:test";
import { readArguments } from "./arguments.mjs";

const ids = ["P1", "P2", "P12"];

test("without arguments everything runs in full and nothing is written", () => {
  assert.deepEqual(readArguments([], ids), { only: ids, quick: false, write: false, from: undefined });
});

test("--only chooses figures, in the order of the document", () => {
  assert.deepEqual(readArguments(["--only", "p12, P1", "--quick"], ids).only, ["P1", "P12"]);
});

test("what is unknown is refused by name", () => {
  assert.throws(() => readArguments(["--only", "P1,P3"], ids), /no figure P3/);
  assert.throws(() => readArguments(["--only"], ids), /no figure/);
  assert.throws(() => readArguments(["--fast"], ids), /no option --fast/);
});

test("a part of the figures, or a quick run, does not get into the document", () => {
  assert.throws(() => readArguments(["--write", "--quick"], ids), /whole run/);
  assert.throws(() => readArguments(["--write", "--only", "P1"], ids), /whole run/);
  assert.equal(readArguments(["--write"], ids).write, true);
});
