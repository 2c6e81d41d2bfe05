// What subscribers throw: it must disturb nobody, and must not get lost.

/** Gets an error and where it came from. */
export type OnError = (error: unknown, context: { subscription: number; offset: number }) => void;

/** Hands an error to `onError`, without one to the platform as an uncaught error. */
export function report(error: unknown, context: { subscription: number; offset: number }, onError: OnError | undefined): void {
  if (onError === undefined) return uncaught(error);
  try {
    onError(error, context);
  } catch (second) {
    uncaught(second);
  }
}

function uncaught(error: unknown): void {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void };
  if (typeof reportError === "function") return reportError(error);
  queueMicrotask(() => {
    throw error;
  });
}
