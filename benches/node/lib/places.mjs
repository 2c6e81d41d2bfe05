// Where the benchmarks keep things.

import { join } from "node:path";
import { fromRoot, targetDir } from "../../../scripts/lib/paths.mjs";

/** Generated logs and results; Git ignores it. */
const benchDir = fromRoot("target", "bench");

/** The logs alone. */
export const logsDir = join(benchDir, "logs");

/** What the last run measured. */
export const resultsPath = join(benchDir, "results.json");

/** The document, and the results that its tables were made from. */
export const documentPath = fromRoot("docs", "performance.md");
export const documentResultsPath = fromRoot("benches", "results.json");

/** The package of the peers. */
export const peersDir = fromRoot("benches", "node");

/** The compiled generator of logs. */
export const generatorPath = () => join(targetDir, "release", "examples", process.platform === "win32" ? "workload.exe" : "workload");
