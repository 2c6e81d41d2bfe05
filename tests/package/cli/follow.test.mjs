// `statelog show --follow`: what is there, then what another process appends, until it is interrupted.

import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { after, test } from "node:test";
import { openLog } from "statelog/node";
import { installed, jsonLines, sampleBytes } from "./support/cli.mjs";

const { path, write, start } = installed(after);
const created = (objectiveId) => ({ type: "objective_created", objectiveId, kind: "other", source: "local_request", status: "approved" });

let count = 0;

/** A log with two objectives, open to write. */
async function writer(context) {
  const log = await openLog(path(`followed-${(count += 1)}.statelog`));
  context.after(() => log.close());
  await log.append(created("chess"));
  await log.append(created("go"));
  return { log, file: `followed-${count}.statelog` };
}

/** Ends a follower as Ctrl-C does; it must have been content. */
async function interrupt({ child, ended }, signal = "SIGINT") {
  child.kill(signal);
  const { status, signal: killed, stdout, stderr } = await ended;
  assert.deepEqual([status, killed, stderr], [0, null, ""]);
  return jsonLines(stdout);
}

test("it shows what is there, then each event once it is durable, and ends on Ctrl-C", async (context) => {
  const { log, file } = await writer(context);
  const follower = start(["show", file, "--follow", "--json"]);
  await follower.lines(2);
  for (const [index, objectiveId] of ["shogi", "xiangqi", "checkers"].entries()) {
    await log.append(created(objectiveId));
    const lines = await follower.lines(3 + index);
    assert.equal(JSON.parse(lines.at(-1)).objectiveId, objectiveId);
  }
  assert.deepEqual(await interrupt(follower), [...log]);
});

test("filters hold for what comes, too", async (context) => {
  const { log, file } = await writer(context);
  const ofGo = start(["show", file, "--follow", "--json", "--objective", "g"]);
  const ofType = start(["show", file, "--follow", "--json", "--type", "objective_completed"]);
  const later = start(["show", file, "--follow", "--json", "--from", "3"]);
  await ofGo.lines(1);
  await log.append({ type: "objective_completed", objectiveId: "chess" });
  await log.append({ type: "objective_progressed", objectiveId: "go", waitingFor: "the move" });
  await log.append({ type: "objective_completed", objectiveId: "go" });
  await Promise.all([ofGo.lines(3), ofType.lines(2), later.lines(2)]);
  assert.deepEqual((await interrupt(ofGo, "SIGTERM")).map(({ offset }) => offset), [1, 3, 4]);
  assert.deepEqual((await interrupt(ofType)).map(({ offset }) => offset), [2, 4]);
  assert.deepEqual((await interrupt(later)).map(({ offset }) => offset), [3, 4]);
});

test("with an end it ends there by itself", async (context) => {
  const { log, file } = await writer(context);
  assert.equal((await start(["show", file, "--follow", "--to", "2"]).ended).status, 0);
  const { lines, ended } = start(["show", file, "--follow", "--to", "3"]);
  await lines(3);
  await log.appendBatch([created("shogi"), created("xiangqi")]);
  const { status, stdout } = await ended;
  assert.equal(status, 0);
  assert.deepEqual([...stdout.matchAll(/objective_created {2}(\w+)/g)].map(([, name]) => name), ["chess", "go", "shogi"]);
});

test("a damaged log is shown up to the damage, and not followed", async () => {
  const bytes = Buffer.from(sampleBytes("direct-fund-defund"));
  bytes[5000] ^= 1;
  const { status, stdout, stderr } = await start(["show", write("damaged.statelog", bytes), "--follow", "--json"]).ended;
  assert.equal(status, 1);
  assert.match(stderr, /is damaged/);
  assert.ok(jsonLines(stdout).length > 0);
});

test("damage that appears while it follows ends it", async (context) => {
  const { log, file } = await writer(context);
  await log.close();
  const { lines, ended } = start(["show", file, "--follow", "--json"]);
  await lines(2);
  appendFileSync(path(file), '{"crc":"00000000","events":[],"flushed":2,"length":2,"root":"0x"}\n');
  const { status, stdout, stderr } = await ended;
  assert.equal(status, 1, stderr);
  assert.match(stderr, /damaged/);
  assert.equal(jsonLines(stdout).length, 2);
});
