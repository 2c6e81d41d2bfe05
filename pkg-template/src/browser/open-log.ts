// `openLog` for the places that a browser has.

import { openIn, openLog as openStorage, openSettingsOf } from "../durable/open-log.js";
import type { DurableEventStore } from "../durable/durable-event-store.js";
import type { OpenOptions } from "../durable/types.js";
import type { LogStorage } from "../storage/log-storage.js";
import { browserStorage } from "./browser-storage.js";
import type { BrowserStorageOptions } from "./options.js";

/** Options of `openLog` in a browser. */
export type BrowserOpenOptions = OpenOptions & Pick<BrowserStorageOptions, "worker">;

/**
 * Opens the log of a name, of which each origin has its own; or a log in another storage. It lives in the origin private
 * file system or, where no worker can write there, in IndexedDB: `opened.storage` says where and why. One tab at a time
 * writes a log; a second one gets `LOCKED` and may open it with `readOnly`, to follow it.
 */
export async function openLog(where: string | LogStorage, options?: BrowserOpenOptions): Promise<DurableEventStore> {
  if (typeof where !== "string") return openStorage(where, options);
  const settings = openSettingsOf(options);
  const { readOnly, create, durability = "device" } = settings;
  const worker = options?.worker;
  const { storage, ...place } = await browserStorage(where, { readOnly, create, durability, ...(worker === undefined ? {} : { worker }) });
  return openIn(storage, settings, place);
}
