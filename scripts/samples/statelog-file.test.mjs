// The file format against the golden vectors, and against every single-byte change of a small log.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { canonicalText, eventId, parseCanonical } from "./format/canonical.mjs";
import { crc32c } from "./format/crc32c.mjs";
import { MerkleTree } from "./format/merkle.mjs";
import { readStatelog, writeStatelog } from "./statelog-file.mjs";

const golden = (name) => JSON.parse(readFileSync(new URL(`../../tests/golden/vectors/${name}`, import.meta.url), "utf8"));
const LOG_ID = "000102030405060708090a0b0c0d0e0f";

test("crc32c gives the catalogue's check value", () => {
  assert.equal(crc32c("123456789"), "e3069283");
});

test("the root at every length is the one of the golden vectors", () => {
  const { leafHashes, roots } = golden("merkle.json");
  const tree = new MerkleTree();
  for (const { length, root } of roots) {
    if (length > 0) tree.append(leafHashes[length - 1]);
    assert.equal(tree.length, length);
    assert.equal(tree.root(), root);
  }
});

test("canonical texts and ids are those of the golden vectors", () => {
  const { accept, rootOfCases1to3 } = golden("canonical.json");
  for (const { event, canonical, bytes, eventId: id } of accept) {
    assert.equal(canonicalText(event), canonical);
    assert.equal(Buffer.byteLength(canonical), bytes);
    assert.deepEqual(parseCanonical(canonical), event);
    assert.equal(eventId(event), id);
  }
  const log = readStatelog(writeStatelog({ logId: LOG_ID, commits: [accept.slice(1, 4).map(({ event }) => event)] }));
  assert.equal(log.root, rootOfCases1to3);
});

test("texts outside the strict subset are refused", () => {
  for (const { why, text } of golden("canonical.json").reject) {
    assert.throws(() => parseCanonical(text), Error, why);
  }
});

function smallLog() {
  const events = golden("canonical.json").accept.slice(1).map(({ event }) => event);
  return { logId: LOG_ID, commits: [[events[0]], events.slice(1)] };
}

test("a written log reads back", () => {
  const { logId, commits } = smallLog();
  const log = readStatelog(writeStatelog({ logId, commits }));
  assert.equal(log.logId, logId);
  assert.deepEqual(log.commits.map(({ events }) => events), [...commits, []]);
  assert.deepEqual(log.commits.map(({ flushed, length, mark }) => [flushed, length, mark]),
    [[0, 1, false], [1, 4, false], [4, 4, true]]);
  assert.equal(log.closed, true);
  assert.equal(readStatelog(writeStatelog({ logId, commits, closed: false })).closed, false);
});

test("a log that was never written to has only a header and its mark", () => {
  const log = readStatelog(writeStatelog({ logId: LOG_ID, commits: [] }));
  assert.deepEqual([log.length, log.closed], [0, true]);
  assert.equal(log.root, "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

test("every change of one character is noticed", () => {
  const text = writeStatelog(smallLog());
  for (let position = 0; position < text.length; position += 1) {
    const changed = text[position] === "0" ? "1" : "0";
    assert.throws(() => readStatelog(text.slice(0, position) + changed + text.slice(position + 1)), Error, `at ${position}`);
  }
});

test("a root that does not belong to the events is noticed although its crc is right", () => {
  const [header, first] = writeStatelog(smallLog()).split("\n");
  const rest = first.slice(first.indexOf(",") + 1).replace(/"root":"0x./, (root) => `${root.slice(0, -1)}${root.endsWith("0") ? "1" : "0"}`);
  assert.throws(() => readStatelog(`${header}\n{"crc":"${crc32c(rest)}",${rest}\n`), /line 2: root is/);
});

test("an event may occur once in a log", () => {
  const { logId, commits } = smallLog();
  assert.throws(() => writeStatelog({ logId, commits: [...commits, commits[0]] }), /occurs twice/);
});
