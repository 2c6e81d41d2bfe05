// Files in the directory `statelog` of the origin private file system, through the interface that pages have too.

import { directoryName } from "./names.js";
import { nameOf } from "./problems.js";

/** The directory of the logs; undefined if there is none and none is to be created. */
export async function logDirectory(create: boolean): Promise<FileSystemDirectoryHandle | undefined> {
  const root = await navigator.storage.getDirectory();
  return ifFound(root.getDirectoryHandle(directoryName, { create }));
}

/** A file that is there already. */
export const existingFile = (directory: FileSystemDirectoryHandle, name: string): Promise<FileSystemFileHandle | undefined> => ifFound(directory.getFileHandle(name));

/** The number of bytes of a log; undefined if there is no such file. */
export async function logSize(name: string): Promise<number | undefined> {
  const directory = await logDirectory(false);
  const file = directory && (await existingFile(directory, name));
  return file && (await file.getFile()).size;
}

/** The most that is read at once. */
export const chunkBytes = 1 << 20;

// A file of a page is a snapshot that the next write makes useless. These are some two seconds of trying, by far enough
// beside a writer that flushes after each append.
const attempts = 60;
const longestPauseMillis = 50;

/** At most `limit` bytes of a file from a position on; beside a writer those that are there when it succeeds. */
export async function readSlice(file: FileSystemFileHandle, from: number, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const snapshot = await file.getFile();
      return new Uint8Array(await snapshot.slice(from, from + limit).arrayBuffer());
    } catch (error) {
      if (nameOf(error) !== "NotReadableError" || attempt === attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.min(attempt, longestPauseMillis)));
    }
  }
}

async function ifFound<T>(handle: Promise<T>): Promise<T | undefined> {
  try {
    return await handle;
  } catch (error) {
    if (nameOf(error) === "NotFoundError") return undefined;
    throw error;
  }
}
