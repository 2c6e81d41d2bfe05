// The demo is killed, at any moment, and started again: it goes on where it stopped, and in the end the log holds the
// events of an undisturbed run.

import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { EventStore, openLog } from "statelog/node";
import { fromRoot } from "../../scripts/lib/paths.mjs";
import { demoDir, runDemo, toldIn } from "./support/demo.mjs";

const name = "direct-fund-defund.statelog";
const sample = fromRoot("www", "public", "samples", name);
const eventsIn = (path) => EventStore.import(readFileSync(path)).export({ format: "events" });
const expected = eventsIn(sample);
const total = expected.trim().split("\n").length;

/** Runs the demo to its death; returns how many events it told. */
function killed(dir, death, args) {
  const { signal, stdout } = runDemo(dir, args, death);
  assert.equal(signal, "SIGKILL");
  return toldIn(stdout).length;
}

/** Runs the demo to its end; returns what it printed. */
function finished(dir, ...args) {
  const { status, stdout, stderr } = runDemo(dir, args);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.deepEqual(toldIn(stdout), Array.from({ length: total }, (_, offset) => offset));
  assert.equal(eventsIn(join(dir, name)), expected);
  return stdout;
}

const foundIn = (output) => Number(/found (?:all )?(\d+) events of the last run/.exec(output)?.[1] ?? 0);

for (const line of [1, 4, 11, 20, 36, 37, 52, 65]) {
  test(`killed after line ${line}`, (context) => {
    const dir = demoDir(context);
    const told = killed(dir, { line });
    const output = finished(dir);
    const found = foundIn(output);
    assert.ok(found >= told, `${found} found, ${told} told`);
    assert.equal(/found all/.test(output), found === total);
    assert.equal(/going on\n[^]*here the last run ended/.test(output), found > 0 && found < total);
    assert.doesNotMatch(output, /died/);
  });
}

// The first is the header, the last the mark of a closed log.
for (const write of [1, 2, 3, 18, 34, 35]) {
  test(`killed in the middle of write ${write}`, (context) => {
    const dir = demoDir(context);
    const told = killed(dir, { write });
    const output = finished(dir);
    assert.equal(foundIn(output), told);
    const [, bytes, torn] = /died while it wrote: (\d+) bytes [^]*kept in (\S+)/.exec(output);
    assert.equal(readFileSync(join(dir, torn)).length, Number(bytes));
    assert.doesNotMatch(finished(dir), /died/);
  });
}

test("killed again and again, each time in another place", (context) => {
  const dir = demoDir(context);
  let told = 0;
  for (const write of [9, 8, 7, 6]) {
    const now = killed(dir, { write });
    assert.ok(now > told, "it got further");
    told = now;
  }
  assert.equal(foundIn(finished(dir)), told);
  assert.equal(readdirSync(dir).filter((file) => /\.torn-\d+$/.test(file)).length, 4);
});

test("--fresh begins anew, whatever was there", (context) => {
  const dir = demoDir(context);
  killed(dir, { write: 9 });
  finished(dir);
  assert.equal(existsSync(join(dir, `${name}.torn-1`)), true);
  assert.equal(foundIn(finished(dir, "--fresh")), 0);
  assert.deepEqual(readdirSync(dir), [name]);
  writeFileSync(join(dir, name), "no log at all\n");
  const refused = runDemo(dir);
  assert.deepEqual([refused.status, readFileSync(join(dir, name), "utf8")], [1, "no log at all\n"]);
  assert.match(refused.stderr, /--fresh/);
  finished(dir, "--fresh");
});

test("a file with another story is left alone", (context) => {
  const dir = demoDir(context);
  copyFileSync(fromRoot("www", "public", "samples", "challenge-timeout-withdraw.statelog"), join(dir, name));
  const before = readFileSync(join(dir, name));
  const { status, stderr } = runDemo(dir);
  assert.equal(status, 1);
  assert.match(stderr, /other events[^]*--fresh/);
  assert.deepEqual(readFileSync(join(dir, name)), before);
});

test("a second demo on the same file says that it is in use", async (context) => {
  const dir = demoDir(context);
  const log = await openLog(join(dir, name));
  const { status, stderr } = runDemo(dir);
  assert.equal(status, 1);
  assert.match(stderr, /open for writing elsewhere[^]*Another demo is running/);
  await log.close();
});
