// The layers in the order in which they run: quick and local first, slow and far-reaching last.

import { existsSync } from "node:fs";
import { listFiles } from "../lib/files.mjs";
import { fromRoot } from "../lib/paths.mjs";
import { tryCapture } from "../lib/run.mjs";
import { lockedInCi } from "../build/core.mjs";
import { forBuild } from "../setup.mjs";
import { cargoTestCounts, nextestCounts, nodeTestCounts } from "./counts.mjs";
import { cargo, node } from "./step.mjs";
import { wasmSteps } from "./wasm.mjs";

const wasmTarget = ["--target", "wasm32-unknown-unknown"];
const denyWarnings = ["--", "-D", "warnings"];

// Layers that use the package build it first, so that each can be run alone; when nothing changed, that takes no time.
const buildStep = node("npm run build", [fromRoot("scripts", "build.mjs")]);
const afterBuild = (steps) => (steps.length > 0 ? [buildStep, ...steps] : []);

/** @type {{ name: string, what: string, needs: string[], steps: (context: object) => object[] }[]} */
export const layers = [
  {
    name: "scripts",
    what: "the tests of the scripts and benchmarks themselves",
    needs: ["node"],
    steps: () => [...nodeTests("scripts"), ...nodeTests("benches")],
  },
  {
    name: "format",
    what: "cargo fmt",
    needs: ["rust"],
    steps: () => [cargo("cargo fmt --check", ["fmt", "--check"])],
  },
  {
    name: "lint",
    what: "clippy without warnings, native and wasm",
    needs: ["rust"],
    steps: () => [
      cargo("clippy, native", ["clippy", "--all-targets", ...lockedInCi(), ...denyWarnings]),
      cargo("clippy, wasm", ["clippy", "--lib", ...wasmTestTarget(), ...wasmTarget, ...lockedInCi(), ...denyWarnings]),
    ],
  },
  {
    name: "rust",
    what: "unit, property and integration tests, native",
    needs: ["rust"],
    steps: ({ long }) => [rustTests(long), cargo("examples in the documentation", ["test", "--doc", ...lockedInCi()], { count: cargoTestCounts })],
  },
  {
    name: "build",
    what: "the npm package",
    needs: forBuild,
    steps: () => [buildStep],
  },
  {
    name: "types",
    what: "TypeScript of examples and page (the build checks the package itself)",
    needs: forBuild,
    steps: () => [buildStep, ...["examples", "www"].filter(hasTypeScript).map(typeCheck)],
  },
  ...wasmSteps.map(({ name, what, needs, steps }) => ({ name, what, needs: ["rust", "wasm-bindgen", ...needs], steps: (context) => (wasmTestTarget().length > 0 ? steps(context) : []) })),
  {
    name: "tidy",
    what: "rules of the code base",
    needs: ["node"],
    steps: () => nodeTests("tests/tidy"),
  },
  {
    name: "nitro",
    what: "the protocol's functions against two other implementations, on random input",
    needs: forBuild,
    steps: ({ long }) => afterBuild(nodeTests("tests/nitro", long)),
  },
  {
    name: "package",
    what: "the packed package in consumer projects",
    needs: [...forBuild, "browser"],
    steps: ({ long }) => afterBuild(nodeTests("tests/package", long)),
  },
  {
    name: "page",
    what: "the page in a browser",
    needs: [...forBuild, "browser"],
    steps: ({ long }) => afterBuild(nodeTests("tests/www", long)),
  },
];

/** The layers that a list such as "rust,wasm" names; all of them without a list. A group's name stands for its members. */
export function choose(list) {
  if (list === undefined) return layers;
  const names = list.split(",").map((name) => name.trim()).filter(Boolean);
  const matches = (layer, name) => layer.name === name || layer.name.startsWith(`${name}-`);
  const unknown = names.find((name) => !layers.some((layer) => matches(layer, name)));
  if (names.length === 0 || unknown !== undefined) throw new Error(`There is no layer "${unknown ?? ""}"; the layers are ${layers.map(({ name }) => name).join(", ")}.`);
  return layers.filter((layer) => names.some((name) => matches(layer, name)));
}

function rustTests(long) {
  if (tryCapture("cargo", ["nextest", "--version"]) === undefined) {
    return cargo("cargo test", ["test", "--lib", "--bins", "--tests", ...lockedInCi(), ...(long ? ["--", "--include-ignored"] : [])], { count: cargoTestCounts, env: longEnv(long) });
  }
  const args = ["nextest", "run", "--no-fail-fast", "--no-tests", "pass", "--status-level", "slow", ...lockedInCi(), ...(long ? ["--run-ignored", "all"] : [])];
  return cargo("cargo nextest run", args, { count: nextestCounts, env: longEnv(long) });
}

// Node 20 takes no patterns, so the files are listed here. Two at a time, for a machine with two cores.
function nodeTests(path, long) {
  const files = listFiles(fromRoot(path), (file) => file.endsWith(".test.mjs"));
  if (files.length === 0) return [];
  return [node(`node --test ${path}`, ["--test", "--test-concurrency=2", "--test-reporter=spec", ...files], { count: nodeTestCounts, env: longEnv(long) })];
}

/** Tests that can do more when there is time read this variable. */
const longEnv = (long) => (long ? { STATELOG_LONG: "1" } : {});

const typeCheck = (path) => node(`tsc ${path}`, [fromRoot("node_modules", "typescript", "bin", "tsc"), "--noEmit", "-p", path]);

const hasTypeScript = (path) => existsSync(fromRoot(path, "tsconfig.json"));

/** All tests in wasm are one program, so that they are compiled and linked once. */
function wasmTestTarget() {
  return existsSync(fromRoot("tests", "wasm.rs")) || existsSync(fromRoot("tests", "wasm", "main.rs")) ? ["--test", "wasm"] : [];
}
