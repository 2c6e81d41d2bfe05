// The options of the browser's storages.

import { flag, optionalCallback, optionsOf } from "../arguments.js";
import { describe, invalidArgument } from "../errors.js";
import type { Durability } from "../storage/log-storage.js";
import type { UrlLike } from "../types.js";

/** A `Worker`, by its shape, because not every TypeScript project knows the type. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  terminate(): void;
}

/** Options of the browser's storages. */
export interface BrowserStorageOptions {
  /** Opens without the lock, beside a writer; nothing can be written. */
  readOnly?: boolean;
  /** Whether to begin a log that is not there; otherwise that is `STORAGE_FAILED` with `details.missing`. Default true, with `readOnly` false. */
  create?: boolean;
  /** What a resolved `append` promises at least. Default `"device"`. */
  durability?: Durability;
  /**
   * Gives the worker that writes to the origin private file system, or the address of its script, for pages on which
   * neither the module file beside this package nor a `blob:` worker can start. It serves one log and ends with it.
   */
  worker?: () => WorkerLike | UrlLike | string;
}

/** Checked options with their defaults. */
export interface BrowserSettings {
  readonly readOnly: boolean;
  readonly create: boolean;
  readonly durability: Durability;
  readonly worker: BrowserStorageOptions["worker"];
}

const durabilities: readonly unknown[] = ["device", "os", "memory"] satisfies Durability[];

/** Checks options. */
export function browserSettings(options: BrowserStorageOptions | undefined): BrowserSettings {
  const given = optionsOf(options);
  const readOnly = flag("readOnly", given.readOnly);
  const create = given.create === undefined ? !readOnly : flag("create", given.create);
  if (create && readOnly) throw invalidArgument("A log that is open to read cannot be created: leave create or readOnly out.", { name: "create" });
  const durability = given.durability ?? "device";
  if (!durabilities.includes(durability)) throw invalidArgument(`durability must be "device", "os" or "memory", not ${describe(durability)}.`, { name: "durability", got: describe(durability) });
  return { readOnly, create, durability, worker: optionalCallback("worker", given.worker) };
}
