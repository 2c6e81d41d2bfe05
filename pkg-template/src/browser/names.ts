// Names: of logs and companions, and of what the browser knows a log by.

import { text } from "../arguments.js";
import { describe, invalidArgument } from "../errors.js";

/** The most characters of a name. File systems below the browser allow about 255 bytes, endings included. */
const longestName = 200;

/** Checks the name of a log or companion: 1 to 200 characters without `/`, and neither `.` nor `..`. */
export function checkedName(what: string, value: unknown): string {
  const name = text(what, value);
  if (name.length >= 1 && name.length <= longestName && !name.includes("/") && name !== "." && name !== "..") return name;
  const message = `${what} must be 1 to ${longestName} characters without "/", and neither "." nor "..", not ${describe(name)}.`;
  throw invalidArgument(message, { name: what, got: describe(name) });
}

/** What messages call the places. */
export const opfsPlace = "the origin private file system";
export const indexedDbPlace = "IndexedDB";

/** The directory of the origin private file system that holds the logs. */
export const directoryName = "statelog";

/** The IndexedDB database of a log. */
export const databaseName = (log: string): string => `statelog:${log}`;

/**
 * The Web Lock that the one writer of a log holds, wherever the log lives. It is the same for all places, so that two
 * tabs cannot create one log in two of them.
 */
export const writerLockName = (log: string): string => `statelog:${log}`;

/** The broadcast channel on which the writer of a log says that it grew. */
export const channelName = (log: string): string => `statelog:${log}`;

/** The first `torn-<n>`, counted from 1, that is not taken. */
export async function freeTornName(taken: (aside: string) => Promise<boolean>): Promise<string> {
  let count = 1;
  while (await taken(`torn-${count}`)) count += 1;
  return `torn-${count}`;
}
