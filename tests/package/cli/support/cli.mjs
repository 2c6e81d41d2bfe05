// The command as a user has it: installed from the tarball, run by its name, in a directory of its own.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { fromRoot } from "../../../../scripts/lib/paths.mjs";
import { consumer } from "../../support/consumer.mjs";

const samplesDir = fromRoot("www", "public", "samples");

/** The names of the sample logs, without their ending. */
export const sampleNames = readdirSync(samplesDir).filter((name) => name.endsWith(".statelog")).map((name) => name.replace(".statelog", ""));

/** The bytes of a sample log. */
export const sampleBytes = (name) => readFileSync(join(samplesDir, `${name}.statelog`));

// What the terminal of whoever runs the tests can do must not matter.
const plainEnvironment = () => {
  const { FORCE_COLOR, NO_COLOR, NODE_OPTIONS, ...rest } = process.env;
  return rest;
};

/**
 * Installs the package with the sample logs beside it; `after` removes all that. Returns the directory, `write` to add
 * files, `load` for a module of the command, `start` to run the command as a process (after what a
 * shell is told first), `run`, which waits for its end, and `call`, which needs no process and also says what
 * a terminal would show of both streams.
 */
export function installed(after) {
  const files = Object.fromEntries(sampleNames.map((name) => [`${name}.statelog`, sampleBytes(name)]));
  const { dir } = consumer({ after }, { files });
  const program = join(dir, "node_modules", ".bin", "statelog");
  const path = (name) => join(dir, name);

  function write(name, content) {
    writeFileSync(path(name), content);
    return name;
  }

  function start(args, { env = {}, after: setUp } = {}) {
    const [file, all] = setUp === undefined ? [program, args] : ["sh", ["-c", `${setUp}; exec "$0" "$@"`, program, ...args]];
    const child = spawn(file, all, { cwd: dir, env: { ...plainEnvironment(), ...env }, stdio: "pipe" });
    const result = { status: null, signal: null, stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"]) child[stream].setEncoding("utf8").on("data", (text) => (result[stream] += text));
    // Whoever ends before its input does, closes it.
    child.stdin.on("error", () => undefined);
    const ended = new Promise((resolve, reject) => child.on("error", reject).on("close", (status, signal) => resolve(Object.assign(result, { status, signal }))));
    /** Resolves when so many lines are on standard output; fails if the command ends before. */
    const lines = async (count) => {
      while (result.stdout.split("\n").length <= count) await Promise.race([new Promise((resolve) => child.stdout.once("data", resolve)), ended.then(() => assert.fail(`ended after: ${result.stdout}\n${result.stderr}`))]);
      return result.stdout.trimEnd().split("\n");
    };
    return { child, ended, lines, result };
  }

  const load = (name) => import(pathToFileURL(join(dir, "node_modules", "statelog", "esm", "cli", name)).href);
  // So that files are named there as they are in a process of its own.
  process.chdir(dir);

  /** Runs the installed command in this process, which saves the time to start one. */
  async function call(args) {
    const [command, { Output }] = await Promise.all([load("run.js"), load("output.js")]);
    const result = { stdout: "", stderr: "", terminal: "" };
    const write = (name, text) => {
      result[name] += text;
      result.terminal += text;
    };
    const output = (name) => new Output(new Writable({ decodeStrings: false, write: (text, _, done) => done(void write(name, text)) }), {});
    return { status: await command.run(args, { out: output("stdout"), error: output("stderr") }), ...result };
  }

  async function run(args, { input = "", env } = {}) {
    const { child, ended } = start(args, { env });
    child.stdin.end(input);
    return ended;
  }

  return { dir, path, write, load, start, run, call };
}

/** Runs that must end with a status; returns what they printed. */
export function succeeded({ status, stdout, stderr }, expected = 0) {
  assert.equal(status, expected, `${stdout}\n${stderr}`);
  return stdout;
}

/** The values of lines of JSON. */
export const jsonLines = (text) => text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));

/** The lines of a text that are wider than a terminal. */
export const tooWide = (text) => text.split("\n").filter((line) => [...line].length > 80);
