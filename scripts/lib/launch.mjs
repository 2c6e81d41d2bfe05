// Starting a program that uses the built package: set up, build, hand over.

import { existsSync } from "node:fs";
import { prepare } from "../build.mjs";
import { fromRoot } from "./paths.mjs";
import { run } from "./run.mjs";
import { heading, stop } from "./say.mjs";

/** Prepares everything and runs the Node program at `path` with the arguments of this command. */
export async function launch(title, path) {
  try {
    if (!existsSync(fromRoot(path))) throw new Error(`${path} does not exist.`);
    await prepare();
    heading(title);
    run(process.execPath, [fromRoot(path), ...process.argv.slice(2)]);
  } catch (error) {
    stop(error);
  }
}
