// Everything, without the inlined WebAssembly.

export * from "./api.js";
export { init } from "./wasm-slim.js";
export type { WasmResponse, WasmSource, WebAssemblyModule } from "./wasm-slim.js";
