// The first example of the README is a file that is type-checked, and it does what its comments say.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fromRoot, packageDir } from "../../scripts/lib/paths.mjs";
import { consumer } from "./support/consumer.mjs";

const readme = readFileSync(join(packageDir, "README.md"), "utf8");
const [, example] = /```ts\n([^]*?)```/.exec(readme);

test("the first example is examples/quickstart.ts", () => {
  const file = readFileSync(fromRoot("examples", "quickstart.ts"), "utf8");
  assert.equal(file.slice(file.indexOf("import {")), example);
});

test("it runs in a fresh project and prints what it says", (context) => {
  const { run } = consumer(context, { files: { "main.mjs": example } });
  const lines = run("main.mjs").trim().split("\n");
  assert.deepEqual(lines.slice(0, 4), ["0 objective_created", "1 objective_approved", "approved", "unapproved"]);
  assert.match(lines[4], /^0x[0-9a-f]{64}$/);
});
