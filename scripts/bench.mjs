// Runs the benchmarks of the package in Node.

import { launch } from "./lib/launch.mjs";

await launch("Benchmarks", "benches/node/main.mjs");
