// Listing and hashing files.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "./paths.mjs";

/** All files at or below a path, sorted, so that everything derived from the list is reproducible. */
export function listFiles(path, keep = () => true) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return keep(path) ? [path] : [];
  return readdirSync(path)
    .filter((name) => name !== "node_modules")
    .sort()
    .flatMap((name) => listFiles(join(path, name), keep));
}

/** SHA-256 over names and contents of the files, and over further texts (versions, options). */
export function hashInputs(files, texts = []) {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`text ${text.length}\n${text}`);
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`file ${relative(root, file)} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}
