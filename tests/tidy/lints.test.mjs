// Invariant 10 of docs/architecture.md: what can fail is refused, not trapped. The lints say so; here is checked that
// nothing switches them off outside tests.

import assert from "node:assert/strict";
import { test } from "node:test";
import { texts, textOf } from "./support/files.mjs";
import { closing, codeOf } from "./support/rust.mjs";

const denied = ["unwrap_used", "expect_used", "panic", "indexing_slicing", "todo", "unimplemented", "unreachable", "dbg_macro"];

/** The code of a file without its inner test modules. */
function withoutTests(code) {
  const found = /#\[cfg\(test\)\]\s*(?:#\[[^\]]*\]\s*)*mod\s+\w+\s*\{/.exec(code);
  if (found === null) return code;
  const open = found.index + found[0].length - 1;
  return code.slice(0, found.index) + withoutTests(code.slice(closing(code, open)));
}

/** The attributes that switch a denied lint off, with what follows them. */
function permissions(text) {
  const code = withoutTests(codeOf(text));
  const attributes = [...code.matchAll(/#!?\[(?:cfg_attr\([^[\]]*)?\b(?:allow|expect|warn)\(([^[\]]*)\)\s*\]\s*([^;{]*)/g)];
  return attributes
    .map(([, lints, follows]) => ({ lints: lints.match(/\bclippy::\w+|\bunsafe_code\b/g) ?? [], follows: follows.trim() }))
    .filter(({ lints }) => lints.some((lint) => lint === "unsafe_code" || denied.includes(lint.replace("clippy::", "")) || /^clippy::(all|pedantic|restriction|style|disallowed_\w+)$/.test(lint)));
}

/** An index out of bounds at compile time does not compile, so constant functions may index. */
const atCompileTime = ({ lints, follows }) => lints.every((lint) => lint === "clippy::indexing_slicing") && (/^(?:pub(?:\(\w+\))? )?const fn\b/.test(follows) || /^if left\[at\] != right\[at\]/.test(follows));

test("the lints deny what can panic, and forbid unsafe code", () => {
  const manifest = textOf("Cargo.toml");
  for (const lint of denied) assert.match(manifest, new RegExp(`^${lint} = "deny"$`, "m"));
  assert.match(manifest, /^unsafe_code = "forbid"$/m);
  assert.match(manifest, /^missing_docs = "deny"$/m);
});

// What clippy.toml bans and is used all the same, each time with its reason beside it.
const permitted = ["src/wasm/store.rs: clippy::disallowed_methods"];

test("nothing in src switches them off outside tests", () => {
  const sources = texts(/^src\/.*\.rs$/).filter(({ path }) => !path.endsWith("/tests.rs"));
  assert.ok(sources.length > 80);
  const found = sources.flatMap(({ path, text }) => permissions(text).filter((one) => !atCompileTime(one)).map(({ lints }) => `${path}: ${lints}`));
  assert.deepEqual(found, permitted);
});

test("clocks, randomness and hash maps are banned by name", () => {
  const banned = [...textOf("clippy.toml").matchAll(/path = "([^"]*)"/g)].map(([, path]) => path);
  for (const path of ["std::time::SystemTime::now", "std::time::Instant::now", "js_sys::Math::random", "std::collections::HashMap", "std::collections::HashSet", "hashbrown::HashTable::iter"]) assert.ok(banned.includes(path), path);
});

// What is asserted in a constant fails to compile.
const withoutConstants = (code) => code.replace(/\bconst _: \(\) = (?:\{[^]*?\n\s*\};|[^;]*;)/g, "");

/** Words by which code is unsafe, or panics in spite of the lints. */
const panics = (text) => withoutConstants(withoutTests(codeOf(text))).match(/\bunsafe\b|\bassert(?:_eq|_ne)?!/g) ?? [];

test("no code in src is unsafe, or asserts at run time outside debug builds", () => {
  const sources = texts(/^src\/.*\.rs$/).filter(({ path }) => !path.endsWith("/tests.rs"));
  assert.deepEqual(sources.flatMap(({ path, text }) => panics(text).map((what) => `${path}: ${what}`)), []);
});

test("every file that forgoes a lint says why", () => {
  const silent = texts(/\.rs$/).flatMap(({ path, text }) => {
    const attributes = text.match(/#!?\[(?:allow|expect)\((?:[^[\]]|\[[^\]]*\])*\)\]/g) ?? [];
    return attributes.filter((attribute) => !attribute.includes("reason =")).map((attribute) => `${path}: ${attribute}`);
  });
  assert.deepEqual(silent, []);
});

test("the checks find what they are for", () => {
  assert.deepEqual(panics('fn f() { assert!(a); }\nconst _: () = assert!(B);\nunsafe fn g() { debug_assert!(c) }\n// unsafe'), ["assert!", "unsafe"]);
  const count = (text) => permissions(text).filter((one) => !atCompileTime(one)).length;
  assert.equal(count('#[allow(clippy::unwrap_used, reason = "x")]\nfn f() {}'), 1);
  assert.equal(count("#![allow(missing_docs, clippy::panic)]"), 1);
  assert.equal(count("#[expect(clippy::indexing_slicing)]\nfn f() {}"), 1);
  assert.equal(count("#[allow(clippy::indexing_slicing)]\npub const fn f() {}"), 0);
  assert.equal(count("#[allow(clippy::unwrap_used)]\nconst fn f() {}"), 1);
  assert.equal(count("#[allow(clippy::disallowed_methods)]\nfn f() {}"), 1);
  assert.equal(count('// #[allow(clippy::panic)]\nconst A: &str = "#[allow(clippy::panic)]";'), 0);
  assert.equal(count("#[cfg(test)]\nmod tests {\n#![allow(clippy::panic)]\n}\n"), 0);
  assert.equal(count("#[cfg(test)]\nmod tests {\n}\n#[allow(clippy::panic)]\nfn f() {}"), 1);
  assert.equal(count("#[cfg_attr(test, allow(clippy::panic))]\nfn f() {}"), 1);
});
