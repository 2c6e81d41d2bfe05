// P8: opening a stored log and verifying it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EventStore } from "statelog";
import { openLog } from "statelog/node";
import { timeAsync } from "../lib/clock.mjs";
import { contest } from "../lib/contest.mjs";
import { onDisk } from "../lib/disk.mjs";
import { contestTable } from "../lib/rows.mjs";
import { storeLog } from "../lib/stored.mjs";
import { withoutSignatures } from "../lib/unsigned.mjs";

export const figure = {
  id: "P8",
  title: "open and verify 100k realistic events (the whole)",
  run: ({ quick }) =>
    onDisk(async (dir) => {
      const path = join(dir, "log.statelog");
      await storeLog(path, quick ? 20_000 : 100_000);
      const results = await contest(contestants(path), { rounds: quick ? 3 : 7 });
      const [both] = results;
      const parse = results.at(-1);
      return { ...contestTable(results, "ms"), targets: [{ what: "open + verify ÷ JSON.parse", measured: both.median / parse.median, limit: 4, unit: "×" }] };
    }),
};

function contestants(path) {
  return [
    { name: "open + verify", round: () => withLog(path, (open) => once(async () => (await open()).verify())) },
    { name: "open: openLog(path)", round: () => withLog(path, once) },
    { name: "open: EventStore.import(file)", round: () => importOnce(readFileSync(path)) },
    { name: "verify()", round: () => withLog(path, async (open) => verifyOnce(await open())) },
    { name: "read the file and JSON.parse its lines", round: () => once(() => parseLines(path)) },
  ];
}

const once = async (work) => [{ count: 1, ms: await timeAsync(async () => work()) }];

/** Calls `work` with a function that opens the log, and closes that outside of what is timed. */
async function withLog(path, work) {
  let log;
  const open = async () => (log = await openLog(path, withoutSignatures));
  const samples = await work(open);
  await log.close();
  return samples;
}

const verifyOnce = (log) => once(() => log.verify());

async function importOnce(file) {
  let store;
  const samples = await once(() => (store = EventStore.import(file, withoutSignatures)));
  store.close();
  return samples;
}

function parseLines(path) {
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}
