// pkg-template/package.json is the single list of what the package exports: the modules to type are read from it,
// and a listed file that nothing builds is an error.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crateVersion } from "../lib/versions.mjs";

/** Returns `{ content, entries }`; an entry is a module name such as "index" or "slim", relative to src/. */
export function readManifest(templateDir) {
  const content = JSON.parse(readFileSync(join(templateDir, "package.json"), "utf8"));
  const entries = [...new Set(leaves(content.exports).map((path) => /^\.\/esm\/(.+)\.d\.ts$/.exec(path)?.[1]).filter(Boolean))];
  const missing = entries.find((entry) => !existsSync(join(templateDir, "src", `${entry}.ts`)));
  if (missing !== undefined) throw new Error(`pkg-template/package.json exports ${missing}, but pkg-template/src/${missing}.ts does not exist.`);
  return { content, entries };
}

/** Writes the manifest with the version of the crate; every file that it names must be there by then. */
export function writeManifest(content, packageDir) {
  const { name, ...rest } = content;
  writeFileSync(join(packageDir, "package.json"), `${JSON.stringify({ name, version: crateVersion(), ...rest }, null, 2)}\n`);
  const named = [...leaves(content.exports), ...leaves(content.bin), content.main, content.types].filter(Boolean);
  const missing = named.find((path) => !existsSync(join(packageDir, path)));
  if (missing !== undefined) throw new Error(`pkg-template/package.json names ${missing}, which the build did not write.`);
}

/** All strings in a tree of export conditions. */
function leaves(node) {
  if (node === undefined || node === null) return [];
  return typeof node === "string" ? [node] : Object.values(node).flatMap(leaves);
}
