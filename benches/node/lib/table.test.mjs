import assert from "node:assert/strict";
import { test } from "node:test";
import { cell } from "./cells.mjs";
import { markdownTable, plainTable, verdict } from "./table.mjs";

test("numbers show three significant digits and group the thousands", () => {
  const cases = [[0, "0.00"], [0.0123, "0.012"], [0.5, "0.50"], [8, "8.00"], [12.34, "12.3"], [123.4, "123"], [999.6, "1,000"], [1_234_567.8, "1,234,568"]];
  for (const [value, text] of cases) assert.equal(cell(value), text);
  assert.equal(cell(null), "–");
  assert.equal(cell(3, "µs"), "3.00 µs");
});

test("a verdict says whether a target is met, and by how much it is missed", () => {
  const most = { what: "append", limit: 8, unit: "µs" };
  assert.match(verdict({ ...most, measured: 8 }), /target ≤ 8.00 µs – met$/);
  assert.match(verdict({ ...most, measured: 16 }), /missed: 2.00 × the target$/);
  const least = { what: "replay", limit: 2, unit: "M/s", least: true };
  assert.match(verdict({ ...least, measured: 2 }), /target ≥ 2.00 M\/s – met$/);
  assert.match(verdict({ ...least, measured: 0.5 }), /missed: 4.00 × the target$/);
});

const result = {
  columns: [{ name: "median", unit: "µs" }, { name: "÷ statelog" }],
  rows: [{ name: "statelog", values: [2, 1] }, { name: "another", values: [1000, 500] }],
  targets: [{ what: "append", measured: 2, limit: 8, unit: "µs" }],
};

test("in a terminal, names stand left and numbers right", () => {
  const lines = plainTable(result).split("\n");
  assert.equal(lines[1].length, lines[2].length);
  assert.match(lines[1], /^ {3}statelog +2\.00 +1\.00$/);
  assert.match(lines.at(-1), /append: 2\.00 µs/);
});

test("Markdown has as many cells in each row", () => {
  const lines = markdownTable(result).split("\n");
  const counts = lines.slice(0, 4).map((line) => line.split("|").length);
  assert.deepEqual(new Set(counts), new Set([5]));
  assert.match(lines.at(-1), /^- append: 2\.00 µs/);
});
