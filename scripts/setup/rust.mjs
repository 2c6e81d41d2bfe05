// The Rust toolchain. rust-toolchain.toml names it; rustup, where it is used, installs what is missing.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { run, tryCapture } from "../lib/run.mjs";
import { note } from "../lib/say.mjs";

const wasmTarget = "wasm32-unknown-unknown";

/** Makes sure of cargo, the wasm target, clippy and rustfmt. */
export function setUpRust() {
  if (tryCapture("cargo", ["--version"]) === undefined) {
    throw new Error("Rust is missing. Install rustup (see the page \"Install Rust\" of the Rust project), open a new terminal, and run this again.");
  }
  if (!hasTarget()) {
    note(`rustup target add ${wasmTarget} (some seconds)`);
    rustup(["target", "add", wasmTarget], `the target ${wasmTarget}`);
  }
  for (const [component, command] of [["clippy", "clippy"], ["rustfmt", "fmt"]]) {
    if (tryCapture("cargo", [command, "--version"]) === undefined) {
      note(`rustup component add ${component} (some seconds)`);
      rustup(["component", "add", component], component);
    }
  }
}

function hasTarget() {
  const sysroot = tryCapture("rustc", ["--print", "sysroot"]);
  return sysroot !== undefined && existsSync(join(sysroot, "lib", "rustlib", wasmTarget, "lib"));
}

function rustup(args, what) {
  if (tryCapture("rustup", ["--version"]) === undefined) {
    throw new Error(`This Rust was installed without rustup and lacks ${what}. Install it from where Rust came from, or use rustup.`);
  }
  run("rustup", args);
}
