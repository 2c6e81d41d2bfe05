// cargo-llvm-cov and the LLVM tools of the toolchain, which read what instrumented tests write.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { run, tryCapture } from "../lib/run.mjs";
import { note } from "../lib/say.mjs";
import { cargoTool } from "./cargo-tool.mjs";

const version = "0.9.1";

/** Returns the path of cargo-llvm-cov, installing it if necessary. */
export function setUpCoverage() {
  if (!hasLlvmTools()) {
    note("rustup component add llvm-tools (some seconds)");
    run("rustup", ["component", "add", "llvm-tools"]);
  }
  const tools = cargoTool({
    crate: "cargo-llvm-cov",
    version,
    programs: ["cargo-llvm-cov"],
    versionArgs: ["llvm-cov", "--version"],
    hint: "about half a minute",
  });
  return tools["cargo-llvm-cov"];
}

function hasLlvmTools() {
  const sysroot = tryCapture("rustc", ["--print", "sysroot"]);
  const host = /^host: (.+)$/m.exec(tryCapture("rustc", ["-vV"]) ?? "")?.[1];
  const suffix = process.platform === "win32" ? ".exe" : "";
  return sysroot !== undefined && host !== undefined && existsSync(join(sysroot, "lib", "rustlib", host, "bin", `llvm-profdata${suffix}`));
}
