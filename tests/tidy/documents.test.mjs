// Documents: links lead somewhere, lists of documents are complete, the changelog goes on.

import assert from "node:assert/strict";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { files, texts, textOf } from "./support/files.mjs";

const pages = texts(/\.md$/).filter(({ path }) => path !== "pkg-template/README.md");

const withoutCode = (text) => text.replace(/^```[^]*?^```/gm, "");

/** The anchors of a page: its headings, as GitHub writes them. */
function anchorsOf(text) {
  const headings = [...withoutCode(text).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1"));
  const slugs = headings.map((heading) => heading.trim().toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-"));
  return slugs.map((slug, index) => {
    const before = slugs.slice(0, index).filter((other) => other === slug).length;
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

/** The links of a page that lead nowhere. `read` gives the text of a file, `exists` knows files and folders. */
function brokenLinks({ path, text }, exists, read) {
  const links = [...withoutCode(text).replace(/``.*?``|`[^`\n]*`/g, "x").matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
  return links.filter((link) => {
    if (/^(?:https?|mailto):/.test(link)) return false;
    const [target, anchor] = link.split("#");
    const file = target === "" ? path : normalize(join(dirname(path), target)).replace(/\/$/, "");
    if (!exists(file)) return true;
    return anchor !== undefined && file.endsWith(".md") && !anchorsOf(file === path ? text : read(file)).includes(anchor);
  });
}

const exists = (path) => files.some((file) => file === path || file.startsWith(`${path}/`));

test("every relative link of a document leads to a file, and to a heading of it", () => {
  assert.ok(pages.length > 15);
  const links = pages.reduce((sum, { text }) => sum + (text.match(/\]\(/g) ?? []).length, 0);
  assert.ok(links > 150, "there are links");
  assert.deepEqual(pages.flatMap((page) => brokenLinks(page, exists, textOf).map((link) => `${page.path}: ${link}`)), []);
});

test("the package's README has no relative link, since npm shows it elsewhere", () => {
  const links = [...textOf("pkg-template/README.md").matchAll(/\]\((?!https?:)([^)]*)\)/g)].map(([, link]) => link);
  assert.deepEqual(links, []);
});

test("the README leads to every document, and the list of decisions to every decision", () => {
  const linked = (path) => [...textOf(path).matchAll(/\]\(([^)#]+)/g)].map(([, link]) => normalize(join(dirname(path), link)));
  const documents = files.filter((path) => /^docs\/[^/]*\.md$/.test(path));
  const decisions = files.filter((path) => /^docs\/adr\/\d+.*\.md$/.test(path));
  assert.ok(documents.length >= 6 && decisions.length >= 8);
  assert.deepEqual(documents.filter((path) => !linked("README.md").includes(path)), []);
  assert.deepEqual(decisions.filter((path) => !linked("docs/adr/README.md").includes(path)), []);
});

test("the changelog has a section for what is not released yet, and it comes first", () => {
  const [first] = [...textOf("CHANGELOG.md").matchAll(/^## (.*)$/gm)];
  assert.equal(first[1], "[Unreleased]");
});

/** The words that a glossary explains more than once. */
function repeatedWords(text) {
  const words = [...text.matchAll(/^\| ([^|]+) \|/gm)].map(([, word]) => word).filter((word) => word !== "word" && !word.startsWith("---"));
  const all = words.flatMap((word) => word.split(", "));
  return all.filter((word, index) => all.indexOf(word) !== index);
}

test("the glossary gives each word one meaning", () => {
  const text = textOf("docs/glossary.md");
  assert.ok(text.match(/^\| /gm).length > 80);
  assert.deepEqual(repeatedWords(text), []);
  assert.deepEqual(repeatedWords("| word | meaning |\n|---|---|\n| a, b | x |\n| b | y |\n| c (of d) | z |\n| c | z |\n"), ["b"]);
});

test("the check of links finds broken ones", () => {
  const broken = (text, other = "# A title: `x(y?)`\n## Twice\n## Twice\n") => brokenLinks({ path: "docs/a.md", text }, (path) => ["docs/a.md", "docs/b.md", "src"].includes(path), () => other);
  assert.deepEqual(broken("[x](b.md) [x](../src/) [x](https://example.org/c.md) `[x](no.md)`\n```\n[x](no.md)\n```\n"), []);
  assert.deepEqual(broken("[x](c.md) [x](../b.md)"), ["c.md", "../b.md"]);
  assert.deepEqual(broken("[x](b.md#a-title-xy) [x](b.md#twice-1)"), []);
  assert.deepEqual(broken("[x](b.md#a-title) [x](b.md#twice-2) [x](#here)"), ["b.md#a-title", "b.md#twice-2", "#here"]);
  assert.deepEqual(broken("# Here\n[x](#here)"), []);
});
