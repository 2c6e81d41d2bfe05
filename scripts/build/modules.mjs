// TypeScript and generated JavaScript → ES modules and CommonJS, file by file.

import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { listFiles } from "../lib/files.mjs";

// Only a Cloudflare worker imports a wasm file as a module, and it always uses ES modules; so do browsers. Nobody
// requires the command.
const esmOnly = (path) => /(?:^|[/\\])(?:(?:wasm-)?workerd\.ts|browser(?:\.ts|[/\\].*)|cli[/\\].*|opfs-worker-source\.js)$/.test(path);

/** Compiles every module below `sourceDir` into `packageDir`/esm and `packageDir`/cjs. */
export async function compileModules(sourceDir, packageDir) {
  // Imported here and not above, since set-up installs it.
  const { build } = await import("esbuild");
  const sources = listFiles(sourceDir, (path) => /\.(ts|js)$/.test(path) && !path.endsWith(".d.ts"));
  // Node 20 and the browsers of its time; what we ship uses no syntax newer than that.
  const shared = { bundle: false, target: "es2022", outbase: sourceDir, logLevel: "warning" };
  await build({ ...shared, entryPoints: sources, format: "esm", outdir: join(packageDir, "esm") });

  const forCommonJs = { ...shared, format: "cjs", platform: "node", outdir: join(packageDir, "cjs") };
  const [addressed, plain] = partition(sources.filter((path) => !esmOnly(relative(sourceDir, path))), (path) => readFileSync(path, "utf8").includes("import.meta.url"));
  await build({ ...forCommonJs, entryPoints: plain });
  // CommonJS has no import.meta; its one member that modules use is the address of the module itself.
  await build({
    ...forCommonJs,
    entryPoints: addressed,
    define: { "import.meta.url": "__moduleUrl" },
    banner: { js: 'const __moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
  });
}

/** Splits a list into the members that satisfy a condition and the others. */
function partition(list, condition) {
  return [list.filter(condition), list.filter((member) => !condition(member))];
}
