// Stores of go-nitro with the events that must come of them, by name. Where there are no files, tests/package/browser
// puts them in here.

import { readFileSync } from "node:fs";
import { fromRoot } from "../../../../scripts/lib/paths.mjs";

const read = (name) => JSON.parse(readFileSync(fromRoot("tests", "golden", "go-nitro", `${name}.json`), "utf8"));

export const stores = { fork: read("fork"), upstream: read("upstream") };
