// Workers that the package ships: each is one file without imports, so that it starts wherever its file can be reached,
// and a module with the same text, for pages on which it cannot.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

const worker = join("browser", "opfs-worker");

/** The text of the worker that writes to the origin private file system. */
async function bundleWorker(sourceDir) {
  // Imported here and not above, since set-up installs it.
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [join(sourceDir, `${worker}.ts`)],
    bundle: true,
    minify: true,
    write: false,
    // Neither a module nor a classic script: this runs as both.
    format: "iife",
    target: "es2022",
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

/** Puts the text of the worker into a module of `generatedDir`; returns the text. */
export async function placeWorker(sourceDir, generatedDir) {
  const text = await bundleWorker(sourceDir);
  writeFileSync(join(generatedDir, "opfs-worker-source.js"), `export const opfsWorkerSource = ${JSON.stringify(text)};\n`);
  writeFileSync(join(generatedDir, "opfs-worker-source.d.ts"), "/** The text of browser/opfs-worker.js. */\nexport declare const opfsWorkerSource: string;\n");
  return text;
}

/** Replaces the compiled module of the worker by its bundle. */
export function writeWorker(text, packageDir) {
  writeFileSync(join(packageDir, "esm", `${worker}.js`), text);
}
