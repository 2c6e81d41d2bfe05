// Puts the generated core where the TypeScript sources import it from, so that editors, tsc and esbuild all find it
// by an ordinary relative path. Git ignores the directory.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Fills `generatedDir` from the core: the glue, its types, and the wasm as base64 text in a module. */
export function placeGenerated(coreDir, generatedDir) {
  rmSync(generatedDir, { recursive: true, force: true });
  mkdirSync(generatedDir, { recursive: true });
  cpSync(join(coreDir, "statelog.js"), join(generatedDir, "statelog.js"));
  // wasm-bindgen begins with orders to linters, which would end up in the middle of the public types.
  const types = readFileSync(join(coreDir, "statelog.d.ts"), "utf8").replace(/^\/\* (tslint|eslint):?[- ]?disable \*\/\n/gm, "");
  writeFileSync(join(generatedDir, "statelog.d.ts"), types);
  const base64 = readFileSync(join(coreDir, "statelog_bg.wasm")).toString("base64");
  writeFileSync(join(generatedDir, "wasm-base64.js"), `export const wasmBase64 = "${base64}";\n`);
  writeFileSync(join(generatedDir, "wasm-base64.d.ts"), "/** The bytes of statelog_bg.wasm. */\nexport declare const wasmBase64: string;\n");
}
