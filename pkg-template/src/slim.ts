// Everything, without the inlined WebAssembly.

export { init } from "./wasm-slim.js";
export type { WasmResponse, WasmSource, WebAssemblyModule } from "./wasm-slim.js";
