// The default entry in Cloudflare Workers.

export { init } from "./wasm-workerd.js";
