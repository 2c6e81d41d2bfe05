// Builds the page, serves it on this machine and prints its address.
//
//   npm start                    on port 4173, or the next one that is free
//   npm start -- --port 8080

import { parseArgs } from "node:util";
import { prepare } from "./build.mjs";
import { fromRoot } from "./lib/paths.mjs";
import { heading, note, stop } from "./lib/say.mjs";

async function main() {
  const { values: options } = parseArgs({ options: { port: { type: "string", default: "4173" } } });
  await prepare();
  heading("Page");
  // Imported here and not above, since set-up installs it.
  const vite = await import("vite");
  const root = fromRoot("www");
  await vite.build({ root, logLevel: "warn" });
  const server = await vite.preview({ root, preview: { host: "127.0.0.1", port: Number(options.port) } });
  note(`${server.resolvedUrls.local[0]}  (Ctrl-C ends it)`);
}

await main().catch(stop);
