// Builds the npm package `statelog` into pkg/: Rust → WebAssembly → JavaScript and types → package.
// Steps whose inputs did not change are skipped.

import { linkPackage } from "./build/link.mjs";
import { buildCore } from "./build/core.mjs";
import { buildPackage } from "./build/package.mjs";
import { printSizes } from "./build/sizes.mjs";
import { isMain } from "./lib/paths.mjs";
import { duration, heading, note, stop } from "./lib/say.mjs";
import { forBuild, setUp } from "./setup.mjs";

/** Builds what is out of date. `tools` is what `setUp` found. */
export async function build(tools) {
  const started = Date.now();
  heading("Build");
  const core = await buildCore(tools["wasm-bindgen"]);
  const fresh = await buildPackage(core);
  linkPackage();
  note(fresh ? `pkg/ written after ${duration(Date.now() - started)}` : "pkg/ is up to date");
}

/** Sets up, then builds: what every command does that needs the package. */
export async function prepare(parts = forBuild) {
  const tools = await setUp(parts);
  await build(tools);
  return tools;
}

if (isMain(import.meta.url)) {
  await prepare().then(printSizes).catch(stop);
}
