// Bundlers without configuration. What they make is run, since most mistakes only show then.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build as esbuild } from "esbuild";
import * as vite from "vite";
import { packageDir } from "../../scripts/lib/paths.mjs";
import { consumer } from "./support/consumer.mjs";
import { reportOf } from "./support/report.mjs";
import { expected, plainScenario } from "./support/scenario.mjs";

const html = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>consumer</title><script type="module" src="/main.js"></script>';
const browserMain = `import { EventStore } from "statelog";\n${plainScenario}window.report = report;`;
const slimMain = `import { EventStore, init } from "statelog/slim";\nimport address from "statelog/statelog.wasm?url";\nawait init(address);\n${plainScenario}window.report = report;`;
const nodeMain = `import { EventStore } from "statelog";\n${plainScenario}console.log(JSON.stringify(report));`;

// No configuration file, as a beginner has none; `host` and `port` only choose a free port on this machine.
const settings = (root) => ({ root, configFile: false, logLevel: "error", server: { host: "127.0.0.1", port: 0 }, preview: { host: "127.0.0.1", port: 0 } });

for (const [name, main] of [["the default entry", browserMain], ["slim", slimMain]]) {
  test(`Vite, built for production: ${name}`, async (context) => {
    const { dir } = consumer(context, { files: { "index.html": html, "main.js": main } });
    await vite.build({ ...settings(dir), build: { target: "es2022" } });
    const server = await vite.preview(settings(dir));
    context.after(() => server.close());
    assert.deepEqual(await reportOf(context, server.resolvedUrls.local[0]), expected);
  });
}

test("Vite's development server", async (context) => {
  const { dir } = consumer(context, { files: { "index.html": html, "main.js": browserMain } });
  const server = await vite.createServer(settings(dir));
  context.after(() => server.close());
  await server.listen();
  assert.deepEqual(await reportOf(context, server.resolvedUrls.local[0]), expected);
});

for (const format of ["esm", "cjs"]) {
  test(`esbuild to ${format}`, async (context) => {
    const { dir, run } = consumer(context, { files: { "main.mjs": nodeMain } });
    const outfile = join(dir, "out", format === "esm" ? "bundle.mjs" : "bundle.cjs");
    await esbuild({ entryPoints: [join(dir, "main.mjs")], bundle: true, format, outfile, logLevel: "silent" });
    assert.deepEqual(JSON.parse(run(outfile)), expected);
  });
}

test("Cloudflare's condition imports the wasm file as a compiled module", async (context) => {
  const { dir, run } = consumer(context, { files: { "main.mjs": nodeMain } });
  const outfile = join(dir, "out", "worker.mjs");
  // Stands in for the runtime of the workers, in which the import of a wasm file yields a WebAssembly.Module.
  const wasmModules = {
    name: "wasm-modules",
    setup: (build) =>
      build.onLoad({ filter: /\.wasm$/ }, ({ path }) => ({
        contents: `import { readFileSync } from "node:fs";\nexport default new WebAssembly.Module(readFileSync(${JSON.stringify(path)}));`,
        loader: "js",
      })),
  };
  await esbuild({ entryPoints: [join(dir, "main.mjs")], bundle: true, format: "esm", outfile, conditions: ["workerd"], external: ["node:fs"], plugins: [wasmModules], logLevel: "silent" });
  assert.equal(readFileSync(outfile, "utf8").includes("wasmBase64"), false);
  assert.deepEqual(JSON.parse(run(outfile)), expected);
});

test("an unused import of slim leaves nothing behind; one of the default entry keeps the core", async (context) => {
  const { dir } = consumer(context, { files: { "slim.mjs": 'import "statelog/slim";', "full.mjs": 'import "statelog";' } });
  const bundled = async (name) => {
    const { outputFiles } = await esbuild({ entryPoints: [join(dir, name)], bundle: true, minify: true, format: "esm", write: false, logLevel: "silent" });
    return outputFiles[0].contents.length;
  };
  assert.equal(await bundled("slim.mjs"), 0);
  assert.ok((await bundled("full.mjs")) > readFileSync(join(packageDir, "statelog_bg.wasm")).length);
});
