// Finding or installing a command line tool that is a crate: on PATH, then in our cache, then as a ready-made
// binary through cargo-binstall, and only then from source.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { toolsDir } from "../lib/paths.mjs";
import { run, tryCapture } from "../lib/run.mjs";
import { note } from "../lib/say.mjs";

const suffix = process.platform === "win32" ? ".exe" : "";

/** Where set-up puts a program. */
export const cachedProgram = (program) => join(toolsDir, "bin", program + suffix);

/**
 * Returns a directory prefix (`""` for PATH) under which all `programs` of `crate` are found in exactly `version`.
 * `hint` tells a waiting reader how long the compilation takes.
 */
export function cargoTool({ crate, version, programs, versionArgs = ["--version"], hint }) {
  const isRight = (program) => tryCapture(program, versionArgs)?.split(/\s+/).includes(version) ?? false;
  const findAll = () => {
    if (programs.every(isRight)) return (program) => program;
    if (programs.every((program) => existsSync(cachedProgram(program)) && isRight(cachedProgram(program)))) return cachedProgram;
    return undefined;
  };

  let locate = findAll();
  if (locate === undefined && tryBinstall(crate, version)) locate = findAll();
  if (locate === undefined) {
    note(`cargo install ${crate} ${version}: once, ${hint}`);
    // A debug build compiles several times faster, and the tool is fast enough. No --locked: the registry need
    // only have some compatible versions of the tool's dependencies, not exactly those its author had.
    run("cargo", ["install", crate, "--version", version, "--root", toolsDir, "--debug", "--force", "--quiet"]);
    locate = findAll();
  }
  if (locate === undefined) throw new Error(`${crate} ${version} was installed into ${toolsDir}, but ${programs.join(", ")} of that version cannot be started.`);
  return Object.fromEntries(programs.map((program) => [program, locate(program)]));
}

function tryBinstall(crate, version) {
  if (tryCapture("cargo", ["binstall", "-V"]) === undefined) return false;
  note(`cargo binstall ${crate} ${version} (some seconds)`);
  const args = ["binstall", `${crate}@${version}`, "--root", toolsDir, "--no-confirm", "--disable-strategies", "compile"];
  return tryCapture("cargo", args, { timeout: 120_000 }) !== undefined;
}
