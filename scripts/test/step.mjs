// A step of a layer: one program whose exit code decides and whose output is counted.

import { collect } from "../lib/run.mjs";
import { noCounts } from "./counts.mjs";

/** Describes a program to run. `count` reads the numbers of tests from its output. */
export function program(name, command, args, { env, count = noCounts, cwd } = {}) {
  return {
    name,
    async run({ echo }) {
      const { code, output } = await collect(command, args, { echo, env, cwd });
      return { ok: code === 0, output, counts: count(output) };
    },
  };
}

/** `cargo` with the given arguments. */
export const cargo = (name, args, options) => program(name, "cargo", args, options);

/** A Node program of this repository. */
export const node = (name, args, options) => program(name, process.execPath, args, options);
