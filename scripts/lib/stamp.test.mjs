import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { unlessCurrent } from "./stamp.mjs";

function place(context) {
  const dir = mkdtempSync(join(tmpdir(), "statelog-stamp-"));
  context.after(() => rmSync(dir, { recursive: true }));
  const output = join(dir, "output");
  return { stampFile: join(dir, "step.stamp"), output, step: () => writeFileSync(output, "made") };
}

test("a step runs once for the same inputs and again for others", async (context) => {
  const { stampFile, output, step } = place(context);
  assert.equal(await unlessCurrent({ stampFile, hash: "a", outputs: [output] }, step), true);
  assert.equal(await unlessCurrent({ stampFile, hash: "a", outputs: [output] }, step), false);
  assert.equal(await unlessCurrent({ stampFile, hash: "b", outputs: [output] }, step), true);
});

test("a step runs again when its output is gone", async (context) => {
  const { stampFile, output, step } = place(context);
  await unlessCurrent({ stampFile, hash: "a", outputs: [output] }, step);
  rmSync(output);
  assert.equal(await unlessCurrent({ stampFile, hash: "a", outputs: [output] }, step), true);
});

test("a step that fails is not taken for done, even where an older run succeeded", async (context) => {
  const { stampFile, output, step } = place(context);
  await unlessCurrent({ stampFile, hash: "a", outputs: [output] }, step);
  const failing = () => {
    throw new Error("no");
  };
  await assert.rejects(unlessCurrent({ stampFile, hash: "b", outputs: [output] }, failing));
  assert.equal(existsSync(stampFile), false);
  assert.equal(await unlessCurrent({ stampFile, hash: "a", outputs: [output] }, step), true);
});
