// Makes one script of a test file, with everything it needs to run in a browser.

import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { packageDir } from "../../../scripts/lib/paths.mjs";
import { stores } from "../behaviour/support/go-nitro.mjs";
import { samples } from "../behaviour/support/samples.mjs";

const here = dirname(fileURLToPath(import.meta.url));

// `export` serves a page that imports the script, the message one that starts it as a worker.
const entry = (path) => `import { run } from "node:test";
import ${JSON.stringify(path)};
export const results = run();
if (typeof WorkerGlobalScope !== "undefined") results.then((list) => postMessage(list), (error) => postMessage([{ name: "the suite", error: String(error) }]));
`;

const replacements = {
  name: "replacements",
  setup({ onLoad, onResolve }) {
    const modules = { "node:test": join(here, "test.mjs"), "node:assert/strict": join(here, "assert.mjs"), statelog: join(packageDir, "esm", "index.js"), "statelog/testing": join(packageDir, "esm", "testing.js") };
    onResolve({ filter: /^(node:test|node:assert\/strict|statelog|statelog\/testing)$/ }, ({ path }) => ({ path: modules[path] }));
    onLoad({ filter: /behaviour[\\/]support[\\/]samples\.mjs$/ }, () => ({ contents: `export const samples = new Map(${JSON.stringify([...samples])});` }));
    onLoad({ filter: /behaviour[\\/]support[\\/]go-nitro\.mjs$/ }, () => ({ contents: `export const stores = ${JSON.stringify(stores)};` }));
  },
};

/** The script of a test file; `text` stands in for a file where one is given. */
export async function bundle(path, text) {
  const stdin = { contents: text === undefined ? entry(path) : `${text}\nimport { run } from "node:test";\nexport const results = run();`, resolveDir: here, sourcefile: basename(path) };
  const { outputFiles } = await build({ stdin, bundle: true, format: "esm", target: "es2022", write: false, logLevel: "silent", plugins: [replacements] });
  return outputFiles[0].text;
}
