// What is kept of a run.

/** The markers in docs/reliability.md. */
export const markers = { name: "reliability", command: "npm run reliability -- --write" };

/** Counts outcomes; keeps the first example of each. */
export function results({ machine: { date, commit, platform, node }, seed, count, events, stores }) {
  const machine = { date, commit, platform, node };
  return { machine, seed, count, events, stores: stores.map(({ store: { name, settings }, files, outcomes }) => ({ name, settings, files, trials: mapValues(outcomes, summary) })) };
}

function summary(outcomes) {
  const counts = {};
  const examples = {};
  for (const { id, example } of outcomes) {
    counts[id] = (counts[id] ?? 0) + 1;
    if (example !== undefined) examples[id] ??= example;
  }
  return { counts, examples };
}

const mapValues = (object, change) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
