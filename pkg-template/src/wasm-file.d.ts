// What importing a wasm file means in Cloudflare Workers.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
