// The Rust core: cargo → wasm-bindgen → wasm-opt. The result is the directory `core` with statelog.js,
// statelog.d.ts and statelog_bg.wasm.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashInputs } from "../lib/files.mjs";
import { targetDir, workDir } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { note } from "../lib/say.mjs";
import { unlessCurrent } from "../lib/stamp.mjs";
import { optimise, optimiserLevels, passes } from "./optimise.mjs";

const target = "wasm32-unknown-unknown";
const bindgenDir = join(workDir, "bindgen");

/** Where the optimised core lies. */
export const coreDir = join(workDir, "core");

/** Builds the core where necessary and returns `{ dir, hash }`, the hash naming everything that went into it. */
export async function buildCore(tools) {
  note("cargo: compiling the core (a minute when everything is new, nothing when nothing changed)");
  // `cargo rustc --crate-type cdylib` rather than `cargo build`: with the crate types of Cargo.toml (cdylib and
  // rlib) cargo silently leaves out link-time optimisation. Cargo knows best whether anything changed.
  run("cargo", ["rustc", "--lib", "--crate-type", "cdylib", "--release", "--target", target, "--quiet", ...lockedInCi()]);
  const compiled = join(targetDir, target, "release", "statelog.wasm");

  const hash = hashInputs([compiled], [tools["wasm-bindgen"], ...optimiserLevels().flatMap(passes)]);
  await unlessCurrent({ stampFile: join(workDir, "core.stamp"), hash, outputs: [coreDir] }, () => {
    note("wasm-bindgen: generating the JavaScript glue and the types");
    rmSync(bindgenDir, { recursive: true, force: true });
    // The web target with no default path: the glue never guesses where the wasm file is, our entries tell it.
    const flags = ["--target", "web", "--omit-default-module-path", "--remove-producers-section", "--out-name", "statelog"];
    run(tools["wasm-bindgen"], [compiled, ...flags, "--out-dir", bindgenDir]);
    rmSync(coreDir, { recursive: true, force: true });
    mkdirSync(coreDir, { recursive: true });
    for (const name of ["statelog.js", "statelog.d.ts"]) writeFileSync(join(coreDir, name), readFileSync(join(bindgenDir, name)));
    optimise(join(bindgenDir, "statelog_bg.wasm"), join(coreDir, "statelog_bg.wasm"));
  });
  return { dir: coreDir, hash };
}

/** On a build server the lock file is final; while developing, cargo may add what Cargo.toml newly asks for. */
export const lockedInCi = () => (process.env.CI ? ["--locked"] : []);
