import assert from "node:assert/strict";
import { test } from "node:test";
import { median, p95, quantile } from "./stats.mjs";

test("quantiles are samples, found by rank, whatever their order", () => {
  const samples = Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) + 1);
  assert.equal(median(samples), 50);
  assert.equal(p95(samples), 95);
  assert.equal(quantile(samples, 1), 100);
  assert.equal(quantile(samples, 0), 1);
});

test("one sample is every quantile of itself", () => {
  assert.equal(median([7]), 7);
  assert.equal(p95([7]), 7);
});

test("numbers are compared as numbers", () => {
  assert.equal(median([10, 9, 100]), 10);
});

test("no samples give no answer", () => {
  assert.throws(() => median([]), /no samples/);
});
