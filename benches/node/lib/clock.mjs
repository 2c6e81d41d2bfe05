// Taking the time.

/** Runs `work` and returns how long it took, in milliseconds. */
export function time(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Like `time`, for work that returns a promise. */
export async function timeAsync(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
