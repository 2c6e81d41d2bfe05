// Reads the summary that `cargo llvm-cov --json` writes and prints it for the core: src/ without src/wasm/, which
// native tests cannot reach and the tests in wasm cover.

import { relative, sep } from "node:path";
import { fromRoot } from "../lib/paths.mjs";

/** `{ name, covered, count }` of every file of the core, in lines, sorted by name. */
export function coreFiles(report) {
  return report.data
    .flatMap(({ files }) => files)
    .map(({ filename, summary }) => ({ name: relative(fromRoot("src"), filename).split(sep).join("/"), ...summary.lines }))
    .filter(({ name }) => !name.startsWith("../") && !name.startsWith("wasm/"))
    .map(({ name, covered, count }) => ({ name, covered, count }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The sum over files. Without a single line nothing is covered. */
export function total(files) {
  const covered = files.reduce((sum, file) => sum + file.covered, 0);
  const count = files.reduce((sum, file) => sum + file.count, 0);
  return { covered, count, percent: percentOf(covered, count) };
}

export function printTable(files) {
  const width = Math.max(5, ...files.map(({ name }) => name.length));
  const row = (name, { covered, count }) => console.log(`   ${name.padEnd(width)}  ${String(covered).padStart(6)} of ${String(count).padStart(6)} lines  ${percentOf(covered, count).toFixed(1).padStart(5)} %`);
  for (const file of files) row(file.name, file);
  row("total", total(files));
}

const percentOf = (covered, count) => (count === 0 ? 0 : (100 * covered) / count);
