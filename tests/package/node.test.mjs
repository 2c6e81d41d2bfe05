// Node, with import and with require, without configuration.

import assert from "node:assert/strict";
import { test } from "node:test";
import { consumer } from "./support/consumer.mjs";
import { expected, plainScenario } from "./support/scenario.mjs";

const print = "console.log(JSON.stringify(report));";

test("import from an ES module", (context) => {
  const { run } = consumer(context, { files: { "main.mjs": `import { EventStore, init } from "statelog";\nawait init();\n${plainScenario}${print}` } });
  assert.deepEqual(JSON.parse(run("main.mjs")), expected);
});

test("require from CommonJS, ready at once", (context) => {
  const { run } = consumer(context, { type: "commonjs", files: { "main.cjs": `const { EventStore } = require("statelog");\n${plainScenario}${print}` } });
  assert.deepEqual(JSON.parse(run("main.cjs")), expected);
});

test("slim takes the bytes of the file that the package exports", (context) => {
  const load = `import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { EventStore, init } from "statelog/slim";
await init(readFileSync(createRequire(import.meta.url).resolve("statelog/statelog.wasm")));`;
  const { run } = consumer(context, { files: { "main.mjs": `${load}\n${plainScenario}${print}` } });
  assert.deepEqual(JSON.parse(run("main.mjs")), expected);
});

test("slim takes a compiled module, from CommonJS too", (context) => {
  const main = `const { EventStore, init } = require("statelog/slim");
const bytes = require("node:fs").readFileSync(require.resolve("statelog/statelog.wasm"));
init(WebAssembly.compile(bytes)).then(() => {\n${plainScenario}${print}\n});`;
  const { run } = consumer(context, { type: "commonjs", files: { "main.cjs": main } });
  assert.deepEqual(JSON.parse(run("main.cjs")), expected);
});

test("slim says what was forgotten when it is used too early", (context) => {
  const { run } = consumer(context, { files: { "main.mjs": 'import { EventStore } from "statelog/slim";\ntry { new EventStore(); } catch (error) { console.log(error.message); }' } });
  assert.match(run("main.mjs"), /await init\(source\)/);
});

test("a failed init of slim can be repeated", (context) => {
  const main = `import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { EventStore, init } from "statelog/slim";
const path = createRequire(import.meta.url).resolve("statelog/statelog.wasm");
let failed = false;
await init(new Uint8Array([1, 2, 3])).catch(() => { failed = true; });
if (!failed) throw new Error("three bytes are no WebAssembly");
await init(readFileSync(path));\n${plainScenario}${print}`;
  const { run } = consumer(context, { files: { "main.mjs": main } });
  assert.deepEqual(JSON.parse(run("main.mjs")), expected);
});

test("both entries together share one core", (context) => {
  const main = `import { EventStore } from "statelog";
import { EventStore as FromSlim } from "statelog/slim";
console.log(EventStore === FromSlim, new FromSlim().length);`;
  const { run } = consumer(context, { files: { "main.mjs": main } });
  assert.equal(run("main.mjs").trim(), "true 0");
});
