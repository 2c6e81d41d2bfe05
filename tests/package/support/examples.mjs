// Examples of documents: they compile in a strict project with the package installed, and print what they say.

import assert from "node:assert/strict";
import ts from "typescript";
import { fromRoot } from "../../../scripts/lib/paths.mjs";
import { consumer } from "./consumer.mjs";

/** The blocks of a page in one language. */
export const blocksOf = (page, language) => [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(([, text]) => text);

/**
 * Type-checks programs together and runs each of them, in a project that also has these files. Each is given as its
 * code and the lines that it must print.
 */
export function checkExamples(context, examples, files = {}) {
  const options = { strict: true, noEmit: true, target: "ES2022", module: "NodeNext", moduleResolution: "NodeNext", lib: ["ES2022"], typeRoots: [fromRoot("node_modules", "@types")], types: ["node"] };
  const sources = Object.fromEntries(examples.map(({ code }, index) => [`example-${index}.ts`, code]));
  const programs = Object.fromEntries(examples.map(({ code }, index) => [`example-${index}.mjs`, ts.transpile(code, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext })]));
  const config = JSON.stringify({ compilerOptions: options, files: Object.keys(sources) });
  const { run } = consumer(context, { files: { ...files, ...sources, ...programs, "tsconfig.json": config } });
  try {
    run(fromRoot("node_modules", "typescript", "bin", "tsc"), "-p", ".");
  } catch (error) {
    assert.fail(`tsc found errors:\n${error.stdout}`);
  }
  for (const [index, { code, prints }] of examples.entries()) {
    assert.ok(prints.length > 0, `example ${index} promises something`);
    assert.deepEqual(run(`example-${index}.mjs`).trimEnd().split("\n"), prints, code);
  }
}
