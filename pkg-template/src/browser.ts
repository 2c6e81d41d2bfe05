// Everything, and logs that a browser keeps.

export * from "./index.js";
export { openLog } from "./browser/open-log.js";
export type { BrowserOpenOptions } from "./browser/open-log.js";
export { indexedDbStorage } from "./browser/indexeddb-storage.js";
export { opfsStorage } from "./browser/opfs-storage.js";
export type { BrowserStorageOptions, WorkerLike } from "./browser/options.js";
