import assert from "node:assert/strict";
import { test } from "node:test";
import { fromRoot } from "../lib/paths.mjs";
import { coreFiles, total } from "./table.mjs";

const file = (path, covered, count) => ({ filename: path, summary: { lines: { covered, count, percent: 0 } } });

test("the core is src/ without the binding, and nothing from elsewhere", () => {
  const report = { data: [{ files: [file(fromRoot("src", "log", "mod.rs"), 9, 10), file(fromRoot("src", "wasm", "store.rs"), 0, 50), file(fromRoot("tests", "rules.rs"), 3, 3), file(fromRoot("src", "lib.rs"), 1, 2)] }] };
  assert.deepEqual(coreFiles(report), [
    { name: "lib.rs", covered: 1, count: 2 },
    { name: "log/mod.rs", covered: 9, count: 10 },
  ]);
});

test("lines are weighed, not files", () => {
  assert.equal(total([{ covered: 1, count: 1 }, { covered: 0, count: 3 }]).percent, 25);
});

test("an empty report covers nothing", () => {
  assert.equal(total([]).percent, 0);
});
