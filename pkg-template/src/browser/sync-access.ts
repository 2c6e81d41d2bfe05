// The one interface to files that can flush. It exists in dedicated workers only, and TypeScript declares it only for
// them, together with everything that contradicts the declarations for pages; hence this shape.

import { nameOf } from "./problems.js";

/** A `FileSystemSyncAccessHandle`. The first versions of Safari and Chromium returned promises where newer ones wait. */
export interface SyncAccess {
  read(buffer: Uint8Array, options: { at: number }): number;
  write(buffer: Uint8Array, options: { at: number }): number;
  truncate(size: number): void | Promise<void>;
  flush(): void | Promise<void>;
  getSize(): number | Promise<number>;
  close(): void | Promise<void>;
}

type Opener = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccess> };

// A worker that died gives its Web Lock back a moment before its files.
const attempts = 20;
const pauseMillis = 50;

/** Opens a file for its only writer; undefined if something else keeps it open. */
export async function openSyncAccess(file: FileSystemFileHandle): Promise<SyncAccess | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await (file as Opener).createSyncAccessHandle();
    } catch (error) {
      if (nameOf(error) !== "NoModificationAllowedError") throw error;
      if (attempt === attempts) return undefined;
      await new Promise((resolve) => setTimeout(resolve, pauseMillis));
    }
  }
}

// What Chromium's private windows answer where there is no room: the error number -8, read as if it were a count.
const noRoom = 2 ** 32 - 8;

/**
 * Writes all bytes from a position on, which must not lie beyond the end. Some of them are no error, none at all and more
 * than there are is one; and since such an answer was seen, the size has the last word.
 */
export async function writeFully(access: SyncAccess, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const left = bytes.length - done;
    const written = access.write(bytes.subarray(done), { at: at + done });
    if (written === noRoom) throw new DOMException("the browser stored only a part", "QuotaExceededError");
    if (!(written >= 1 && written <= left)) throw new Error(`the browser answered ${written} to a write of ${left} bytes`);
    done += written;
  }
  const size = await access.getSize();
  if (size < at + bytes.length) throw new Error(`the file has ${size} bytes after a write that should have made it ${at + bytes.length}`);
}

/** Reads at most `limit` bytes from a position on. */
export async function readUpTo(access: SyncAccess, from: number, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const size = await access.getSize();
  const bytes = new Uint8Array(Math.max(0, Math.min(limit, size - from)));
  const count = access.read(bytes, { at: from });
  return count === bytes.length ? bytes : bytes.slice(0, count);
}
