// A contest: the same work done by several contestants in turns, A B C A B C, so that what else happens on the machine
// hits all of them alike.

import { collectGarbage } from "./garbage.mjs";
import { progress } from "./progress.mjs";
import { randomNumbers, shuffled } from "./random.mjs";
import { median, p95, sum } from "./stats.mjs";

/**
 * Runs all contestants `warmups + rounds` times and returns `{ name, median, p95 }` for each, in the order given.
 *
 * A contestant is `{ name, round }`. `round()` does the work once and returns, or resolves with, its samples as
 * `{ ms, count }`: a span of time and how many operations it covers. The median is that of the rounds, each being the
 * mean over all its operations, so that what happens only now and then (a snapshot, garbage collection) is paid for;
 * the 95th percentile is that of the single spans. Both are in milliseconds per operation.
 *
 * With `brief`, rounds are of a few operations and many: their order is drawn for each, since one may profit or suffer
 * from what the one before it did, and garbage is collected when it comes.
 */
export async function contest(contestants, { rounds, warmups = 1, brief = false }) {
  const random = randomNumbers(1);
  const results = contestants.map(({ name }) => ({ name, means: [], spans: [] }));
  for (let round = -warmups; round < rounds; round += 1) {
    for (const index of brief ? shuffled([...contestants.keys()], random) : contestants.keys()) {
      const contestant = contestants[index];
      progress(`round ${round + warmups + 1} of ${rounds + warmups}: ${contestant.name}`);
      if (!brief) await collectGarbage();
      const samples = await contestant.round();
      if (round < 0) continue;
      results[index].means.push(sum(samples.map(({ ms }) => ms)) / sum(samples.map(({ count }) => count)));
      for (const { ms, count } of samples) results[index].spans.push(ms / count);
    }
  }
  return results.map(({ name, means, spans }) => ({ name, median: median(means), p95: p95(spans) }));
}
