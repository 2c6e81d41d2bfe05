// P2: appending 100 events as one commit.

import { EventStore } from "statelog";
import { time, timeAsync } from "../lib/clock.mjs";
import { contest } from "../lib/contest.mjs";
import { contestTable } from "../lib/rows.mjs";
import { chunks, logEvents } from "../lib/workload.mjs";
import { withoutSignatures } from "../lib/unsigned.mjs";
import { CastoreLog, castoreEvent, castoreVersion } from "../peers/castore.mjs";
import { EmmettLog, emmettEvent, emmettVersion } from "../peers/emmett.mjs";
import { PlainLog } from "../peers/plain.mjs";
import { SqliteLog, hasSqlite } from "../peers/sqlite.mjs";

const batchLength = 100;

export const figure = {
  id: "P2",
  title: "appendBatch of 100 small events (per event)",
  async run({ quick }) {
    const batches = chunks(await logEvents("small", quick ? 2_000 : 10_000), batchLength);
    const results = await contest(contestants(batches), { rounds: quick ? 3 : 15, warmups: 2 });
    return { ...contestTable(results, "µs"), targets: targets(results) };
  },
};

function contestants(batches) {
  const emmettBatches = batches.map((events) => events.map(emmettEvent));
  const castoreBatches = batches.map((events, stream) => events.map((event, index) => castoreEvent(`s${stream}`, index + 1, event)));
  const sqlite = { name: sqliteName, round: () => appendToSqlite(batches) };
  return [
    { name: "statelog", round: () => appendAll(batches, new EventStore(withoutSignatures), (log, batch) => log.appendBatch(batch)) },
    ...(hasSqlite ? [sqlite] : []),
    { name: `Emmett ${emmettVersion}, a stream each`, round: () => appendAllAsync(emmettBatches, new EmmettLog(), (log, batch, stream) => log.appendBatch(stream, batch)) },
    { name: `Castore ${castoreVersion}, a stream each`, round: () => appendAllAsync(castoreBatches, new CastoreLog(), (log, batch) => log.appendBatch(batch)) },
    { name: "array + reducer", round: () => appendAll(batches, new PlainLog(), (log, batch) => log.appendBatch(batch)) },
  ];
}

const sqliteName = "better-sqlite3, :memory:, one transaction";

function appendAll(batches, log, append) {
  return batches.map((batch, index) => ({ count: batch.length, ms: time(() => append(log, batch, `s${index}`)) }));
}

async function appendAllAsync(batches, log, append) {
  const samples = [];
  for (const [index, batch] of batches.entries()) {
    samples.push({ count: batch.length, ms: await timeAsync(() => append(log, batch, `s${index}`)) });
  }
  return samples;
}

function appendToSqlite(batches) {
  const log = new SqliteLog();
  const samples = appendAll(batches, log, (_, batch, stream) => log.appendBatch(stream, batch));
  log.close();
  return samples;
}

function targets(results) {
  const [ours] = results;
  const sqlite = results.find(({ name }) => name === sqliteName);
  const beside = sqlite && { what: "better-sqlite3 ÷ statelog", measured: sqlite.median / ours.median, limit: 1, unit: "×", least: true };
  return [{ what: "append in a batch", measured: ours.median * 1000, limit: 4, unit: "µs" }, ...(beside ? [beside] : [])];
}
