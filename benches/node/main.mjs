// The benchmarks: sets up what they need, runs each figure in a process of its own, prints a table for each, and writes
// the results as JSON.

import { fork } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { duration, heading, note, stop } from "../../scripts/lib/say.mjs";
import { figures } from "./figures.mjs";
import { readArguments } from "./lib/arguments.mjs";
import { withTables } from "./lib/document.mjs";
import { load, machine } from "./lib/machine.mjs";
import { documentPath, documentResultsPath, logsDir, resultsPath } from "./lib/places.mjs";
import { setUp } from "./lib/setup.mjs";
import { plainTable } from "./lib/table.mjs";

try {
  const asked = readArguments(process.argv.slice(2), figures.map(({ id }) => id));
  const results = asked.from === undefined ? await measure(asked) : printed(JSON.parse(readFileSync(asked.from, "utf8")));
  if (asked.write) writeDocument(results);
} catch (error) {
  stop(error);
}

async function measure({ only, quick }) {
  const started = Date.now();
  await setUp({ natively: figures.some(({ id, natively }) => natively && only.includes(id)) });
  const about = { ...machine(), loadBefore: load() };
  const measured = [];
  for (const { id, module } of figures.filter((figure) => only.includes(figure.id))) {
    const result = await runFigure({ module, quick });
    if (result.id !== id) throw new Error(`${module} says that it is ${result.id}, not ${id}.`);
    print(result);
    measured.push(result);
  }
  const results = { machine: { ...about, loadAfter: load() }, quick, figures: measured };
  save(resultsPath, results);
  // Two gigabytes that can be made again in seconds.
  rmSync(logsDir, { recursive: true, force: true });
  note(`\n   ${duration(Date.now() - started)}; as JSON: target/bench/results.json`);
  return results;
}

/** The result of a figure, measured in another process. */
function runFigure(what) {
  const program = fileURLToPath(new URL("./run-figure.mjs", import.meta.url));
  // A million events as JavaScript objects are more than the heap may take by default.
  const execArgv = ["--expose-gc", "--max-old-space-size=12000"];
  return new Promise((resolve, reject) => {
    const child = fork(program, [JSON.stringify(what)], { execArgv });
    let result;
    child.on("message", (message) => (result = message));
    child.on("error", reject);
    child.on("close", (code, signal) => (result === undefined ? reject(new Error(`${what.module} failed (${signal ?? `exit code ${code}`}).`)) : resolve(result)));
  });
}

function print(result) {
  heading(`${result.id}  ${result.title}`);
  console.log(plainTable(result));
}

function printed(results) {
  results.figures.forEach(print);
  return results;
}

function save(path, results) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
}

function writeDocument(results) {
  if (results.quick || results.figures.length !== figures.length) throw new Error("Only the results of a whole run get into the document.");
  writeFileSync(documentPath, withTables(readFileSync(documentPath, "utf8"), results));
  save(documentResultsPath, results);
  note("docs/performance.md and benches/results.json are written");
}
