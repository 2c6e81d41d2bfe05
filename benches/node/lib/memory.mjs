// How much memory things take.

import { initSync } from "../../../pkg/esm/generated/statelog.js";
import { collectGarbage } from "./garbage.mjs";

/**
 * The size of the WebAssembly memory, in bytes. It never shrinks, so it is also the peak. The generated module below
 * the package returns the running instance; the package itself exports no way to it, and needs none.
 */
export const wasmBytes = () => initSync().memory.buffer.byteLength;

/** What JavaScript holds on its heap after a collection, in bytes. */
export async function heapBytes() {
  await collectGarbage();
  return process.memoryUsage().heapUsed;
}
