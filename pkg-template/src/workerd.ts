// The default entry in Cloudflare Workers.

export * from "./api.js";
export { init } from "./wasm-workerd.js";
