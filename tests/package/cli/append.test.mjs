// `statelog append`: events as they arrive, receipts when they are durable, the first refusal ends it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { openLog } from "statelog/node";
import { installed, jsonLines, sampleNames, succeeded, tooWide } from "./support/cli.mjs";

const { path, write, run, start, call } = installed(after);
const flat = (text) => text.replace(/\s+/g, " ");
const created = (objectiveId, more = {}) => JSON.stringify({ type: "objective_created", objectiveId, kind: "other", source: "local_request", status: "approved", ...more });
const completed = (objectiveId) => JSON.stringify({ type: "objective_completed", objectiveId });

let count = 0;
const fresh = () => `new-${(count += 1)}.statelog`;

/** The events of a log as the command shows them. */
const shown = async (file) => jsonLines(succeeded(await call(["show", file, "--json"])));

test("the events of every sample make the same log again", async () => {
  for (const name of sampleNames) {
    const events = await shown(`${name}.statelog`);
    const lines = events.map(({ offset, eventId, ...event }) => `${JSON.stringify(event)}\n`).join("");
    const file = fresh();
    const { status, stdout, stderr } = await call(["append", file, "--events", write("events.ndjson", lines), "--json"]);
    // What our side did wrong in a sample is not recorded a second time.
    if (status === 1) assert.match(flat(stderr), /Line \d+ of events\.ndjson is refused: .*\((RULE_VIOLATION|TIMESTAMP_REGRESSION|INVALID_EVENT|IDENTITY_CONFLICT)\)\./, name);
    else assert.equal(stderr.includes("refused"), false, name);
    const ids = new Map(events.map(({ offset, eventId }) => [eventId, offset]));
    const receipts = jsonLines(stdout);
    assert.ok(receipts.length > 0 && receipts.every(({ eventId }) => ids.has(eventId)), name);
    if (status === 0) assert.equal(receipts.length, events.length, name);
    assert.deepEqual((await shown(file)).map(({ eventId }) => eventId), receipts.filter(({ duplicate }) => !duplicate).map(({ eventId }) => eventId), name);
  }
});

test("standard input is read as it arrives, and a receipt comes before the next line is written", async () => {
  const file = fresh();
  const { child, lines, ended } = start(["append", file]);
  for (const [index, name] of ["chess", "go", "shogi"].entries()) {
    child.stdin.write(`${created(name)}\n`);
    const receipts = await lines(index + 1);
    assert.match(receipts[index], new RegExp(`^ +${index} {2}0x[0-9a-f]{8} {2}objective_created$`));
    // It is durable by now: another process sees it.
    assert.equal((await shown(file)).length, index + 1);
  }
  child.stdin.end();
  const { status, stderr } = await ended;
  assert.equal(status, 0, stderr);
  assert.match(flat(stderr), /Began the log new-\d+\.statelog\..* 3 events appended\. The log has 3 events\./);
});

test("a line may come in pieces, without an end, between empty lines, and the cut may be inside a character", async () => {
  const file = fresh();
  const { child, ended } = start(["append", file, "--events", "-"]);
  const bytes = Buffer.from(`\n${created("schön")}\n\r\n${completed("schön")}`);
  const cut = bytes.indexOf("ö") + 1;
  child.stdin.write(bytes.subarray(0, cut));
  setTimeout(() => child.stdin.end(bytes.subarray(cut)), 50);
  assert.equal((await ended).status, 0);
  assert.deepEqual((await shown(file)).map(({ objectiveId }) => objectiveId), ["schön", "schön"]);
});

test("a repeat gets the receipt of the first", async () => {
  const file = fresh();
  const event = created("chess", { source: "peer_payload", timestamp: 5 });
  succeeded(await run(["append", file], { input: `${event}\n` }));
  const { status, stdout, stderr } = await run(["append", file], { input: `${event}\n${completed("chess")}\n` });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^ +0 {2}0x[0-9a-f]{8} {2}objective_created {2}\(was there already\)\n +1 {2}/);
  assert.match(flat(stderr), /Appending to new-\d+\.statelog, which has 1 event\..* 1 event appended, 1 was there already\. The log has 2 events\./);
});

const refusals = {
  "an act that a rule refuses": [created("chess"), /rule O1.*\(RULE_VIOLATION\)/],
  "an unknown type": ['{"type":"nothing"}', /\(INVALID_EVENT\)/],
  "a timestamp in the past": [created("go", { timestamp: 3 }), /\(TIMESTAMP_REGRESSION\)/],
  "what is no JSON": ['{"type":', /no JSON/],
  "what is no object": ["7", /\(INVALID_EVENT\)/],
};

for (const [what, [line, says]] of Object.entries(refusals)) {
  test(`${what} ends it: what was before stays, what comes after is not appended`, async () => {
    const file = fresh();
    const input = [created("chess"), completed("chess"), "", line, created("shogi")].join("\n");
    const { status, stdout, stderr } = await call(["append", file, "--events", write("refused.ndjson", input)]);
    assert.equal(status, 1, stderr);
    assert.equal(stdout.trimEnd().split("\n").length, 2);
    assert.match(flat(stderr), /Line 4 of refused\.ndjson is refused: .* Nothing from this line on was appended; what was appended before stays\. 2 events appended\. The log has 2 events\./);
    assert.match(flat(stderr), says);
    assert.deepEqual(tooWide(stderr), []);
    assert.deepEqual((await shown(file)).map(({ type }) => type), ["objective_created", "objective_completed"]);
    succeeded(await call(["verify", file]));
  });
}

test("many events share flushes, in order, and none is lost", async () => {
  const file = fresh();
  const names = [...Array(2000).keys()].map((index) => `game-${index}`);
  const { status, stdout } = await run(["append", file, "--json"], { input: names.map((name) => `${created(name)}\n`).join("") });
  assert.equal(status, 0);
  assert.deepEqual(jsonLines(stdout).map(({ offset }) => offset), [...names.keys()]);
  assert.deepEqual((await shown(file)).map(({ objectiveId }) => objectiveId), names);
});

test("when nobody reads the receipts any more, the events are appended all the same", async () => {
  const file = fresh();
  const { child, lines, ended } = start(["append", file]);
  child.stdin.write(`${created("chess")}\n`);
  await lines(1);
  child.stdout.destroy();
  child.stdin.end([...Array(500).keys()].map((index) => `${created(`game-${index}`)}\n`).join(""));
  const { status, stderr } = await ended;
  assert.equal(status, 0, stderr);
  assert.equal((await shown(file)).length, 501);
});

test("Ctrl-C ends it like the end of the input, and the log is closed in order", async () => {
  const file = fresh();
  const { child, lines, ended } = start(["append", file]);
  child.stdin.write(`${created("chess")}\n`);
  await lines(1);
  child.kill("SIGINT");
  const { status, signal, stderr } = await ended;
  assert.deepEqual([status, signal], [0, null], stderr);
  // The mark that vouches for the last event.
  assert.match(readFileSync(path(file), "utf8").trimEnd().split("\n").at(-1), /^\{"crc":"[0-9a-f]{8}","flushed":1,"length":1,"root"/);
});

test("when there is no room for a write, it ends at once, and what has a receipt is in the log", async () => {
  const file = fresh();
  // The input stays open: it is the failure that ends it. The limit is in blocks of 512 or 1024 bytes.
  const { child, ended } = start(["append", file, "--json"], { after: "ulimit -f 20" });
  child.stdin.write([...Array(300).keys()].map((index) => `${created(`game-${index}`)}\n`).join(""));
  const { status, stdout, stderr } = await ended;
  assert.equal(status, 2, stderr);
  assert.match(flat(stderr), /could not be appended to: EFBIG.*\(STORAGE_FAILED\)/);
  assert.equal(stderr.includes("refused"), false);
  const receipts = jsonLines(stdout);
  assert.match(flat(stderr), new RegExp(`${receipts.length} events? appended\\.`));
  assert.deepEqual((await shown(file)).slice(0, receipts.length).map(({ eventId }) => eventId), receipts.map(({ eventId }) => eventId));
});

test("input that cannot be read is exit code 2", async () => {
  const file = fresh();
  const missing = await call(["append", file, "--events", "nowhere.ndjson"]);
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /There is no file nowhere\.ndjson/);
  const binary = await call(["append", file, "--events", write("binary.ndjson", Buffer.from([0x7b, 0xff, 0x7d, 10]))]);
  assert.equal(binary.status, 2);
  assert.match(flat(binary.stderr), /Line 1 of binary\.ndjson is no UTF-8 text/);
});

test("what an interrupted writer left is moved aside, and said", async () => {
  const file = fresh();
  succeeded(await call(["append", file, "--events", write("one.ndjson", created("chess"))]));
  write(file, Buffer.concat([readFileSync(path(file)), Buffer.from('{"crc":"0')]));
  const { status, stderr } = await call(["append", file, "--events", write("two.ndjson", completed("chess"))]);
  assert.equal(status, 0, stderr);
  assert.match(flat(stderr), /unfinished write; its 9 bytes were moved to .*new-\d+\.statelog\.torn-1/);
  const log = await openLog(path(file), { readOnly: true });
  assert.equal(log.length, 2);
  await log.close();
});
