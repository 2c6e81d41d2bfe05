// The system calls of file storage, in one place and replaceable, so that a test can let each of them fail, and what is
// built on them: writing all bytes, reading a piece, flushing a directory.

import * as nodeFs from "node:fs";
import { isStatelogError } from "../errors.js";
import type { StatelogError } from "../errors.js";
import { storageFailed, storageFull } from "../storage/errors.js";

/** What file storage asks of the system: these functions of `node:fs`. */
export type FileSystem = Pick<
  typeof nodeFs,
  "close" | "fdatasync" | "fstatSync" | "fsync" | "ftruncate" | "open" | "read" | "readFile" | "realpath" | "rename" | "stat" | "unlink" | "watch" | "write" | "writeSync"
>;

/** The system itself. */
export const system: FileSystem = nodeFs;

/** No piece that is read or copied at once is larger, in bytes. */
export const pieceBytes = 1 << 20;

/**
 * Up to this many bytes are written on the calling thread: copying them into the system's cache takes less than waking a
 * thread for it. Only the flush is worth a thread then.
 */
const directBytes = 1 << 16;

/** The promise of a call that takes a callback. With a thread's wake-up saved here and there, cheaper than `fs.promises`. */
export const promised = <T = void>(start: (done: (error: NodeJS.ErrnoException | null, value: T) => void) => void): Promise<T> =>
  new Promise<T>((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));

/** The code of a system's error, such as `"ENOENT"`. */
export const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException | undefined)?.code;

/** What a user is told of an error of the system. A `StatelogError` stays as it is. */
export function systemError(name: string, action: string, error: unknown): StatelogError {
  if (isStatelogError(error)) return error;
  return codeOf(error) === "ENOSPC" || codeOf(error) === "EDQUOT" ? storageFull(name, error) : storageFailed(name, action, error);
}

/** Writes all bytes from a position of the file on. A short write goes on; one that writes nothing would go on for ever. */
export async function writeAll(fs: FileSystem, fd: number, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const rest = bytes.length - done;
    const written = rest <= directBytes ? fs.writeSync(fd, bytes, done, rest, at + done) : await promised<number>((call) => fs.write(fd, bytes, done, rest, at + done, call));
    if (written === 0) throw new Error(`a write of ${rest} bytes wrote nothing`);
    done += written;
  }
}

/** What the file has at a position, at most `pieceBytes`, in memory of its own; nothing at the end. */
export async function readPiece(fs: FileSystem, fd: number, at: number): Promise<Uint8Array> {
  const length = Math.min(pieceBytes, fs.fstatSync(fd).size - at);
  if (length <= 0) return new Uint8Array(0);
  const piece = new Uint8Array(length);
  const read = await promised<number>((call) => fs.read(fd, piece, 0, length, at, call));
  return read === length ? piece : piece.slice(0, read);
}

/** Opens a file, works with it and closes it, whatever happens. */
export async function withFile<T>(fs: FileSystem, path: string, flags: string, work: (fd: number) => Promise<T>): Promise<T> {
  const fd = await promised<number>((call) => fs.open(path, flags, call));
  try {
    return await work(fd);
  } finally {
    await promised((call) => fs.close(fd, call));
  }
}

// Windows flushes names by itself and lets nobody open a directory.
const directoriesFlushThemselves = process.platform === "win32";

/** Makes the names in a directory durable. */
export async function flushDirectory(fs: FileSystem, path: string): Promise<void> {
  try {
    await withFile(fs, path, "r", (fd) => promised((call) => fs.fsync(fd, call)));
  } catch (error) {
    if (directoriesFlushThemselves && ["EPERM", "EISDIR", "EINVAL"].includes(String(codeOf(error)))) return;
    throw error;
  }
}
