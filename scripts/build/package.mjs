// The npm package: the TypeScript of pkg-template/src and the generated core become pkg/.
//
//   pkg/esm/            one ES module per source file, and the public types
//   pkg/cjs/            the same as CommonJS, for require()
//   pkg/statelog_bg.wasm
//
// Files are compiled one by one rather than bundled: module paths stay stable, so `sideEffects` and
// `new Worker(new URL("./worker.js", import.meta.url))` keep meaning what they say, and all entries share one core.

import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashInputs, listFiles } from "../lib/files.mjs";
import { fromRoot, packageDir, workDir } from "../lib/paths.mjs";
import { note } from "../lib/say.mjs";
import { unlessCurrent } from "../lib/stamp.mjs";
import { crateVersion } from "../lib/versions.mjs";
import { compileModules } from "./modules.mjs";
import { readManifest, writeManifest } from "./manifest.mjs";
import { placeGenerated } from "./generated.mjs";
import { writeTypes } from "./types.mjs";
import { placeWorker, writeWorker } from "./worker.mjs";

export const templateDir = fromRoot("pkg-template");
const licences = ["LICENSE-MIT", "LICENSE-APACHE"];

/** Writes pkg/ if anything in it would change; returns whether it did. */
export async function buildPackage(core) {
  const generatedDir = join(templateDir, "src", "generated");
  const sources = [templateDir, fromRoot("scripts", "build"), fromRoot("package-lock.json"), ...licences.map((name) => fromRoot(name))]
    .flatMap((path) => listFiles(path))
    .filter((path) => !path.startsWith(generatedDir));
  const hash = hashInputs(sources, [core.hash, crateVersion()]);

  return unlessCurrent({ stampFile: join(workDir, "package.stamp"), hash, outputs: [packageDir, generatedDir] }, async () => {
    placeGenerated(core.dir, generatedDir);
    const worker = await placeWorker(join(templateDir, "src"), generatedDir);
    const manifest = readManifest(templateDir);
    rmSync(packageDir, { recursive: true, force: true });
    mkdirSync(join(packageDir, "cjs"), { recursive: true });

    note("esbuild: compiling the TypeScript to ES modules and CommonJS");
    await compileModules(join(templateDir, "src"), packageDir);
    writeWorker(worker, packageDir);
    // Below this file `.js` means CommonJS, for Node as for TypeScript.
    writeFileSync(join(packageDir, "cjs", "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);

    note("tsc: checking the TypeScript and writing the public types");
    await writeTypes(templateDir, manifest.entries, [join(packageDir, "esm"), join(packageDir, "cjs")]);

    cpSync(join(core.dir, "statelog_bg.wasm"), join(packageDir, "statelog_bg.wasm"));
    cpSync(join(templateDir, "README.md"), join(packageDir, "README.md"));
    for (const name of licences) cpSync(fromRoot(name), join(packageDir, name));
    writeManifest(manifest.content, packageDir);
  });
}
