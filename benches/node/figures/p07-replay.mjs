// P7: folding a whole log in memory.

import { EventStore } from "statelog";
import { time } from "../lib/clock.mjs";
import { contest } from "../lib/contest.mjs";
import { fill } from "../lib/fill.mjs";
import { longStep } from "../lib/progress.mjs";
import { linesOf, logBytes } from "../lib/workload.mjs";
import { withoutSignatures } from "../lib/unsigned.mjs";
import { reduceImmutably, reduceInPlace } from "../peers/subset.mjs";

const nobody = `0x${"00".repeat(32)}`;

export const figure = {
  id: "P7",
  title: "full replay in memory: fold only",
  async run({ quick }) {
    const length = quick ? 100_000 : 1_000_000;
    const bytes = await logBytes("realistic", length);
    // No snapshots: replay must start from the first event.
    const store = fill(new EventStore({ ...withoutSignatures, snapshotInterval: 0 }), bytes);
    longStep("parsing the log into objects");
    const events = Array.from(linesOf(bytes), (line) => JSON.parse(line));
    const results = await contest(contestants(store, events), { rounds: quick ? 5 : 7 });
    return { ...table(results, length), targets: [{ what: "statelog", measured: perSecond(results[0].median), limit: 2, unit: "M/s", least: true }] };
  },
};

function contestants(store, events) {
  // The store remembers the state that it was asked for last and goes on from there. Each question lies before the
  // last one, so that this never helps, and asks for a channel that does not exist, so that nothing is returned.
  let at = events.length;
  const refold = () => store.reconstructChannel(nobody, { at: (at -= 1) });
  const reduce = (reducer) => () => events.reduce(reducer, new Map());
  const round = (work) => () => [{ count: events.length, ms: time(work) }];
  return [
    { name: "statelog: the whole fold", round: round(refold) },
    { name: "JavaScript subset, in place", round: round(reduce(reduceInPlace)) },
    { name: "JavaScript subset, immutable", round: round(reduce(reduceImmutably)) },
  ];
}

/** Milliseconds per event → million events per second. */
const perSecond = (msPerEvent) => 1 / msPerEvent / 1000;

function table(results, length) {
  return {
    columns: [{ name: "events per second", unit: "M/s" }, { name: "P95", unit: "M/s" }, { name: "median of the whole", unit: "ms" }],
    rows: results.map(({ name, median, p95 }) => ({ name, values: [perSecond(median), perSecond(p95), median * length] })),
    length,
  };
}
