// wasm-opt. Stronger levels may compress worse, so size after gzip decides, not the level's promise.
// STATELOG_WASM_OPT names the levels to try, for instance "O1 O2 O3 Oz"; the smallest after gzip is kept.

import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { fromRoot } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { kilobytes, note } from "../lib/say.mjs";

// What rustc's wasm32-unknown-unknown may emit and every engine we support can run. Naming the features keeps
// wasm-opt from introducing newer ones.
const features = ["bulk-memory", "bulk-memory-opt", "call-indirect-overlong", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];

/**
 * What wasm-opt does at a level. Dropping unused parameters opens room for a second, short round. Sorted by name, the
 * instances of one generic function lie within the window of gzip, which finds what they have in common.
 */
export const passes = (level) => [`-${level}`, "--dae-optimizing", "-O1", "--reorder-functions-by-name"];

/** The levels to try, in order. */
export const optimiserLevels = () => (process.env.STATELOG_WASM_OPT ?? "O3").split(/[\s,]+/).filter(Boolean);

/** Size in bytes after gzip at its strongest level, the figure that the size budget speaks of. */
export const gzipSize = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

/** Writes the smallest of the optimised forms of `input` to `output`. */
export function optimise(input, output) {
  const candidates = optimiserLevels().map((level) => {
    const path = `${output}.${level}`;
    const flags = features.map((feature) => `--enable-${feature}`);
    // The npm package ships wasm-opt as a Node program.
    run(process.execPath, [fromRoot("node_modules", "binaryen", "bin", "wasm-opt"), input, ...passes(level), ...flags, "--strip-debug", "--strip-producers", "-o", path]);
    const size = gzipSize(path);
    note(`wasm-opt -${level}: ${kilobytes(size)} gzip (before: ${kilobytes(gzipSize(input))})`);
    return { path, size };
  });
  if (candidates.length === 0) throw new Error("STATELOG_WASM_OPT names no level.");
  const best = candidates.reduce((least, next) => (next.size < least.size ? next : least));
  copyFileSync(best.path, output);
  for (const { path } of candidates) rmSync(path);
}
