// The files beside a log: its companions, which are replaced as a whole, and the tails that were cut off.

import { dirname } from "node:path";
import { codeOf, flushDirectory, promised, readPiece, withFile, writeAll } from "./file-system.js";
import type { FileSystem } from "./file-system.js";

/** The content of a file, or undefined if there is none. */
export async function readWhole(fs: FileSystem, path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await promised<Buffer>((call) => fs.readFile(path, call)));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Gives a file a new content. Until the rename the old one stands, and the new one is on the device before that, so a
 * crash leaves one of the two. The name of the temporary file may stay the same: only the writer, who is alone, uses it.
 */
export async function replaceWhole(fs: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`;
  await complete(fs, temporary, "w", (fd) => writeAll(fs, fd, bytes, 0));
  await promised((call) => fs.rename(temporary, path, call));
  await flushDirectory(fs, dirname(path));
}

/** Copies the bytes `[at, end)` of an open log to the first `.torn-<n>` that is free, durably. Resolves to its path. */
export async function saveTail(fs: FileSystem, log: { path: string; fd: number }, at: number, end: number): Promise<string> {
  for (let count = 1; ; count += 1) {
    const path = `${log.path}.torn-${count}`;
    try {
      await complete(fs, path, "wx", (fd) => copy(fs, log.fd, fd, at, end));
    } catch (error) {
      if (codeOf(error) === "EEXIST") continue;
      throw error;
    }
    await flushDirectory(fs, dirname(path));
    return path;
  }
}

/** Writes a file and flushes it. What could not be completed is not left behind, for it takes room that may be needed. */
async function complete(fs: FileSystem, path: string, flags: string, write: (fd: number) => Promise<void>): Promise<void> {
  let opened = false;
  try {
    await withFile(fs, path, flags, async (fd) => {
      opened = true;
      await write(fd);
      await promised((call) => fs.fsync(fd, call));
    });
  } catch (error) {
    // Whether that succeeds changes nothing about the error that is reported.
    if (opened) await promised((call) => fs.unlink(path, call)).catch(() => undefined);
    throw error;
  }
}

async function copy(fs: FileSystem, from: number, to: number, at: number, end: number): Promise<void> {
  for (let position = at; position < end; ) {
    const piece = await readPiece(fs, from, position);
    if (piece.length === 0) throw new Error(`the log ends at byte ${position} where it had ${end} bytes`);
    await writeAll(fs, to, piece, position - at);
    position += piece.length;
  }
}
