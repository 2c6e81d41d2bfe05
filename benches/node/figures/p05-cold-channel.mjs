// P5: from stored bytes to the state of one channel.

import { EventStore } from "statelog";
import { time, timeAsync } from "../lib/clock.mjs";
import { contest } from "../lib/contest.mjs";
import { contestTable } from "../lib/rows.mjs";
import { linesOf, logBytes } from "../lib/workload.mjs";
import { withoutSignatures } from "../lib/unsigned.mjs";
import { CastoreLog, castoreEvent, castoreVersion } from "../peers/castore.mjs";
import { EmmettLog, emmettEvent, emmettVersion } from "../peers/emmett.mjs";
import { evolveChannel } from "../peers/subset.mjs";

export const figure = {
  id: "P5",
  title: "one channel over 1,000 events, from stored bytes (per reconstruction)",
  async run({ quick }) {
    const { lines, file, channelId } = await oneChannel();
    const results = await contest(contestants(lines, file, channelId), { rounds: quick ? 10 : 60, warmups: 5 });
    const [ours] = results;
    return { ...contestTable(results, "ms"), targets: [{ what: "P95", measured: ours.p95, limit: 2, unit: "ms" }] };
  },
};

/** A log of 1,000 events of one virtual channel that pays by vouchers, and the objectives and ledger that fund it. */
async function oneChannel() {
  const all = Array.from(linesOf(await logBytes("small", 3_000)));
  const lines = all.filter((line) => !line.includes('"type":"objective_progressed"')).slice(0, 1_000);
  const store = new EventStore(withoutSignatures);
  for (const line of lines) store.append(JSON.parse(line));
  const channelId = store.channelIds().at(-1);
  return { lines, channelId, file: new TextEncoder().encode(store.export()) };
}

function contestants(lines, file, channelId) {
  const text = lines.join("\n");
  const parse = () => text.split("\n").map((line) => JSON.parse(line));
  return [
    { name: "statelog: import + reconstructChannel", round: () => once(() => EventStore.import(file, withoutSignatures).reconstructChannel(channelId)) },
    { name: `JSON.parse + Emmett ${emmettVersion}`, round: () => onceAsync(() => emmett(parse(), channelId)) },
    { name: `JSON.parse + Castore ${castoreVersion}`, round: () => onceAsync(() => castore(parse(), channelId)) },
    { name: "JSON.parse + reducer", round: () => once(() => parse().reduce((state, event) => (event.channelId === channelId ? evolveChannel(state, event) : state), undefined)) },
    { name: "JSON.parse alone", round: () => once(parse) },
  ];
}

const once = (work) => [{ count: 1, ms: time(work) }];
const onceAsync = async (work) => [{ count: 1, ms: await timeAsync(work) }];

async function emmett(events, channelId) {
  const log = new EmmettLog();
  await log.appendBatch(channelId, events.filter((event) => event.channelId === channelId).map(emmettEvent));
  return log.aggregate(channelId, (state, { data }) => evolveChannel(state, data), () => undefined);
}

function castore(events, channelId) {
  const own = events.filter((event) => event.channelId === channelId);
  const log = new CastoreLog((state, { payload }) => evolveChannel(state, payload), own.map((event, index) => castoreEvent(channelId, index + 1, event)));
  return log.aggregate(channelId);
}
