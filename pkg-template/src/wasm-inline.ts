// Starts the core from the inlined bytes while this module loads: no request, no path that a bundler could lose, no
// call to wait for. Synchronous compilation is allowed everywhere up to 8 MB, by Chrome's main thread since
// version 115 (4 KB before).

import { isStarted, start } from "./core.js";
import { wasmBase64 } from "./generated/wasm-base64.js";

if (!isStarted()) {
  try {
    start(bytesOf(wasmBase64));
  } catch (error) {
    throw new Error('The WebAssembly of statelog could not be compiled while its module loaded. Browsers older than Chrome 115 need "statelog/slim"; a Content-Security-Policy needs \'wasm-unsafe-eval\' in script-src.', { cause: error });
  }
}

/** Already resolved: here so that code can be written alike for both entries. */
export function init(): Promise<void> {
  return Promise.resolve();
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  // New engines decode natively; TypeScript's library for ES2022 does not know the method yet.
  const native = (Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }).fromBase64;
  if (native !== undefined) return native.call(Uint8Array, base64);
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let index = 0; index < characters.length; index += 1) bytes[index] = characters.charCodeAt(index);
  return bytes;
}
