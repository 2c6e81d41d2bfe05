// Where a log of a name is already, since it must be opened there and nowhere else.

import { openDatabase } from "./indexeddb-database.js";
import { databaseName } from "./names.js";
import { logSize } from "./opfs-files.js";
import { isMissing } from "./problems.js";

/** What a place says about a log. `"empty"`: it was begun there, but holds nothing. */
export type Presence = "missing" | "empty" | "filled";

/** Whether there is a log in the origin private file system; a place that refuses to answer has none that can be opened. */
export async function inOpfs(name: string): Promise<Presence> {
  const size = await logSize(name).catch(() => undefined);
  return size === undefined ? "missing" : size === 0 ? "empty" : "filled";
}

/** Whether there is a database for the log in IndexedDB. */
export async function inIndexedDb(name: string): Promise<boolean> {
  if (typeof indexedDB === "undefined") return false;
  try {
    if (typeof indexedDB.databases === "function") return (await indexedDB.databases()).some((database) => database.name === databaseName(name));
    (await openDatabase(name, false)).close();
    return true;
  } catch (error) {
    // A database that cannot be opened may be there all the same. Opening it will say what is wrong.
    return !isMissing(error) && typeof indexedDB.databases !== "function";
  }
}
