import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readArguments } from "./arguments.mjs";
import { damage, damages, dataFiles } from "./damage.mjs";
import { judge } from "./outcome.mjs";
import { markers } from "./results.mjs";
import { sectionsOf } from "./table.mjs";
import { withSections } from "../lib/document.mjs";
import { reliabilityDocumentPath, reliabilityResultsPath } from "../lib/places.mjs";

const before = new Map([[0, "one"], [1, "two"], [2, "three"]]);
const good = [...before];
const isDamage = ({ code }) => code === "DAMAGED";
const judged = (answer) => judge(before, { opened: true, entries: good, ...answer }, isDamage).id;

test("silence is told from a report, whatever else happened", () => {
  assert.equal(judged({}), "unaffected");
  assert.equal(judged({ error: Object.assign(new Error("bad"), { code: "DAMAGED" }), entries: [] }), "reported");
  assert.equal(judged({ opened: false, error: new Error("no such table"), entries: [] }), "refused");
  assert.equal(judged({ report: "torn", entries: good.slice(1) }), "reported");
  assert.equal(judged({ entries: good.slice(1) }), "lost");
  assert.equal(judged({ entries: [] }), "lost");
});

test("an event that reads differently is noticed, also when others are missing", () => {
  for (const [position, value] of [[1, "tvo"], [1, null], [1, 7], [3, "two"], [Number.NaN, "two"]]) {
    const answer = judge(before, { opened: true, entries: [good[0], [position, value]] }, isDamage);
    assert.equal(answer.id, "altered", `${position}: ${value}`);
    assert.ok(answer.example.length > 5, answer.example);
  }
  assert.equal(judged({ entries: [...good, good[0]] }), "altered");
});

/** A directory with two data files and files that are none. */
function damageable(context) {
  const dir = mkdtempSync(join(tmpdir(), "statelog-damage-"));
  context.after(() => rmSync(dir, { recursive: true, force: true }));
  mkdirSync(join(dir, "level"));
  for (const [name, text] of [["b.log", "x".repeat(1000)], ["level/000005.ldb", "y".repeat(3000)], ["level/LOG", "diary"], ["level/LOCK", ""], ["empty", ""]]) writeFileSync(join(dir, name), text);
  return dir;
}

test("damage falls on data files only, as often as they are long, at the same places for the same seed", (context) => {
  const files = dataFiles(damageable(context));
  assert.deepEqual(files.map(({ path, bytes }) => [path, bytes.length]), [["b.log", 1000], ["level/000005.ldb", 3000]]);
  for (const { places } of damages) {
    const drawn = places(files, 2000, 1);
    assert.deepEqual(places(files, 2000, 1), drawn);
    assert.notDeepEqual(places(files, 2000, 2), drawn);
    const short = drawn.filter(({ path }) => path === "b.log").length;
    assert.ok(short > 400 && short < 600, `${short} of 2000 in a quarter of the bytes`);
    for (const { path, at } of drawn) assert.ok(at < files.find((file) => file.path === path).bytes.length);
  }
});

test("a bit is one bit, a sector one sector, and the rest stays", (context) => {
  const dir = damageable(context);
  const files = dataFiles(dir);
  const [bits, sectors] = damages;
  const differing = (place, { apply }) => {
    damage(dir, files, place, apply);
    const after = readFileSync(join(dir, place.path));
    return Array.from(after.keys()).filter((at) => after[at] !== files.find(({ path }) => path === place.path).bytes[at]);
  };
  assert.deepEqual(differing({ path: "b.log", at: 999, bit: 7 }, bits), [999]);
  assert.equal(readFileSync(join(dir, "b.log"))[999], "x".charCodeAt(0) ^ 128);
  assert.deepEqual(differing({ path: "b.log", at: 512 }, sectors), Array.from({ length: 488 }, (_, index) => 512 + index));
  assert.equal(differing({ path: "level/000005.ldb", at: 1024 }, sectors).length, 512);
});

test("arguments that make no sense are refused with the usage", () => {
  assert.deepEqual(readArguments(["--seed", "7", "--write"]), { seed: 7, count: 200, write: true });
  for (const bad of [["--seed"], ["--seed", "x"], ["--count", "0"], ["--count", "1.5"], ["--other"]]) assert.throws(() => readArguments(bad), /npm run reliability/);
});

test("the tables of docs/reliability.md are those of benches/reliability.json", () => {
  const document = readFileSync(reliabilityDocumentPath, "utf8");
  const results = JSON.parse(readFileSync(reliabilityResultsPath, "utf8"));
  assert.equal(withSections(document, sectionsOf(results), markers), document);
  const other = structuredClone(results);
  other.stores[0].trials.bits.counts.altered = 1;
  assert.notEqual(withSections(document, sectionsOf(other), markers), document);
  for (const { name, trials } of results.stores) {
    for (const { counts } of Object.values(trials)) assert.equal(Object.values(counts).reduce((sum, count) => sum + count, 0), results.count, name);
  }
});
