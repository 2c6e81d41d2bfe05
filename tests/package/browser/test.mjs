// As much of `node:test` as the behaviour suite uses, for browsers: tests are collected, then run one after the other.

const tests = [];

/** Declares a test. */
export const test = (name, body) => void tests.push({ name, body });

/** Runs all tests; resolves to a list of `{ name, error }`, the error left out where there is none. */
export async function run() {
  const results = [];
  for (const { name, body } of tests) results.push(await outcome(name, body));
  return results;
}

async function outcome(name, body) {
  const finals = [];
  try {
    await body({ after: (work) => finals.push(work) });
    return { name };
  } catch (error) {
    return { name, error: [error?.cause, error?.stack ?? error].filter(Boolean).join("\n") };
  } finally {
    for (const work of finals) await work();
  }
}
