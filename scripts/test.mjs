// Runs the tests, layer after layer, and stops at the first layer that fails.
//
//   npm test                              everything that a change must pass
//   npm test -- --only rust,package       some layers; "wasm" stands for "wasm-node", "wasm-browser", …
//   npm test -- --list                    the names of the layers
//   npm test -- --verbose                 show the output of passing layers too
//   npm run test:long                     everything, with long-running and ignored tests included

import { parseArgs } from "node:util";
import { isMain } from "./lib/paths.mjs";
import { bold, dim, duration, green, heading, note, red, stop } from "./lib/say.mjs";
import { setUp } from "./setup.mjs";
import { add, closingLine, nothing } from "./test/counts.mjs";
import { choose, layers } from "./test/layers.mjs";
import { saveLog } from "./test/log.mjs";

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    list: { type: "boolean", default: false },
    long: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});

/** Runs one layer and returns `{ name, verdict, counts, ms }`; its output is shown when it fails. */
async function runLayer(layer, context) {
  heading(`${layer.name}: ${layer.what}`);
  const started = Date.now();
  const steps = layer.steps(context);
  if (steps.length === 0) {
    note("nothing to run yet");
    return { name: layer.name, verdict: "none", counts: nothing, ms: 0 };
  }
  let counts = nothing;
  for (const step of steps) {
    const { ok, output, counts: found } = await step.run({ echo: options.verbose });
    counts = add(counts, found);
    saveLog(layer.name, step.name, output);
    if (!ok) {
      if (!options.verbose) console.log(output);
      note(red(`${step.name} failed`));
      // A layer that fails without a failed test (a compiler error, say) still counts as one failure.
      return { name: layer.name, verdict: "failed", counts: { ...counts, failed: Math.max(1, counts.failed) }, ms: Date.now() - started };
    }
    note(`${step.name}${found.passed > 0 ? `: ${found.passed} passed` : ""}`);
  }
  const ms = Date.now() - started;
  note(green(`ok after ${duration(ms)}`));
  return { name: layer.name, verdict: "ok", counts, ms };
}

function summarise(results, skipped) {
  heading("Summary");
  const colour = { ok: green, failed: red, none: dim };
  for (const { name, verdict, counts, ms } of results) {
    const time = verdict === "none" ? "" : duration(ms);
    const tests = counts.passed + counts.failed > 0 ? closingLine(counts) : "";
    console.log(`   ${name.padEnd(14)} ${colour[verdict](verdict.padEnd(6))} ${time.padStart(12)}   ${tests}`.trimEnd());
  }
  if (skipped.length > 0) console.log(dim(`   not run: ${skipped.map(({ name }) => name).join(", ")}`));
}

async function main() {
  if (options.list) {
    for (const { name, what } of layers) console.log(`${bold(name.padEnd(14))} ${what}`);
    return;
  }
  const chosen = choose(options.only);
  const tools = await setUp([...new Set(chosen.flatMap(({ needs }) => needs))]);
  const results = [];
  for (const layer of chosen) {
    const result = await runLayer(layer, { tools, long: options.long });
    results.push(result);
    if (result.verdict === "failed") break;
  }
  summarise(results, chosen.slice(results.length));
  if (results.some(({ verdict }) => verdict === "failed")) process.exitCode = 1;
  // The very last line has no colours and no indent, so that programs can read it.
  console.log(`\n${closingLine(results.map(({ counts }) => counts).reduce(add, nothing))}`);
}

if (isMain(import.meta.url)) await main().catch(stop);
