// Line coverage of the core by the native tests. Fails below the limit.
//
//   npm run coverage            the table
//   npm run coverage -- --html  also coverage/html/index.html

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fromRoot, isMain } from "./lib/paths.mjs";
import { run, tryCapture } from "./lib/run.mjs";
import { duration, heading, note, stop } from "./lib/say.mjs";
import { setUpCoverage } from "./setup/coverage.mjs";
import { setUp } from "./setup.mjs";
import { coreFiles, printTable, total } from "./coverage/table.mjs";

const leastPercent = 90;

async function main() {
  const { values: options } = parseArgs({ options: { html: { type: "boolean", default: false } } });
  await setUp(["rust"]);
  const llvmCov = setUpCoverage();
  const started = Date.now();

  heading("Tests with coverage");
  note("compiling and running the native tests with instrumentation (a few minutes when everything is new)");
  const runner = tryCapture("cargo", ["nextest", "--version"]) === undefined ? ["--tests"] : ["nextest", "--no-tests", "pass"];
  // Called as cargo would call it, since the program need not be on PATH.
  // Counts of an earlier run would otherwise be added to those of this one.
  run(llvmCov, ["llvm-cov", "clean", "--profraw-only"]);
  run(llvmCov, ["llvm-cov", ...runner, "--no-report"]);

  heading("Coverage of the core");
  if (options.html) run(llvmCov, ["llvm-cov", "report", "--html", "--output-dir", fromRoot("coverage")]);
  const summary = fromRoot("target", "coverage.json");
  run(llvmCov, ["llvm-cov", "report", "--json", "--summary-only", "--output-path", summary]);
  const files = coreFiles(JSON.parse(readFileSync(summary, "utf8")));
  printTable(files);
  note(`measured in ${duration(Date.now() - started)}`);

  const { percent } = total(files);
  if (percent < leastPercent) throw new Error(`The tests cover ${percent.toFixed(1)} % of the lines of the core; ${leastPercent} % are required.`);
}

if (isMain(import.meta.url)) await main().catch(stop);
