// The wasm-bindgen command line tool. Its output format changes with every release and must match the library, so
// exactly the version in Cargo.lock will do. It brings the runner for tests in wasm with it.

import { lockedVersion } from "../lib/versions.mjs";
import { cargoTool } from "./cargo-tool.mjs";

/** Returns the paths `{ "wasm-bindgen", "wasm-bindgen-test-runner" }`, installing both if necessary. */
export function setUpWasmBindgen() {
  return cargoTool({
    crate: "wasm-bindgen-cli",
    version: lockedVersion("wasm-bindgen"),
    programs: ["wasm-bindgen", "wasm-bindgen-test-runner"],
    hint: "about one minute on four cores, three on two",
  });
}
