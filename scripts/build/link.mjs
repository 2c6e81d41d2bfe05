// Makes `import "statelog"` and `npx statelog` work inside this repository (examples, benchmarks, page) exactly as for a
// user: through node_modules. Links and no dependency, because `npm ci` must work before there is a package.

import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fromRoot, packageDir } from "../lib/paths.mjs";

export function linkPackage() {
  link(packageDir, fromRoot("node_modules", "statelog"), "junction");
  const { bin } = JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8"));
  for (const [name, path] of Object.entries(bin)) {
    const program = join(packageDir, path);
    chmodSync(program, 0o755);
    link(program, fromRoot("node_modules", ".bin", name), "file");
  }
}

function link(target, path, kind) {
  // A copied node_modules brings links to the package of the clone that it comes from.
  if (existsSync(path) && realpathSync(path) === realpathSync(target)) return;
  // A link that points nowhere does not "exist", but would be in the way.
  if (lstatSync(path, { throwIfNoEntry: false })) rmSync(path);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, kind);
}
