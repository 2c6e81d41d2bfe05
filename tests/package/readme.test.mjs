// The examples of the README that are programs are files that are type-checked, and do what their comments say.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fromRoot, packageDir } from "../../scripts/lib/paths.mjs";
import { consumer } from "./support/consumer.mjs";
import { blocksOf } from "./support/examples.mjs";

const readme = readFileSync(join(packageDir, "README.md"), "utf8");
const [example, , durable] = blocksOf(readme, "ts");

for (const [name, text] of [["quickstart.ts", example], ["durable-node.ts", durable]]) {
  test(`the example is examples/${name}`, () => {
    const file = readFileSync(fromRoot("examples", name), "utf8");
    assert.equal(file.slice(file.indexOf("import {")), text);
  });
}

test("it runs in a fresh project and prints what it says", (context) => {
  const { run } = consumer(context, { files: { "main.mjs": example } });
  const lines = run("main.mjs").trim().split("\n");
  assert.deepEqual(lines.slice(0, 4), ["0 objective_created", "1 objective_approved", "approved", "unapproved"]);
  assert.match(lines[4], /^0x[0-9a-f]{64}$/);
});

test("the log in a file is there again, and again", (context) => {
  const { run } = consumer(context, { files: { "main.mjs": durable } });
  for (const time of ["first", "second"]) assert.deepEqual(run("main.mjs").trim().split("\n"), ["1", "unapproved"], time);
  const text = run("--input-type=module", "--eval", 'import { openLog } from "statelog/node"; const log = await openLog("alice.statelog"); console.log(log.length, log.verify().ok); await log.close();');
  assert.equal(text.trim(), "1 true");
});
