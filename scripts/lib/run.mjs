// Starting other programs.

import { spawn, spawnSync } from "node:child_process";
import { root } from "./paths.mjs";

// npm is a batch file on Windows, which needs a shell to start; other programs must not have one, since a shell
// would take the spaces in their paths apart.
const shellFor = (program) => process.platform === "win32" && program === "npm";

/** Runs a program with its output on our terminal. Throws when it cannot start or fails. */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: "inherit", shell: shellFor(program), ...options });
  if (result.error) throw new Error(`${program} could not be started: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`${program} ${args.join(" ")} failed (${result.signal ?? `exit code ${result.status}`}).`);
}

/** Runs a program silently and returns its standard output, or undefined when it is missing or fails. */
export function tryCapture(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], shell: shellFor(program), ...options });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/**
 * Runs a program and collects both output streams in the order in which they arrive. Resolves with the exit code
 * and the text; never rejects for a failing program. With `echo` the output also appears while it arrives.
 */
export function collect(program, args, { echo = false, env = {}, cwd = root } = {}) {
  return new Promise((resolve) => {
    const chunks = [];
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], shell: shellFor(program) });
    const take = (stream) => (chunk) => {
      chunks.push(chunk);
      if (echo) stream.write(chunk);
    };
    child.stdout.on("data", take(process.stdout));
    child.stderr.on("data", take(process.stderr));
    const text = () => Buffer.concat(chunks).toString("utf8");
    child.on("error", (error) => resolve({ code: 127, output: `${text()}\n${program} could not be started: ${error.message}\n` }));
    child.on("close", (code, signal) => resolve({ code: code ?? 1, output: signal ? `${text()}\nended by ${signal}\n` : text() }));
  });
}
