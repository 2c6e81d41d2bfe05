// The texts are copied from real runs of the runners.

import assert from "node:assert/strict";
import { test } from "node:test";
import { add, cargoTestCounts, closingLine, nextestCounts, nodeTestCounts, nothing } from "./counts.mjs";

test("cargo test: the lines of all test programs add up", () => {
  const output = `
running 2 tests
test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

   Doc-tests statelog
test result: FAILED. 1 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s
`;
  assert.deepEqual(cargoTestCounts(output), { passed: 3, failed: 3, skipped: 1 });
});

test("the wasm-bindgen test runner prints cargo's line", () => {
  assert.deepEqual(cargoTestCounts("test result: ok. 7 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.01s"), { passed: 7, failed: 0, skipped: 0 });
});

test("nextest: one summary line, with colours or without", () => {
  assert.deepEqual(nextestCounts("     Summary [   0.005s] 1 test run: 1 passed, 0 skipped"), { passed: 1, failed: 0, skipped: 0 });
  assert.deepEqual(nextestCounts("\u001b[31;1m     Summary\u001b[0m [  61.210s] \u001b[1m9\u001b[0m tests run: \u001b[1m5\u001b[0m passed (1 slow), \u001b[1m2\u001b[0m failed, 2 timed out, 4 skipped"), {
    passed: 5,
    failed: 4,
    skipped: 4,
  });
});

test("nextest: a program that does not compile has no summary", () => {
  assert.deepEqual(nextestCounts("error[E0425]: cannot find value `x` in this scope"), nothing);
});

test("node --test: both reporters", () => {
  assert.deepEqual(nodeTestCounts("ℹ tests 5\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\nℹ todo 0\n"), { passed: 3, failed: 2, skipped: 0 });
  assert.deepEqual(nodeTestCounts("# tests 2\n# pass 1\n# fail 0\n# cancelled 0\n# skipped 1\n# todo 0\n"), { passed: 1, failed: 0, skipped: 1 });
});

test("the closing line names skipped tests only where there are any", () => {
  assert.equal(closingLine(add({ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 1, skipped: 0 })), "3 passed, 1 failed");
  assert.equal(closingLine({ passed: 1, failed: 0, skipped: 2 }), "1 passed, 0 failed, 2 skipped");
});
