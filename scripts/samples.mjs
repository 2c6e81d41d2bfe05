// Writes the sample logs that the page, the documents and the tests use.

import { launch } from "./lib/launch.mjs";

await launch("Sample logs", "scripts/samples/generate.mjs");
