// The size table. What a user downloads is the wasm plus the modules of the entry; both matter after gzip.

import { statSync } from "node:fs";
import { join } from "node:path";
import { listFiles } from "../lib/files.mjs";
import { packageDir } from "../lib/paths.mjs";
import { heading, kilobytes } from "../lib/say.mjs";
import { gzipSize } from "./optimise.mjs";

const isModule = (path) => path.endsWith(".js");
const isInlined = (path) => path.endsWith("wasm-base64.js");

/** Prints raw and compressed sizes of the parts of pkg/. */
export function printSizes() {
  const modules = listFiles(join(packageDir, "esm"), isModule);
  const rows = [
    ["statelog_bg.wasm", [join(packageDir, "statelog_bg.wasm")]],
    ["the same inlined as base64", modules.filter(isInlined)],
    ["JavaScript beside it", modules.filter((path) => !isInlined(path))],
    ["types", listFiles(join(packageDir, "esm"), (path) => path.endsWith(".d.ts"))],
    ["package in total", listFiles(packageDir)],
  ];
  heading("Size");
  console.log(`   ${"part".padEnd(28)}${"raw".padStart(12)}${"gzip".padStart(12)}`);
  for (const [name, files] of rows) {
    const sum = (size) => kilobytes(files.reduce((total, path) => total + size(path), 0)).padStart(12);
    console.log(`   ${name.padEnd(28)}${sum((path) => statSync(path).size)}${sum(gzipSize)}`);
  }
}
