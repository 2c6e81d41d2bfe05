// The examples of docs/api.md compile in a strict project, and print what stands behind their calls.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import ts from "typescript";
import { fromRoot } from "../../scripts/lib/paths.mjs";
import { consumer } from "./support/consumer.mjs";

const page = readFileSync(fromRoot("docs", "api.md"), "utf8");
const examples = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code);
const fileOf = (index) => `example-${index}.ts`;

/** What the comments at the ends of lines promise. */
const promised = (code) => [...code.matchAll(/; \/\/ (.*)$/gm)].map(([, output]) => output);

test("the examples of the API reference compile and print what they say", (context) => {
  assert.ok(examples.length >= 7, "there are examples");
  const options = { strict: true, noEmit: true, target: "ES2022", module: "NodeNext", moduleResolution: "NodeNext", lib: ["ES2022"], typeRoots: [fromRoot("node_modules", "@types")], types: ["node"] };
  const sources = Object.fromEntries(examples.map((code, index) => [fileOf(index), code]));
  const programs = Object.fromEntries(examples.map((code, index) => [`example-${index}.mjs`, ts.transpile(code, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext })]));
  const config = JSON.stringify({ compilerOptions: options, files: Object.keys(sources) });
  const { run } = consumer(context, { files: { ...sources, ...programs, "tsconfig.json": config } });
  try {
    run(fromRoot("node_modules", "typescript", "bin", "tsc"), "-p", ".");
  } catch (error) {
    assert.fail(`tsc found errors:\n${error.stdout}`);
  }
  for (const [index, code] of examples.entries()) {
    assert.ok(promised(code).length > 0, `example ${index} promises something`);
    assert.deepEqual(run(`example-${index}.mjs`).trimEnd().split("\n"), promised(code), code);
  }
});

test("a comment at the end of a statement is a promise, other comments are none", () => {
  assert.deepEqual(promised('f(); // one two\n// three\nconst url = "http://x";\ng({\n  a, // four\n}); // five'), ["one two", "five"]);
});
