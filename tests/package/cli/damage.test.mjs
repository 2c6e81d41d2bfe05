// Files that are not as their writer left them: what is wrong, where, what is read all the same, and the exit code.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { after, test } from "node:test";
import { openLog } from "statelog/node";
import { installed, jsonLines, sampleBytes, succeeded } from "./support/cli.mjs";

const { path, write, run, call } = installed(after);
const sample = "direct-fund-defund";
const bytes = sampleBytes(sample);
const readers = { show: [], state: [], audit: [], verify: [], diff: ["0", "0"] };
const argsOf = (command, file) => [command, file, ...readers[command]];

/** Where each line of a text begins, and what it is. */
const lines = String(bytes).split("\n").slice(0, -1).reduce((all, text) => [...all, { text, at: all.length === 0 ? 0 : all.at(-1).at + all.at(-1).text.length + 1 }], []);
const lengthOf = (line) => JSON.parse(line.text).length ?? 0;
/** A text in one line, for comparison with messages that are wrapped. */
const flat = (text) => text.replace(/\s+/g, " ");

/** The log with one bit of one byte changed. */
function flipped(position) {
  const changed = Buffer.from(bytes);
  changed[position] ^= 1;
  return changed;
}

test("one changed bit: every command says where, reads up to there and fails", async () => {
  for (const index of [1, 5, lines.length - 2]) {
    const [line, before] = [lines[index], lengthOf(lines[index - 1])];
    const file = write("flipped.statelog", flipped(line.at + Math.floor(line.text.length / 2)));
    for (const command of Object.keys(readers)) {
      const { status, stderr } = await call(argsOf(command, file));
      assert.equal(status, 1, command);
      assert.match(flat(stderr), new RegExp(`flipped\\.statelog is damaged at byte ${line.at}, in commit ${index - 1};`), command);
      assert.match(flat(stderr), new RegExp(`the events ${before} to \\d+|the events from offset ${before} on`), command);
    }
    assert.deepEqual(jsonLines((await call(["show", file, "--json"])).stdout).map(({ offset }) => offset), [...Array(before).keys()]);
    const report = JSON.parse((await call(["verify", file, "--json"])).stdout);
    assert.deepEqual([report.ok, report.length, report.damage.position, report.damage.commit, report.damage.offset], [false, before, line.at, index - 1, before]);
  }
});

test("wherever a bit is changed, verify fails", async () => {
  for (let position = 3; position < bytes.length; position += 997) {
    const { status } = await call(["verify", write("flipped.statelog", flipped(position))]);
    assert.ok(status === 1 || (status === 2 && position < 9), `byte ${position}: ${status}`);
  }
});

test("an unfinished write at the end is said, is no failure to read, and fails verify", async () => {
  const last = lines.at(-2);
  const file = write("cut.statelog", bytes.subarray(0, last.at + 100));
  for (const command of Object.keys(readers)) {
    const { status, stderr } = await call(argsOf(command, file));
    assert.equal(status, command === "verify" ? 1 : 0, command);
    assert.match(flat(stderr), new RegExp(`cut\\.statelog ends in an unfinished write: 100 bytes from byte ${last.at} on, behind ${lengthOf(lines.at(-3))} events`), command);
  }
  const report = JSON.parse((await call(["verify", file, "--json"])).stdout);
  assert.deepEqual([report.ok, report.problems, report.torn], [false, [], { position: last.at, bytes: 100 }]);
  assert.equal(readFileSync(path(file)).length, last.at + 100, "nothing was changed");
});

test("a last line that lacks only its end is told, and nothing fails", async () => {
  const { status, stdout, stderr } = await call(["verify", write("no-end.statelog", bytes.subarray(0, -1))]);
  assert.equal(status, 0, stdout);
  assert.match(flat(stderr), /lacks the end of its last line.*nothing is missing/);
});

test("an empty file is a log without events", async () => {
  const file = write("empty.statelog", "");
  for (const command of ["show", "state", "audit", "verify"]) assert.equal((await call([command, file])).status, 0, command);
  assert.match((await call(["show", file])).stderr, /no events/);
});

test("what is no log is refused with exit code 2, and says why", async () => {
  mkdirSync(path("folder"));
  write("text.statelog", "hello\n");
  const cases = { "missing.statelog": /There is no file missing\.statelog\./, "text.statelog": /text\.statelog cannot be read as a log.*statelog append/, folder: /not a regular file/ };
  for (const [file, says] of Object.entries(cases)) {
    for (const command of Object.keys(readers)) {
      const { status, stdout, stderr } = await call(argsOf(command, file));
      assert.deepEqual([status, stdout], [2, ""], `${command} ${file}`);
      assert.match(flat(stderr), says);
    }
  }
  assert.equal(existsSync(path("missing.statelog")), false, "reading creates nothing");
});

test("a log of a later format is refused with both numbers", async () => {
  const member = `"format":2,"logId":"${"0".repeat(32)}","type":"statelog"}`;
  const file = write("later.statelog", `{"crc":"${checksum(member)}",${member}\n`);
  const { status, stderr } = await call(["show", file]);
  assert.equal(status, 2);
  assert.match(flat(stderr), /later\.statelog cannot be read as a log.*\b2\b.*\b1\b|\b1\b.*\b2\b/);
});

/** CRC-32C as eight hex digits, bit by bit. */
function checksum(text) {
  let crc = ~0;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return (~crc >>> 0).toString(16).padStart(8, "0");
}

test("beside a writer a log can be read, and not be written", async (context) => {
  const file = "locked.statelog";
  const log = await openLog(path(file));
  context.after(() => log.close());
  await log.append({ type: "objective_created", objectiveId: "chess", kind: "other", source: "local_request", status: "approved" });
  assert.match(succeeded(await run(["show", file])), /objective_created {2}chess/);
  const { status, stdout, stderr } = await run(["append", file], { input: '{"type":"objective_completed","objectiveId":"chess"}\n' });
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(flat(stderr), /Another process is writing to locked\.statelog.*Nothing was appended.*\(LOCKED\)/);
  assert.equal(log.length, 1);
});

test("a damaged log is not written to", async () => {
  const file = write("flipped.statelog", flipped(3000));
  const { status, stderr } = await call(["import", "logs", write("none.json", "[]"), file, "--chain-id", "1"]);
  assert.equal(status, 1);
  assert.match(flat(stderr), /flipped\.statelog is damaged, so nothing was appended/);
  assert.deepEqual(readFileSync(path(file)), flipped(3000));
});
