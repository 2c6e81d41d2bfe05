// The default entry: everything, ready when the import is.

export { init } from "./wasm-inline.js";
