// The stores that are damaged. A new one is a file here and a line below.

import { jsonLines } from "./json-lines.mjs";
import { levelDb, levelDbCompacted } from "./leveldb.mjs";
import { sqlite, sqliteChecked } from "./sqlite.mjs";
import { statelog } from "./statelog.mjs";

/**
 * A store is `{ id, name, settings, write, read }`, with `available: false` where it could not be set up. `settings` says
 * how it is used. `write(dir, events)` puts each event durably into a new store in an empty directory and closes it.
 * `read(dir)` opens that store in the ordinary way and resolves with:
 *
 * - `entries`: `[position, JSON text]` of every event that it gives,
 * - `opened`: whether opening succeeded,
 * - `error`: what it failed with, if it did,
 * - `report`: what it said about damage without failing.
 *
 * `isDamage(error)` tells whether an error says that the data are damaged.
 */
export const stores = [statelog, levelDb, levelDbCompacted, sqlite, sqliteChecked, jsonLines];
