#!/usr/bin/env node
// The command `statelog` as a process.

import { Output } from "./output.js";
import { run } from "./run.js";

const streams = { out: new Output(process.stdout, process.env), error: new Output(process.stderr, process.env) };

// Not process.exit(), which would cut off what is still being written.
process.exitCode = await run(process.argv.slice(2), streams);
