// The public types. tsc checks the sources and writes one declaration file per module; these are then rolled up so
// that a reader of an entry's .d.ts sees what the entry exports and nothing of what is behind it. The generated
// declarations of the core need DOM types, for instance, which a Node project does not have.

import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fromRoot, workDir } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";

const declarationDir = join(workDir, "declarations");

/** Type-checks the package and writes the declarations of the entries into every directory of `outputs`. */
export async function writeTypes(templateDir, entries, outputs) {
  rmSync(declarationDir, { recursive: true, force: true });
  tsc(["-p", join(templateDir, "tsconfig.json"), "--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--outDir", declarationDir]);
  // tsc writes no copy of declaration files that were inputs.
  cpSync(join(templateDir, "src", "generated"), join(declarationDir, "generated"), { recursive: true, filter: (path) => !path.endsWith(".js") });

  const bundle = await rollUp(entries);
  // What several entries export is written once, so that the class of one entry is the class of the other.
  const names = { entryFileNames: "[name].d.ts", chunkFileNames: "types/shared.d.ts" };
  for (const dir of outputs) await bundle.write({ dir, format: "es", minifyInternalExports: false, ...names });
  await bundle.close();
}

/** One self-contained text of everything that `entry` exports: what the golden test compares. */
export async function flattenTypes(entry) {
  const bundle = await rollUp([entry]);
  const { output } = await bundle.generate({ format: "es" });
  await bundle.close();
  return output[0].code;
}

/** What `entry` declares beyond `others`: the text of its file where what they share stands in theirs. */
export async function ownTypes(entry, others) {
  const bundle = await rollUp([...others, entry]);
  const { output } = await bundle.generate({ format: "es", minifyInternalExports: false, chunkFileNames: "shared.d.ts", entryFileNames: "[name].d.ts" });
  await bundle.close();
  return output.find(({ name, isEntry }) => isEntry && name === entry).code;
}

/** Runs the TypeScript compiler of this repository. */
export function tsc(args, options) {
  run(process.execPath, [fromRoot("node_modules", "typescript", "bin", "tsc"), ...args], options);
}

async function rollUp(entries) {
  const { rollup } = await import("rollup");
  const { dts } = await import("rollup-plugin-dts");
  return rollup({
    input: Object.fromEntries(entries.map((entry) => [entry, join(declarationDir, `${entry}.d.ts`)])),
    plugins: [dts()],
    external: (id) => id.startsWith("node:"),
  });
}
