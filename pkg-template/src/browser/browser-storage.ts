// The best place that a browser has for a log: the origin private file system, then IndexedDB.

import { isStatelogError } from "../errors.js";
import type { LogStorage } from "../storage/log-storage.js";
import { inIndexedDb, inOpfs } from "./existing-logs.js";
import { indexedDbStorage } from "./indexeddb-storage.js";
import { checkedName, opfsPlace } from "./names.js";
import { opfsLack, opfsStorage } from "./opfs-storage.js";
import { browserSettings } from "./options.js";
import type { BrowserStorageOptions } from "./options.js";
import { isMissing, messageOf } from "./problems.js";

/** A log that was opened in some place. */
export interface BrowserStorage {
  readonly storage: LogStorage;
  /** Why the log is not in the origin private file system, for people; left out if it is. */
  readonly reason?: string;
  /** Whether the browser promised to keep the data until the user deletes it; left out if it was not asked. */
  readonly persisted?: boolean;
}

/** Opens a log where it is already, and otherwise in the best place there is. */
export async function browserStorage(name: string, options?: BrowserStorageOptions): Promise<BrowserStorage> {
  checkedName("name", name);
  const { readOnly } = browserSettings(options);
  const opened = await open(name, options);
  // Asked only once the log is open: some browsers put the question to the user.
  const persisted = readOnly ? undefined : await askToPersist();
  return persisted === undefined ? opened : { ...opened, persisted };
}

async function open(name: string, options: BrowserStorageOptions | undefined): Promise<BrowserStorage> {
  const lack = opfsLack();
  if (lack !== undefined) return inDatabase(name, options, `${opfsPlace} is not available: ${lack}`);
  const file = await inOpfs(name);
  if (file === "filled") return { storage: await opfsStorage(name, options) };
  if (await inIndexedDb(name)) return inDatabase(name, options, "the log is in IndexedDB already");
  try {
    return { storage: await opfsStorage(name, options) };
  } catch (error) {
    if (isAnswer(error)) throw error;
    return inDatabase(name, options, messageOf(error));
  }
}

async function inDatabase(name: string, options: BrowserStorageOptions | undefined, reason: string): Promise<BrowserStorage> {
  return { storage: await indexedDbStorage(name, options), reason };
}

/** Whether an error is about the log rather than about the place. */
function isAnswer(error: unknown): boolean {
  return isMissing(error) || (isStatelogError(error) && error.code !== "STORAGE_FAILED");
}

/** How long to wait for the user, whom some browsers ask. The answer counts even if nobody waits for it any more. */
const askMillis = 1000;

async function askToPersist(): Promise<boolean | undefined> {
  const storage = navigator.storage as StorageManager | undefined;
  if (typeof storage?.persist !== "function") return undefined;
  const unanswered = new Promise<false>((resolve) => setTimeout(() => resolve(false), askMillis));
  return Promise.race([storage.persist().catch(() => false), unanswered]);
}
