// Shows what the library does, in a terminal: everything is set up and built first.

import { launch } from "./lib/launch.mjs";

await launch("Demo", "examples/demo.mjs");
