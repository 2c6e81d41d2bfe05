// For those who write a storage: what it must do, and a storage that fails on request.

import "./index.js";

export { storageContract } from "./storage/contract.js";
export type { ContractTest, StoragePlace } from "./storage/contract.js";
export { faultyStorage } from "./storage/faulty.js";
export type { Fault, StorageCall, StorageMethod } from "./storage/faulty.js";
