// `openLog` for files.

import { openIn, openLog as openStorage, openSettingsOf } from "../durable/open-log.js";
import type { DurableEventStore } from "../durable/durable-event-store.js";
import type { OpenOptions } from "../durable/types.js";
import type { LogStorage } from "../storage/log-storage.js";
import type { UrlLike } from "../types.js";
import { fileStorage } from "./file-storage.js";

/**
 * Opens the log in a file, by its path or `file:` URL; or a log in another storage. One writer at a time has a file, in
 * whatever process; a second one gets `LOCKED` and may open it with `readOnly`.
 */
export async function openLog(where: string | UrlLike | LogStorage, options?: OpenOptions): Promise<DurableEventStore> {
  if (isStorage(where)) return openStorage(where, options);
  const settings = openSettingsOf(options);
  const { readOnly, create, durability = "device" } = settings;
  return openIn(await fileStorage(where, { readOnly, create, durability }), settings, {});
}

const isStorage = (where: string | UrlLike | LogStorage): where is LogStorage => typeof where === "object" && where !== null && "append" in where;
