// The committed sample logs are what their generator writes with this package.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fromRoot } from "../../scripts/lib/paths.mjs";

test("the sample logs are up to date", () => {
  const { status, stderr } = spawnSync(process.execPath, [fromRoot("scripts", "samples", "generate.mjs"), "--check"], { encoding: "utf8" });
  assert.equal(status, 0, `${stderr}\nWrite them anew with: npm run samples`);
});
