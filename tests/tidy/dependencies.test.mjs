// Invariants 5 and 6 of docs/architecture.md: who may name whom.

import assert from "node:assert/strict";
import { test } from "node:test";
import { texts, textOf } from "./support/files.mjs";
import { codeOf, modulePath, pathsOf, usesOf } from "./support/rust.mjs";

const architecture = textOf("docs/architecture.md");
const sources = texts(/^src\/.*\.rs$/);

/** The rows of the module table: name, path, kind. */
function moduleTable(page) {
  const section = page.slice(page.indexOf("## Modules"), page.indexOf("### Inside"));
  const rows = [...section.matchAll(/^\| `(src\/(\w+)(?:\.rs)?)` \| .* \| (\w+) \|$/gm)];
  return rows.map(([, path, name, kind]) => ({ path, name, kind }));
}

const modules = moduleTable(architecture);
const kindOf = (name) => modules.find((module) => module.name === name)?.kind;

// What the domain may name of the mechanism: forms, bounds, orders, hashes, and the numbers of keys.
const vocabulary = [/^canonical(::|$)/, /^limits(::|$)/, /^order(::|$)/, /^merkle::(Hash|leaf_hash|root_of)$/, /^log::KeyId$/];
// Macros that stand at the root of the crate wherever they are declared.
const macros = { record: "canonical", word: "canonical" };

// Names that stand at the root of the crate because lib.rs hands them on, with the modules that they come from.
const reexports = new Map(usesOf(textOf("src/lib.rs")).map((names) => [names.at(-1), names[0]]));

/** Why a module of one kind must not name a path; undefined where it may. */
function offence(from, path) {
  const [first, ...rest] = path;
  const to = macros[first] ?? first;
  const name = [to, ...rest].join("::");
  if (to === undefined || to === from || from === "lib") return undefined;
  if (kindOf(to) === undefined) return `names ${name}, which is no module of the table`;
  const kinds = `${kindOf(from)} → ${kindOf(to)}`;
  switch (kinds) {
    case "mechanism → mechanism":
    case "domain → domain":
    case "composition → mechanism":
    case "composition → domain":
    case "composition → composition":
    case "shell → mechanism":
    case "shell → domain":
    case "shell → composition":
      return undefined;
    case "domain → mechanism":
      return vocabulary.some((allowed) => allowed.test(name)) ? undefined : `names ${name}: the domain uses only the mechanism's vocabulary of values`;
    default:
      return `names ${name}: ${kinds} is the wrong direction`;
  }
}

/** The offences of a file against the direction of dependencies. */
function offences({ path, text }) {
  const own = modulePath(path);
  const found = pathsOf(own, text).map((names) => offence(own[0] ?? "lib", reexports.has(names[0]) ? [reexports.get(names[0]), ...names] : names));
  return found.filter(Boolean).map((why) => `${path} ${why}`);
}

test("the module table names every module under src/, and none that does not exist", () => {
  const lib = codeOf(textOf("src/lib.rs"));
  const declared = [...lib.matchAll(/\bmod\s+(\w+);/g)].map(([, name]) => name);
  const table = modules.filter(({ name }) => name !== "lib").map(({ name }) => name);
  assert.deepEqual(table, [...declared].sort());
  const paths = sources.map(({ path }) => path);
  for (const { path } of modules) assert.ok(paths.includes(path) || paths.includes(`${path}/mod.rs`), `${path} does not exist`);
  for (const { kind, path } of modules) assert.ok(["domain", "mechanism", "composition", "shell"].includes(kind), `${path} is of kind ${kind}`);
});

test("every path of the page exists", () => {
  const named = [...architecture.matchAll(/`((?:src|pkg-template|scripts|www|tests|examples|docs|benches)\/[\w./-]*)`/g)].map(([, path]) => path.replace(/\/$/, ""));
  const all = texts(/./).map(({ path }) => path);
  assert.deepEqual(named.filter((path) => !all.some((file) => file === path || file.startsWith(`${path}/`))), []);
});

test("invariant 5: mechanism does not know the domain, and the domain only the mechanism's values", () => {
  assert.ok(sources.length > 80, "there are sources");
  assert.ok(sources.flatMap(({ path, text }) => pathsOf(modulePath(path), text)).length > 300, "they name each other");
  assert.deepEqual(sources.flatMap(offences), []);
});

test("invariant 5: no code of the mechanism has a word of the domain", () => {
  const words = /\w*(?:channel|objective|voucher|ledger|adjudicat|nitro|allocation)\w*/gi;
  const mechanism = sources.filter(({ path }) => kindOf(modulePath(path)[0]) === "mechanism");
  assert.deepEqual(mechanism.flatMap(({ path, text }) => (codeOf(text).match(words) ?? []).map((word) => `${path}: ${word}`)), []);
});

const javaScript = /\b(?:wasm_bindgen\w*|js_sys|web_sys|serde_wasm_bindgen|console_error_panic_hook|tsify|JsValue|JsError)\b/g;

/** Code that names JavaScript, attributes for the wasm32 target left out. */
function namesJavaScript(text) {
  let code = codeOf(text);
  for (let at = code.search(/#\[cfg_attr\(\s*target_arch\b/); at !== -1; at = code.search(/#\[cfg_attr\(\s*target_arch\b/)) {
    const attribute = /^#\[(?:[^[\]]|\[[^\]]*\])*\]/.exec(code.slice(at))[0];
    code = code.slice(0, at) + code.slice(at + attribute.length);
  }
  return code.match(javaScript) ?? [];
}

test("invariant 6: only src/wasm names JavaScript; elsewhere there are derives for the wasm32 target", () => {
  const outside = sources.filter(({ path }) => !path.startsWith("src/wasm/"));
  assert.ok(sources.some(({ path, text }) => path.startsWith("src/wasm/") && namesJavaScript(text).length > 0));
  assert.deepEqual(outside.flatMap(({ path, text }) => namesJavaScript(text).map((name) => `${path}: ${name}`)), []);
  const manifest = textOf("Cargo.toml");
  const general = manifest.slice(manifest.indexOf("[dependencies]"), manifest.indexOf("[target."));
  assert.deepEqual(general.match(/^(?:wasm-bindgen|js-sys|web-sys|tsify|serde-wasm-bindgen).*$/gm) ?? [], []);
});

test("the checks find what they are for", () => {
  const bad = (path, text) => offences({ path, text }).length;
  assert.equal(bad("src/log/index.rs", "use crate::event::Event;"), 1);
  assert.equal(bad("src/log/index.rs", "use crate::{chunked::Chunked, state::{Fact, view::Mode}};"), 2);
  assert.equal(bad("src/log/index.rs", "fn f() { super::super::state::fold() }"), 1);
  assert.equal(bad("src/log/index.rs", "// use crate::event::Event;\nconst A: &str = \"crate::event\";"), 0);
  assert.equal(bad("src/log/index.rs", "mod tests { use super::super::super::event::Event; use super::*; }"), 1);
  assert.equal(bad("src/state/fact.rs", "use crate::log::{EventLog, KeyId};\nuse crate::merkle::{Hash, Tree};"), 2);
  assert.equal(bad("src/state/fact.rs", "use crate::journal::recover;"), 1);
  assert.equal(bad("src/state/fact.rs", "use crate::record;\nuse crate::event::scalar::U256;"), 0);
  assert.equal(bad("src/event/mod.rs", "use crate::store::EventStore;"), 1);
  assert.equal(bad("src/event/mod.rs", "use crate::EventLog;"), 1);
  assert.equal(bad("src/store/mod.rs", "use crate::wasm::Store;"), 1);
  assert.equal(bad("src/store/mod.rs", "use crate::imaginary::Store;"), 1);
  assert.equal(namesJavaScript("use wasm_bindgen::JsValue;").length, 2);
  assert.equal(namesJavaScript('#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]\nstruct A; // tsify').length, 0);
  assert.equal(namesJavaScript('#[cfg_attr(test, derive(tsify::Tsify))]\nstruct A;').length, 1);
  assert.deepEqual(moduleTable("## Modules\n| `src/a` | What | domain |\n| `src/b.rs` | *Not* | shell |\n### Inside").map(({ name, kind }) => name + kind), ["adomain", "bshell"]);
});
