// Damages stored files of statelog and of other stores, and tells what each of them notices.

import { launch } from "./lib/launch.mjs";

await launch("Reliability", "benches/node/reliability/main.mjs");
