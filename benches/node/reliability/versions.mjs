// The versions of packages, read from where they are installed.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { peersDir } from "../lib/places.mjs";

export function versionOf(name) {
  const path = join(peersDir, "node_modules", name, "package.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).version : "not installed";
}
