// Starts the core from a source that the caller provides.

import { isStarted, start } from "./core.js";

/** What can be turned into bytes by waiting: a `Response`, or anything shaped like one. */
export interface WasmResponse {
  readonly ok?: boolean;
  readonly status?: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Where the WebAssembly comes from: its address, its bytes, a compiled `WebAssembly.Module`, or a response that
 * delivers it. The members are described by shape, because not every TypeScript project knows the DOM's types.
 */
export type WasmSource = string | { readonly href: string } | ArrayBuffer | ArrayBufferView | WasmResponse | WebAssemblyModule;

/** A compiled `WebAssembly.Module`; the language gives it no members to recognise it by. */
export type WebAssemblyModule = object;

let starting: Promise<void> | undefined;

/**
 * Makes the core ready. Call it once and wait for it before anything else; further calls wait for the first.
 * A failed call may be repeated.
 */
export function init(source: WasmSource | Promise<WasmSource>): Promise<void> {
  starting ??= load(source).catch((error: unknown) => {
    starting = undefined;
    throw error;
  });
  return starting;
}

async function load(given: WasmSource | Promise<WasmSource>): Promise<void> {
  const source = await given;
  if (isStarted()) return;
  start(source instanceof WebAssembly.Module ? source : await WebAssembly.compile(await bytesOf(source)));
}

async function bytesOf(source: WasmSource): Promise<BufferSource> {
  if (source instanceof ArrayBuffer) return source;
  if (ArrayBuffer.isView(source)) return source as ArrayBufferView<ArrayBuffer>;
  if (typeof source === "string" || "href" in source) return bytesOf(await fetch(typeof source === "string" ? source : source.href));
  if (!("arrayBuffer" in source)) throw new TypeError("init(source) takes an address, bytes, a WebAssembly.Module or a Response.");
  if (source.ok === false) throw new Error(`The WebAssembly of statelog could not be loaded: status ${source.status}.`);
  return source.arrayBuffer();
}
