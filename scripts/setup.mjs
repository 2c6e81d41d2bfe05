// Brings everything that building and testing need onto this machine. Safe to repeat: a second run only checks.
//
//   node scripts/setup.mjs            everything
//   node scripts/setup.mjs rust node  only these parts

import { isMain } from "./lib/paths.mjs";
import { duration, heading, note, stop } from "./lib/say.mjs";
import { setUpBrowser } from "./setup/browser.mjs";
import { setUpNode } from "./setup/node.mjs";
import { setUpRust } from "./setup/rust.mjs";
import { setUpWasmBindgen } from "./setup/wasm-bindgen.mjs";

// In this order, since the wasm-bindgen tool is compiled with Rust.
const parts = { node: setUpNode, rust: setUpRust, "wasm-bindgen": setUpWasmBindgen, browser: setUpBrowser };

/** What a build of the package needs. */
export const forBuild = ["node", "rust", "wasm-bindgen"];

/** What the whole test run needs. */
export const forTests = Object.keys(parts);

/** Sets up the named parts and returns what they found, by name: `{ browser: { chrome, chromedriver }, … }`. */
export async function setUp(names) {
  const started = Date.now();
  const found = {};
  heading("Set-up");
  for (const [name, part] of Object.entries(parts)) {
    if (names.includes(name)) found[name] = await part();
  }
  note(`ready after ${duration(Date.now() - started)}`);
  return found;
}

if (isMain(import.meta.url)) {
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !(name in parts));
  if (unknown !== undefined) stop(`There is no part "${unknown}"; the parts are ${Object.keys(parts).join(", ")}.`);
  await setUp(asked.length > 0 ? asked : forTests).catch(stop);
}
