// Makes `import "statelog"` work inside this repository (examples, benchmarks, page) exactly as for a user: through
// node_modules. A link and no dependency, because `npm ci` must work before there is a package.

import { existsSync, lstatSync, mkdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { dirname } from "node:path";
import { fromRoot, packageDir } from "../lib/paths.mjs";

export function linkPackage() {
  const link = fromRoot("node_modules", "statelog");
  // A copied node_modules brings a link to the package of the clone that it comes from.
  if (existsSync(link) && realpathSync(link) === realpathSync(packageDir)) return;
  // A link that points nowhere does not "exist", but would be in the way.
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(packageDir, link, "junction");
}
