// Help, arguments, ids, colours, and streams that are closed.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { openLog } from "statelog/node";
import { packageDir } from "../../../scripts/lib/paths.mjs";
import { installed, jsonLines, succeeded, tooWide } from "./support/cli.mjs";

const { dir, path, load, run, call, start } = installed(after);
const flat = (text) => text.replace(/\s+/g, " ");
const commands = ["show", "state", "diff", "audit", "verify", "append", "import"];
const log = "virtual-intermediary.statelog";

test("npx runs it, and it knows its version", () => {
  const { version } = JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8"));
  const { stdout, status } = spawnSync("npx", ["--no-install", "statelog", "--version"], { cwd: dir, encoding: "utf8", shell: process.platform === "win32" });
  assert.deepEqual([status, stdout], [0, `${version}\n`]);
});

test("help names every command, each with its options, and fits", async () => {
  const overview = succeeded(await run(["--help"]));
  assert.deepEqual([...overview.matchAll(/^ {2}([a-z]+) .*FILE/gm)].map(([, name]) => name), commands);
  for (const text of [await call(["help"]), await call(["-h"])]) assert.equal(succeeded(text), overview);
  for (const name of commands) {
    const help = succeeded(await call(["help", name]));
    assert.equal(succeeded(await call([name, "--help"])), help);
    assert.match(help, new RegExp(`^statelog ${name} .*FILE`));
    assert.match(help, /--json/);
    assert.match(help, /exit code/);
    const [usage] = help.split("\n\n");
    for (const [, option] of help.matchAll(/^ {2}--([a-z-]+)/gm)) assert.ok(flat(usage).includes(`[--${option}`), `${name} ${option}`);
    assert.deepEqual(tooWide(help), []);
  }
});

test("without a command it shows what there is, and fails", async () => {
  const { status, stdout, stderr } = await call([]);
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(stderr, /show FILE/);
});

const wrong = {
  "an unknown command": [["shwo", log], /no command "shwo"; there are show, state/],
  "an unknown option": [["show", log, "--form", "1"], /Unknown option '--form'\. See statelog help show/],
  "an option without its value": [["show", log, "--from"], /--from/],
  "a missing file name": [["show"], /FILE is missing\. Usage: statelog show FILE/],
  "an argument too many": [["show", log, "more"], /"more" is one argument too many/],
  "an offset in words": [["show", log, "--from", "one"], /--from must be a whole number from 0 on, not "one"/],
  "a fraction": [["diff", log, "0", "1.5"], /TO must be a whole number/],
  "a range that is turned round": [["show", log, "--from", "5", "--to", "2"], /--from 5 is behind --to 2/],
  "a diff that is turned round": [["diff", log, "5", "2"], /INVALID_ARGUMENT/],
  "a length beyond the log": [["state", log, "--at", "86"], /86.* 85 events/],
  "an unknown type": [["show", log, "--type", "state_sent"], /no type of event "state_sent"; the types are objective_created/],
  "an unknown severity": [["audit", log, "--min-severity", "bad"], /must be info, warn, error or critical/],
  "both a channel and an objective of state": [["state", log, "--channel", "0x", "--objective", "D"], /not both/],
};

for (const [what, [args, says]] of Object.entries(wrong)) {
  test(`${what} is exit code 2 with a sentence on standard error`, async () => {
    const { status, stdout, stderr } = await call(args);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(flat(stderr), says);
    assert.deepEqual(tooWide(stderr).filter((line) => !/^ {2}0x/.test(line)), []);
  });
}

test("the beginning of an id is enough while it is of one only; else the candidates are listed", async () => {
  const opened = await openLog(path(log), { readOnly: true });
  const ids = opened.channelIds();
  const objectives = opened.objectiveIds();
  const lengths = ids.map((id) => opened.readChannel(id).length);
  await opened.close();
  for (const [index, id] of ids.entries()) {
    const found = await call(["show", log, "--json", "--channel", id.slice(0, 8).toUpperCase().replace("0X", "0x")]);
    assert.equal(jsonLines(succeeded(found)).length, lengths[index]);
  }
  for (const [name, list, given] of [["channel", ids, "0x"], ["objective", objectives, ""]]) {
    const { status, stderr } = await call(["state", log, `--${name}`, given]);
    assert.equal(status, 2);
    assert.deepEqual(stderr.trimEnd().split("\n").slice(1), list.map((id) => `  ${id}`));
    assert.match(stderr, new RegExp(`${list.length} ${name}s begin with`));
  }
  const unknown = await call(["show", log, "--channel", "0xffff"]);
  assert.equal(unknown.status, 2);
  assert.match(flat(unknown.stderr), /No channel has the id "0xffff"/);
  for (const id of ids) assert.ok(unknown.stderr.includes(id));
});

test("a channel that is not there yet is told with the event that creates it", async () => {
  const { status, stderr } = await call(["state", log, "--at", "1", "--channel", "0x4504"]);
  assert.equal(status, 2);
  assert.match(flat(stderr), /is not there at 1; event \d+ creates it/);
});

test("colours are for terminals, NO_COLOR and FORCE_COLOR decide", async () => {
  const { wantsColours } = await load("output.js");
  assert.deepEqual([[true, {}], [false, {}], [true, { NO_COLOR: "1" }], [true, { NO_COLOR: "" }], [true, { TERM: "dumb" }], [false, { FORCE_COLOR: "1" }], [true, { FORCE_COLOR: "0" }], [false, { FORCE_COLOR: "3", NO_COLOR: "1" }]].map(([terminal, env]) => wantsColours(terminal, env)), [true, false, false, true, false, true, false, true]);
  const plain = await run(["audit", "e01-equivocation.statelog"]);
  const coloured = await run(["audit", "e01-equivocation.statelog"], { env: { FORCE_COLOR: "1" } });
  assert.equal(plain.stdout.includes("\u001b"), false);
  assert.ok(coloured.stdout.includes("\u001b[31mCRITICAL\u001b[39m"));
  assert.equal(coloured.stdout.replace(/\u001b\[\d+m/g, ""), plain.stdout);
});

test("what peers write reaches no terminal as control characters", async () => {
  const evil = "\u001b]0;owned\u0007\u001b[2J\u202e\u009b31mx\r\n";
  const event = { type: "objective_created", objectiveId: evil, kind: "other", source: "peer_payload", status: "approved" };
  const more = { type: "objective_failed", objectiveId: evil, error: evil, retryable: false };
  succeeded(await run(["append", "evil.statelog"], { input: `${JSON.stringify(event)}\n${JSON.stringify(more)}\n` }));
  for (const args of [["show"], ["state"], ["diff", "0", "2"], ["diff", "1", "2"], ["audit"], ["state", "--objective", "none"]]) {
    const { stdout, stderr } = await call([args[0], "evil.statelog", ...args.slice(1)]);
    assert.equal(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(stdout + stderr), false, args.join(" "));
    if (args[0] !== "audit") assert.ok((stdout + stderr).replace(/\s+/g, "").includes("\\u001b]0;owned\\u0007"), args.join(" "));
  }
});

test("a reader that has seen enough ends the command quietly", async () => {
  const many = [...Array(3000).keys()].map((index) => `${JSON.stringify({ type: "extension", namespace: "test", name: `event-${index}`, payload: "0x", critical: false })}\n`).join("");
  succeeded(await run(["append", "many.statelog"], { input: many }));
  for (const args of [["show", "many.statelog"], ["show", "many.statelog", "--json"]]) {
    const { child, ended } = start(args);
    child.stdout.once("data", () => child.stdout.destroy());
    const { status, signal, stderr } = await ended;
    assert.deepEqual([status, signal, stderr], [0, null, ""]);
  }
});

test("output waits for a slow reader", async () => {
  const { Output } = await load("output.js");
  const { Writable } = await import("node:stream");
  let waiting = 0;
  const slow = new Writable({ highWaterMark: 64, write: (chunk, _, done) => setImmediate(done) });
  const output = new Output(slow, {});
  for (let line = 0; line < 500; line += 1) {
    await output.line("0123456789");
    waiting = Math.max(waiting, slow.writableLength);
  }
  assert.ok(waiting <= 64 + 11, `${waiting} characters waited`);
});

test("progress is told after a second, on a terminal only, and taken away", async () => {
  const { Progress } = await load("progress.js");
  const told = (isTTY) => {
    let [now, text] = [0, ""];
    const progress = new Progress({ isTTY, write: (characters) => (text += characters) }, () => now);
    for (now of [0, 500, 999, 1000, 1050, 1200]) progress.say(() => `${now};`);
    progress.done();
    return text;
  };
  assert.equal(told(true), "\r\u001b[K1000;\r\u001b[K1200;\r\u001b[K");
  assert.equal(told(false), "");
});

test("lines are broken between words, under themselves; only ids are longer than a line", async () => {
  const { hanging, rendered } = await load("text.js");
  const lines = (prefix, text, width) => hanging(prefix, text, width).map((line) => rendered(line, false));
  assert.deepEqual(lines("ab ", "one two  three", 26), ["ab one two  three"]);
  assert.deepEqual(lines("ab ", "some words and a few more", 23), ["ab some words and a few", "   more"]);
  assert.deepEqual(lines("", "x".repeat(45), 20), ["x".repeat(20), "x".repeat(20), "x".repeat(5)]);
  const id = `0x${"1".repeat(64)}`;
  assert.deepEqual(lines("  ", `id ${id}, end`, 30), ["  id", `  ${id},`, "  end"]);
  assert.deepEqual(lines("", "", 20), [""]);
  assert.equal(rendered([{ text: "a", style: "bold" }, "b", { text: "", style: "red" }], true), "\u001b[1ma\u001b[22mb");
});
