// The one instance of the Rust core in this copy of the package. Every entry starts it in its own way
// (wasm-inline, wasm-slim, wasm-workerd); everything else asks for it here and need not know which.

import * as bindings from "./generated/statelog.js";

/** The classes and functions that the core exports, with their generated types. */
export type Core = Omit<typeof bindings, "default" | "initSync">;

let started = false;

/** Whether the core can be called. */
export const isStarted = (): boolean => started;

/** Instantiates the core. Later calls do nothing: the entries of one package share the instance. */
export function start(wasm: WebAssembly.Module | BufferSource): void {
  if (started) return;
  bindings.initSync({ module: wasm });
  started = true;
}

/** The core, or an error that says what was forgotten. */
export function core(): Core {
  if (!started) throw new Error('statelog/slim is not ready. Call `await init(source)` once before anything else, or import "statelog", which needs no call.');
  return bindings;
}
