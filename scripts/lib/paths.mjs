// Where things are. Every script takes its paths from here, so that none depends on the directory it was started in.

import { dirname, join } from "node:path";
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** An absolute path below the root of the repository. */
export const fromRoot = (...parts) => join(root, ...parts);

/** Cargo's output. Git ignores it, so everything that can be made again lives below it. */
export const targetDir = process.env.CARGO_TARGET_DIR ?? fromRoot("target");

/**
 * Command line tools that set-up compiled. `STATELOG_TOOLS` moves them out of the clone, so that several clones on
 * one machine can share them.
 */
export const toolsDir = process.env.STATELOG_TOOLS ?? fromRoot("target", "tools");

/** Intermediate results of the package build. */
export const workDir = fromRoot("target", "npm");

/** The finished npm package. */
export const packageDir = fromRoot("pkg");

/** Whether the module with this `import.meta.url` is the program that Node was started with. */
export function isMain(moduleUrl) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(moduleUrl);
}
