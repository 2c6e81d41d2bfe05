// P6: the state at any offset of a long log.

import { EventStore } from "statelog";
import { time, timeAsync } from "../lib/clock.mjs";
import { collectGarbage } from "../lib/garbage.mjs";
import { longStep, progress } from "../lib/progress.mjs";
import { median, p95 } from "../lib/stats.mjs";
import { linesOf, logBytes } from "../lib/workload.mjs";
import { randomNumbers } from "../lib/random.mjs";
import { withoutSignatures } from "../lib/unsigned.mjs";
import { CastoreLog, castoreEvent, castoreVersion } from "../peers/castore.mjs";
import { PlainLog } from "../peers/plain.mjs";
import { evolveChannel } from "../peers/subset.mjs";

/** Channels that live longer than by default, so that the log ends with about 2,000 entities. */
const longLived = ["--updates", "40", "--payments", "50"];

export const figure = {
  id: "P6",
  title: "the past: random offsets of a 100k log (per call)",
  async run({ quick }) {
    const length = quick ? 20_000 : 100_000;
    const bytes = await logBytes("realistic", length, longLived);
    longStep(`importing ${length} events`);
    const store = EventStore.import(bytes, withoutSignatures);
    const questions = ask(store, length, quick ? 100 : 1_000);
    const measured = await measureAll(contestants(store, bytes, length), questions);
    const entities = countEntities(store);
    return { ...table(measured, entities), targets: targets(measured, entities) };
  },
};

const countEntities = (store) => {
  const { channels, objectives, chains } = store.reconstruct();
  return channels.length + objectives.length + chains.length;
};

/** Random channels that exist, at random lengths of the log. */
function ask(store, length, count) {
  const ids = store.channelIds();
  const random = randomNumbers(1);
  return Array.from({ length: count }, () => ({ at: random(length + 1), channelId: ids[random(ids.length)] }));
}

function contestants(store, bytes, length) {
  const events = Array.from(linesOf(bytes), (line) => JSON.parse(line));
  const castore = fillCastore(events);
  const plain = new PlainLog();
  plain.events = events;
  return [
    { name: "reconstructChannel(id, { at })", ask: ({ channelId, at }) => time(() => store.reconstructChannel(channelId, { at })) },
    { name: "stateHash({ at })", ask: ({ at }) => time(() => store.stateHash({ at })) },
    { name: "reconstruct({ at })", ask: ({ at }) => time(() => store.reconstruct({ at })) },
    { name: `Castore ${castoreVersion}: fold the channel's stream`, ask: (question) => timeAsync(() => castore(question)) },
    { name: "array: reduce [0, at)", ask: ({ at }) => time(() => plain.at(at)), few: true },
  ].map((contestant) => ({ ...contestant, length, samples: [] }));
}

/** Castore knows versions of an aggregate and no offsets of a log; which version is asked for is looked up beforehand. */
function fillCastore(events) {
  const streams = new Map();
  const initial = [];
  for (const [offset, event] of events.entries()) {
    if (event.channelId === undefined) continue;
    const offsets = streams.get(event.channelId) ?? [];
    streams.set(event.channelId, offsets);
    offsets.push(offset);
    initial.push(castoreEvent(event.channelId, offsets.length, event));
  }
  const log = new CastoreLog((state, { payload }) => evolveChannel(state, payload), initial);
  return ({ channelId, at }) => log.aggregate(channelId, streams.get(channelId).filter((offset) => offset < at).length);
}

async function measureAll(all, questions) {
  await collectGarbage();
  for (const [index, question] of questions.entries()) {
    progress(`question ${index + 1} of ${questions.length}`);
    for (const contestant of all) {
      // Folding from 0 each time takes long enough to need fewer samples.
      if (contestant.few && index % 10 !== 0) continue;
      contestant.samples.push({ at: question.at, ms: await contestant.ask(question) });
    }
  }
  return all.map(({ name, length, samples }) => ({ name, ...summary(samples, length) }));
}

/** Whether the answer takes longer late in the log shows in its quarters. */
function summary(samples, length) {
  const within = (from, to) => samples.filter(({ at }) => at >= from * length && at < to * length).map(({ ms }) => ms);
  const all = samples.map(({ ms }) => ms);
  return { median: median(all), p95: p95(all), first: p95(within(0, 0.25)), last: p95(within(0.75, 1)) };
}

const table = (measured, entities) => ({
  columns: [{ name: "median", unit: "ms" }, { name: "P95", unit: "ms" }, { name: "P95, 1st ¼", unit: "ms" }, { name: "P95, 4th ¼", unit: "ms" }],
  rows: measured.map(({ name, median: middle, p95: high, first, last }) => ({ name, values: [middle, high, first, last] })),
  entities,
});

function targets([channel, hash], entities) {
  const within = `${entities} entities`;
  return [
    { what: `reconstructChannel, P95, ${within}`, measured: channel.p95, limit: 2, unit: "ms" },
    { what: `stateHash, P95, ${within}`, measured: hash.p95, limit: 10, unit: "ms" },
  ];
}
