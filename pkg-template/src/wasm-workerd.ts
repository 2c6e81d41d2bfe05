// Starts the core in Cloudflare Workers. They forbid compiling bytes at run time; instead the import of a wasm file
// yields the compiled module. The path is relative to the built module, esm/wasm-workerd.js.

import wasm from "../statelog_bg.wasm";
import { start } from "./core.js";

start(wasm);

/** Already resolved: here so that code can be written alike for all entries. */
export function init(): Promise<void> {
  return Promise.resolve();
}
