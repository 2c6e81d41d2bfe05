// Where the benchmarks keep things.

import { join } from "node:path";
import { fromRoot, targetDir } from "../../../scripts/lib/paths.mjs";

/** Generated logs and results; Git ignores it. */
const benchDir = fromRoot("target", "bench");

/** The logs alone. */
export const logsDir = join(benchDir, "logs");

/** Files that are written durably: below the clone, since a directory for temporary files may be kept in memory. */
export const durableDir = join(benchDir, "durable");

/** What the last run measured. */
export const resultsPath = join(benchDir, "results.json");

/** The document, and the results that its tables were made from. */
export const documentPath = fromRoot("docs", "performance.md");
export const documentResultsPath = fromRoot("benches", "results.json");

/** The same of `npm run reliability`. */
export const reliabilityDocumentPath = fromRoot("docs", "reliability.md");
export const reliabilityResultsPath = fromRoot("benches", "reliability.json");

/** The package of the peers. */
export const peersDir = fromRoot("benches", "node");

/** The compiled generator of logs. */
export const generatorPath = () => join(targetDir, "release", "examples", process.platform === "win32" ? "workload.exe" : "workload");
