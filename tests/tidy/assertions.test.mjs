// Every test can fail: it asserts, itself or through a function that does.

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { texts } from "./support/files.mjs";
import { codeOf, functionsOf } from "./support/rust.mjs";

const rustAssertion = /\b(?:prop_)?assert(?:_eq|_ne)?!|\b(?:panic|unreachable)!|\.(?:unwrap_err|expect_err)\(/;
const rustTest = /#\[(?:wasm_bindgen_)?test\]/;

const callsFree = (name) => new RegExp(`(?<![.\\w])${name}(?:::<[^>]*>)?\\(`);
const callsMethod = (name) => new RegExp(`\\.${name}\\(`);

/** The names of Rust tests without an assertion. `known` are the names that the code under test defines. */
function rustTestsWithout(sources, known = new Set()) {
  const functions = sources.flatMap(({ path, text }) => functionsOf(text).map((found) => ({ ...found, path })));
  const isTest = ({ attributes }) => rustTest.test(attributes);
  // What asserts directly, then what calls that, until nothing is added.
  const asserting = new Set(functions.filter(({ body }) => rustAssertion.test(body)));
  for (let before = -1; before !== asserting.size; ) {
    before = asserting.size;
    const helpers = [...asserting].filter((one) => !isTest(one)).map(({ name, parameters }) => {
      const isMethod = /^\s*&?\s*(?:mut\s+)?self\b/.test(parameters);
      return isMethod ? (known.has(name) ? undefined : callsMethod(name)) : callsFree(name);
    });
    const patterns = helpers.filter(Boolean);
    for (const one of functions) if (!asserting.has(one) && patterns.some((calls) => calls.test(one.body))) asserting.add(one);
  }
  return { tests: functions.filter(isTest).length, without: functions.filter((one) => isTest(one) && !asserting.has(one)).map(({ path, name }) => `${path}: ${name}`) };
}

/** Whether a node or something below it satisfies a condition. */
const some = (node, condition) => condition(node) || (ts.forEachChild(node, (child) => some(child, condition) || undefined) ?? false);

const calleeOf = (node) => (ts.isCallExpression(node) || ts.isNewExpression(node) ? node.expression.getText() : undefined);
const isAssertion = (node) => /^(?:assert|t\.assert)(?:\.|$)/.test(calleeOf(node) ?? "");

/** The functions of a JavaScript file by name, and the names that it takes from other files. */
function scopeOf({ path, text }) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const functions = new Map();
  const imports = new Map();
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement)) functions.set(statement.name.text, statement);
    if (ts.isVariableStatement(statement)) for (const { name, initializer } of statement.declarationList.declarations) if (initializer) functions.set(name.getText(), initializer);
    if (!ts.isImportDeclaration(statement) || !statement.moduleSpecifier.text.startsWith(".")) continue;
    const from = join(dirname(path), statement.moduleSpecifier.text);
    for (const { name, propertyName } of statement.importClause?.namedBindings?.elements ?? []) imports.set(name.text, { from, name: (propertyName ?? name).text });
  }
  return { source, functions, imports };
}

/** The names of JavaScript tests without an assertion. */
function scriptTestsWithout(sources) {
  const scopes = new Map(sources.map((source) => [source.path, scopeOf(source)]));
  const visiting = new Set();

  const asserts = (path, node) => some(node, (part) => isAssertion(part) || (ts.isIdentifier(part) && namesAssertion(path, part.text)));
  function namesAssertion(path, name) {
    const scope = scopes.get(path);
    const imported = scope?.imports.get(name);
    if (imported !== undefined) return namesAssertion(imported.from, imported.name);
    const declared = scope?.functions.get(name);
    const key = `${path} ${name}`;
    if (declared === undefined || visiting.has(key)) return false;
    visiting.add(key);
    const found = asserts(path, declared);
    visiting.delete(key);
    return found;
  }

  const tests = [];
  for (const [path, { source }] of scopes) {
    if (!path.endsWith(".test.mjs")) continue;
    const visit = (node) => {
      if (/^(?:test|it)(?:\.\w+)?$/.test(calleeOf(node) ?? "")) tests.push({ path, name: node.arguments[0].getText(), body: node.arguments.at(-1) });
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { tests: tests.length, without: tests.filter(({ path, body }) => !asserts(path, body)).map(({ path, name }) => `${path}: ${name}`) };
}

const known = new Set(texts(/^src\/.*\.rs$/).flatMap(({ text }) => functionsOf(text).map(({ name }) => name)));

test("every test in Rust asserts something", () => {
  const sources = texts(/^(?:tests|src)\/.*\.rs$/);
  const { tests, without } = rustTestsWithout(sources, known);
  const marks = sources.flatMap(({ text }) => codeOf(text).match(new RegExp(rustTest, "g")) ?? []);
  assert.ok(tests > 250, `${tests} tests were found`);
  assert.equal(tests, marks.length, "every mark of a test belongs to a function that is read");
  assert.deepEqual(without, []);
});

test("every test in JavaScript asserts something", () => {
  const { tests, without } = scriptTestsWithout(texts(/^(?:tests|scripts|www|examples)\/.*\.mjs$/));
  assert.ok(tests > 100, `${tests} tests were found`);
  assert.deepEqual(without, []);
});

test("no test is left out or kept alone for the moment", () => {
  const marks = /\b(?:test|it|describe)\.(?:only|skip|todo)\(|#\[ignore\]/;
  assert.deepEqual(texts(/\.(?:test\.mjs|rs)$/).filter(({ path, text }) => path !== "tests/tidy/assertions.test.mjs" && marks.test(text)).map(({ path }) => path), []);
});

test("the check of Rust finds tests that cannot fail", () => {
  const without = (text) => rustTestsWithout([{ path: "a.rs", text }], new Set(["append"])).without.length;
  assert.equal(without("#[test]\nfn a() { assert_eq!(1, 1); }"), 0);
  assert.equal(without("#[test]\nfn a() { let _ = matches!(x, Ok(_)); }"), 1);
  assert.equal(without('#[test]\nfn a() { // assert!(false)\n let s = "assert!(x)"; }'), 1);
  assert.equal(without("#[test]\nfn a() { helper(); }\nfn helper() { deeper::<u8>() }\nfn deeper<T>() { prop_assert!(x) }"), 0);
  assert.equal(without("#[test]\nfn a() { helper(); }\nfn helper() { other() }\nfn other() {}"), 1);
  assert.equal(without("#[test]\nfn a() { w.check(); }\nimpl W { fn check(&self) { assert!(x) } }"), 0);
  assert.equal(without("#[test]\nfn a() { w.append(); }\nimpl W { fn append(&mut self) { assert!(x) } }"), 1, "a method of the code under test");
  assert.equal(without("#[test]\n#[allow(x)]\nfn a() { f().unwrap_err(); }"), 0);
  assert.equal(without("proptest! {\n#[test]\nfn a(x in 0..9u8) { run(x); }\n}"), 1);
  assert.equal(without("fn a() { run(); }"), 0, "no test");
});

test("the check of JavaScript finds tests that cannot fail", () => {
  const without = (text, other = "") => scriptTestsWithout([{ path: "a/b.test.mjs", text }, { path: "a/support.mjs", text: other }]).without.length;
  assert.equal(without('test("a", () => { assert.equal(1, 1); });'), 0);
  assert.equal(without('test("a", () => { run(); /* assert.ok(x) */ });'), 1);
  assert.equal(without('test("a", async () => check());\nconst check = () => assert.ok(x);'), 0);
  assert.equal(without('test("a", () => check());\nfunction check() { return deeper(); }\nfunction deeper() { return check(); }'), 1);
  assert.equal(without('import { check as verify } from "./support.mjs";\ntest("a", () => verify());', "export function check() { assert.ok(x); }"), 0);
  assert.equal(without('import { check } from "./support.mjs";\ntest("a", () => check());', "export function check() {}"), 1);
  assert.equal(without('for (const n of ns) test(`a ${n}`, () => { console.log("assert.ok()"); });'), 1);
});
