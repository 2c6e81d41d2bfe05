// Everything, and logs in files.

export * from "./index.js";
export { openLog } from "./node/open-log.js";
export { fileStorage } from "./node/file-storage.js";
export type { FileStorageOptions } from "./node/file-storage.js";
