// Making garbage collection happen between measurements rather than within them. Needs `node --expose-gc`.

import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * Collects garbage and lets finalizers run, which give back what dropped stores hold inside the WebAssembly memory.
 */
export async function collectGarbage() {
  globalThis.gc();
  await nextTurn();
  await nextTurn();
  globalThis.gc();
}
