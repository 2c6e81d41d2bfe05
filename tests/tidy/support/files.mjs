// The files of the repository.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fromRoot, root } from "../../../scripts/lib/paths.mjs";

/** Every file that is or would be committed, as paths from the root. */
export const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 })
  .split("\n")
  .filter((path) => path !== "" && existsSync(fromRoot(path)));

/** The text of a file. */
export const textOf = (path) => readFileSync(fromRoot(path), "utf8");

/** The files whose paths match, each with its text. */
export const texts = (pattern) => files.filter((path) => pattern.test(path)).map((path) => ({ path, text: textOf(path) }));
