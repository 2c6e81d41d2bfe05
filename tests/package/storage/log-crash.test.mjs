// A process that keeps a log is killed in the middle of its appends, again and again: what it acknowledged is there, in
// one piece, and the next life goes on. 200 deaths, 2,000 in the long run.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openLog } from "statelog/node";
import { Random } from "../../nitro/support/random.mjs";
import { scratch } from "./support/files.mjs";

const logger = fileURLToPath(new URL("./support/logger.mjs", import.meta.url));
const deaths = process.env.STATELOG_LONG ? 2000 : 200;
/** A log lives so many lives; then another begins, so that opening stays quick. */
const livesPerLog = 8;
/** Logs that are tested side by side. */
const lanes = 2;

/** Runs the program and kills it some time after so many lines; returns the numbers that it printed. */
async function life(path, lines, delayMs) {
  const child = spawn(process.execPath, [logger, path], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  let dying = false;
  child.stdout.on("data", (chunk) => {
    printed += chunk;
    if (dying || printed.split("\n").length <= lines) return;
    dying = true;
    // Not at the moment of an acknowledgement, when nothing is being written.
    setTimeout(() => child.kill("SIGKILL"), delayMs);
  });
  const [code, signal] = await once(child, "close");
  assert.equal(signal, "SIGKILL", `the program ended by itself with ${code}`);
  return printed.split("\n").slice(0, -1).map(Number);
}

/** What can be read of a log, without changing it. */
async function read(path) {
  const log = await openLog(path, { readOnly: true });
  const found = { length: log.length, events: log.readFrom(), torn: log.opened.torn, ok: log.verify().ok };
  await log.close();
  return found;
}

test(`${deaths} deaths by kill -9 lose nothing that was acknowledged`, async (context) => {
  const random = new Random(context);
  const dir = scratch(context);
  const seen = { torn: 0, acknowledged: 0, unacknowledged: 0 };

  const oneLife = async (path, plan, acknowledged) => {
    const [found, ...offsets] = await life(path, plan.lines, plan.delayMs);
    assert.ok(found >= acknowledged.size && [...acknowledged].every((offset) => offset < found), `${path}: ${found} events were found, ${acknowledged.size} had been acknowledged`);
    for (const offset of offsets) acknowledged.add(offset);
    const { length, events, torn, ok } = await read(path);
    assert.ok(ok, `${path}: the log is intact`);
    for (const offset of acknowledged) assert.ok(offset < length, `${path}: offset ${offset} was acknowledged, the log has ${length} events`);
    // Nothing altered, nothing left out: every event is the one that belongs in its place.
    events.forEach(({ type, name }, offset) => assert.ok(type === "snapshot_created" || name === String(offset), `${path}: ${name} at ${offset}`));
    seen.unacknowledged += length - 1 - Math.max(-1, ...acknowledged);
    if (torn !== undefined) seen.torn += 1;
  };

  const lane = async (plans) => {
    for (let first = 0; first < plans.length; first += livesPerLog) {
      const path = join(dir, `${plans[first].number}.statelog`);
      const acknowledged = new Set();
      let cuts = 0;
      for (const plan of plans.slice(first, first + livesPerLog)) {
        await oneLife(path, plan, acknowledged);
        cuts = readdirSync(dirname(path)).filter((name) => name.startsWith(`${basename(path)}.torn-`)).length;
      }
      seen.acknowledged += acknowledged.size;
      assert.ok(cuts < livesPerLog && existsSync(path));
    }
  };

  const plans = Array.from({ length: deaths }, (_, number) => ({ number, lines: 1 + random.below(25), delayMs: random.below(4) }));
  await Promise.all(Array.from({ length: lanes }, (_, index) => lane(plans.filter(({ number }) => number % lanes === index))));
  context.diagnostic(`${seen.acknowledged} events acknowledged, ${seen.unacknowledged} written without acknowledgement, ${seen.torn} of ${deaths} lives ended in a torn write`);
});
