// P1: appending one by one.

import { EventStore } from "statelog";
import { time, timeAsync } from "../lib/clock.mjs";
import { contest } from "../lib/contest.mjs";
import { contestTable } from "../lib/rows.mjs";
import { chunks, logEvents } from "../lib/workload.mjs";
import { withoutSignatures } from "../lib/unsigned.mjs";
import { CastoreLog, castoreEvent, castoreVersion } from "../peers/castore.mjs";
import { EmmettLog, emmettEvent, emmettVersion } from "../peers/emmett.mjs";
import { HashingLog } from "../peers/hashing.mjs";
import { PlainLog } from "../peers/plain.mjs";

/** How many events the clock covers at a time. */
const pieceLength = 100;

export const figure = {
  id: "P1",
  title: "append one by one from JavaScript, small events (per event)",
  async run({ quick }) {
    const pieces = chunks(await logEvents("small", quick ? 2_000 : 10_000), pieceLength);
    const results = await contest(contestants(pieces), { rounds: quick ? 3 : 15, warmups: 2 });
    return { ...contestTable(results, "µs"), targets: targets(results) };
  },
};

function contestants(pieces) {
  const emmettPieces = pieces.map((events) => events.map(emmettEvent));
  const castorePieces = pieces.map((events, stream) => events.map((event, index) => castoreEvent(`s${stream}`, index + 1, event)));
  // Emmett copies a stream whenever it grows, so short streams suit it best; the length of real ones is not for it to
  // choose. Castore looks through the versions of a stream and gets short ones.
  const emmett = (streamLength) => ({
    name: `Emmett ${emmettVersion}, streams of ${streamLength.toLocaleString("en")}`,
    round: () => appendAllAsync(new EmmettLog(), emmettPieces, (log, piece, event) => log.append(`s${Math.floor((piece * pieceLength) / streamLength)}`, event)),
  });
  return [
    { name: "statelog", round: () => appendAll(new EventStore(withoutSignatures), pieces) },
    emmett(100),
    emmett(1_000),
    { name: `Castore ${castoreVersion}, streams of 100`, round: () => appendAllAsync(new CastoreLog(), castorePieces, (log, _, event) => log.append(event)) },
    { name: "canonicalize + SHA-256 + map + reducer", round: () => appendAll(new HashingLog(), pieces) },
    { name: "array + reducer", round: () => appendAll(new PlainLog(), pieces) },
  ];
}

function appendAll(log, pieces) {
  return pieces.map((events) => ({
    count: events.length,
    ms: time(() => {
      for (const event of events) log.append(event);
    }),
  }));
}

async function appendAllAsync(log, pieces, append) {
  const samples = [];
  for (const [index, events] of pieces.entries()) {
    const ms = await timeAsync(async () => {
      for (const event of events) await append(log, index, event);
    });
    samples.push({ ms, count: events.length });
  }
  return samples;
}

function targets([ours, emmett, , castore]) {
  return [
    { what: "append", measured: ours.median * 1000, limit: 8, unit: "µs" },
    { what: "Emmett at its best ÷ statelog", measured: emmett.median / ours.median, limit: 1, unit: "×", least: true },
    { what: "Castore ÷ statelog", measured: castore.median / ours.median, limit: 1, unit: "×", least: true },
  ];
}
