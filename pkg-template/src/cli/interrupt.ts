// Ending on Ctrl-C, or when asked to terminate, without leaving anything half done.

/** What to end by, and how to stop listening. */
export interface Interrupt {
  readonly signal: AbortSignal;
  abort(): void;
  release(): void;
}

const signals = ["SIGINT", "SIGTERM"] as const;

/** Listens for the signals; until `release` is called they do not end the process by themselves. */
export function interrupted(): Interrupt {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  for (const name of signals) process.on(name, abort);
  return { signal: controller.signal, abort, release: () => signals.forEach((name) => process.off(name, abort)) };
}
