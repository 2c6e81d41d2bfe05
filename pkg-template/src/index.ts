// The default entry: everything, ready when the import is.

export * from "./api.js";
export { init } from "./wasm-inline.js";
