// The types, in strict projects that check the declarations of their libraries too.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fromRoot } from "../../scripts/lib/paths.mjs";
import { consumer } from "./support/consumer.mjs";
import { scenario } from "./support/scenario.mjs";

const main = `import { EventStore, init } from "statelog";\nimport type { AppendResult } from "statelog";\n${scenario}
const typed: AppendResult = result;
const ready: Promise<void> = init();
export { ready, report, typed };
// @ts-expect-error An event without a type is none.
store.append({ objectiveId: "x" });
`;
const slim = 'import { init } from "statelog/slim";\nexport const ready: Promise<void> = init(new Uint8Array());\n';

function compile(context, type, files, compilerOptions) {
  const base = { strict: true, noEmit: true, skipLibCheck: false, target: "ES2022" };
  const config = { compilerOptions: { ...base, ...compilerOptions }, files: Object.keys(files) };
  const { run } = consumer(context, { type, files: { ...files, "tsconfig.json": JSON.stringify(config) } });
  try {
    return run(fromRoot("node_modules", "typescript", "bin", "tsc"), "-p", ".");
  } catch (error) {
    assert.fail(`tsc found errors:\n${error.stdout}`);
  }
}

const forNode = { lib: ["ES2022"], typeRoots: [fromRoot("node_modules", "@types")], types: ["node"] };

for (const moduleKind of ["Node16", "NodeNext"]) {
  test(`${moduleKind} resolution in an ES module`, (context) => {
    compile(context, "module", { "main.ts": main, "slim.ts": slim }, { ...forNode, module: moduleKind, moduleResolution: moduleKind });
  });
}

test("Node16 resolution in CommonJS", (context) => {
  compile(context, "commonjs", { "main.ts": main, "slim.ts": slim }, { ...forNode, module: "Node16", moduleResolution: "Node16" });
});

test("bundler resolution with the types of a browser", (context) => {
  compile(context, "module", { "main.ts": main, "slim.ts": slim }, { lib: ["ES2022", "DOM"], types: [], module: "ESNext", moduleResolution: "Bundler" });
});
