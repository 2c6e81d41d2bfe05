import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { figures } from "./figures.mjs";
import { withTables } from "./lib/document.mjs";
import { documentPath, documentResultsPath } from "./lib/places.mjs";

const document = readFileSync(documentPath, "utf8");
const results = JSON.parse(readFileSync(documentResultsPath, "utf8"));

test("the tables of docs/performance.md are those of benches/results.json", () => {
  assert.equal(withTables(document, results), document);
});

test("they come from one whole run with every figure", () => {
  assert.equal(results.quick, false);
  assert.deepEqual(results.figures.map(({ id }) => id), figures.map(({ id }) => id));
});

test("a table that was changed by hand is noticed", () => {
  const first = results.figures[0].rows[0].values[0];
  const other = structuredClone(results);
  other.figures[0].rows[0].values[0] = first * 2;
  assert.notEqual(withTables(document, other), document);
});

test("a figure without a place in the document is an error, not left out", () => {
  const { id } = results.figures[0];
  assert.throws(() => withTables(document.replaceAll(`bench:${id} `, "bench:none "), results), new RegExp(`no place for ${id}`));
});
