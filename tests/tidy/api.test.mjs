// docs/api.md names everything that the package exports, and nothing that it does not; its tables are those of the
// declarations. STATELOG_UPDATE_GOLDEN=1 writes the tables anew.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import ts from "typescript";
import { fromRoot } from "../../scripts/lib/paths.mjs";
import { declarationsOf, docOf, golden, membersOf } from "./support/declarations.mjs";

const path = fromRoot("docs", "api.md");
const page = readFileSync(path, "utf8");
const declarations = golden();

/** Names that stand in backticks in prose or headings, or as cells of tables; examples do not count. */
const namesIn = (text) => new Set([...text.replace(/```[^]*?```/g, "").matchAll(/`([^`]*)`/g)].flatMap(([, code]) => code.match(/[A-Za-z_$][\w$]*/g) ?? []));

/** Exported names that a text does not name. */
const unnamed = (text, { exported }) => exported.filter((name) => !namesIn(text).has(name));

/** What the headings of a text name, such as `append` in "### `append(event, options?)`". */
function headingNames(text) {
  const codes = [...text.matchAll(/^#+ [^`\n]*`([^`\n]*)`/gm)].map(([, code]) => code);
  return codes.map((code) => code.replace(/^new /, "").replace(/^for \(const \w+ of (\w+)\)$/, "[Symbol.iterator]")).map((code) => /^(?:EventStore\.)?(\[?[\w.]+\]?)/.exec(code)[1]);
}

/** Names of headings that are neither exported nor a member of what is. */
function invented(text, { exported, named }) {
  const members = exported.flatMap((name) => (named.get(name)?.members ? membersOf(named.get(name)) : [])).map(({ name }) => name);
  return headingNames(text).filter((name) => !exported.includes(name) && !members.includes(name));
}

// Two backticks enclose a code that has one.
const cell = (code) => (code.includes("`") ? `\`\` ${code} \`\`` : `\`${code}\``).replaceAll("|", "\\|");

// Aliases that have a section of their own, or a table that says more.
const explained = ["StatelogEvent", "NewEvent", "RecordedEvent", "EventType", "StatelogErrorCode", "Handlers", "SomeHandlers"];

function memberTable(declaration) {
  const rows = membersOf(declaration)
    .filter(({ name }) => name !== "[Symbol.dispose]")
    .map(({ name, type, optional, doc }) => `| ${cell(name + (optional ? "?" : ""))} | ${cell(type)} | ${doc} |`);
  return ["| member | type | meaning |", "|---|---|---|", ...rows].join("\n");
}

function aliasTable({ exported, named }) {
  const aliases = exported.filter((name) => ts.isTypeAliasDeclaration(named.get(name) ?? {}) && !explained.includes(name));
  const rows = aliases.map((name) => `| \`${name}\` | ${cell(named.get(name).type.getText().replace(/\s+/g, " "))} | ${docOf(named.get(name))} |`);
  return ["| name | is | meaning |", "|---|---|---|", ...rows].join("\n");
}

/** The text with every table written anew. */
function withTables(text, all) {
  return text.replace(/<!-- begin (\w+) -->\n[^]*?<!-- end (\w+) -->/g, (_, name, end) => {
    assert.equal(end, name, `the table ${name} ends as ${end}`);
    const declaration = all.named.get(name);
    assert.ok(name === "aliases" || declaration, `there is no ${name}`);
    return `<!-- begin ${name} -->\n\n${name === "aliases" ? aliasTable(all) : memberTable(declaration)}\n\n<!-- end ${name} -->`;
  });
}

test("every export is named", () => {
  assert.ok(declarations.exported.length > 100, "the golden file has exports");
  assert.deepEqual(unnamed(page, declarations), []);
});

test("every name in a heading exists", () => {
  assert.ok(headingNames(page).length > 40, "the page has headings with names");
  assert.deepEqual(invented(page, declarations), []);
});

test("every member of the store, of its options and of derived state is described", () => {
  const tables = [...page.matchAll(/<!-- begin (\w+) -->/g)].map(([, name]) => name);
  const events = declarations.named.get("NewEvent").type.types.map((type) => type.getText());
  const section = page.slice(page.indexOf("### Events"), page.indexOf("### `RecordedEvent`"));
  const interfaces = declarations.exported.filter((name) => ts.isInterfaceDeclaration(declarations.named.get(name) ?? {}));
  assert.deepEqual(interfaces.filter((name) => !tables.includes(name) && !events.includes(name) && !namesIn(section).has(name)), []);
  const members = ["EventStore", "DurableEventStore", "EventReader"].flatMap((name) => membersOf(declarations.named.get(name))).map(({ name }) => name);
  assert.ok(members.includes("append") && members.includes("durableLength") && members.includes("diff"));
  assert.deepEqual(members.filter((name) => !/^\[/.test(name) && !namesIn(page).has(name)), []);
});

test("every member of a table has a meaning, unless its name says it all", () => {
  const silent = [...page.matchAll(/^\| `([^`]*)` \| `[^`]*` \|  \|$/gm)].map(([, name]) => name);
  const obvious = ["from?", "to?", "aborted", "addEventListener", "removeEventListener", "postMessage", "terminate", "href", "ok?", "status?", "arrayBuffer"];
  assert.deepEqual(silent.filter((name) => !obvious.includes(name)), []);
});

test("every error code is in the table, and no other", () => {
  const codes = declarations.named.get("StatelogErrorCode").type.types.map((type) => type.literal.text);
  const table = page.slice(page.indexOf("| `StatelogErrorCode` |"), page.indexOf("In a batch, and for a line"));
  assert.deepEqual([...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code), codes);
});

test("the tables are those of the declarations", () => {
  const current = withTables(page, declarations);
  if (process.env.STATELOG_UPDATE_GOLDEN) writeFileSync(path, current);
  else assert.ok(current === page, "docs/api.md is not current; write its tables with: STATELOG_UPDATE_GOLDEN=1 npm test -- --only tidy");
});

test("the checks find what they are for", () => {
  const some = declarationsOf("/** What it is. */\ninterface One {\n/** First. */\na?: string;\n}\ndeclare class Two { b(): void }\ntype Three = 3;\nexport { Two };\nexport type { One, Three };");
  assert.deepEqual(unnamed("`One` and Two\n```ts\nconst x: Three\n```\n", some), ["Two", "Three"]);
  assert.deepEqual(invented("# `One`\n## `b()`\n### `c()`\n### `Four`\n", some), ["c", "Four"]);
  assert.throws(() => withTables("<!-- begin Four -->\n<!-- end Four -->", some), /no Four/);
  const table = withTables("<!-- begin One -->\nold\n<!-- end One -->", some);
  assert.match(table, /\| `a\?` \| `string` \| First\. \|/);
  assert.equal(table.includes("old"), false);
});
