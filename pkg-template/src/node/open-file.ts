// A file that is open as the storage of a log.

import { describe, invalidArgument, isStatelogError } from "../errors.js";
import type { StatelogError } from "../errors.js";
import { position } from "../positions.js";
import { movedEnd, readOnlyStorage, storageClosed, storageFailed } from "../storage/errors.js";
import type { AppendPosition, Durability, LogStorage } from "../storage/log-storage.js";
import { readWhole, replaceWhole, saveTail } from "./beside.js";
import { promised, readPiece, systemError, writeAll } from "./file-system.js";
import type { FileSystem } from "./file-system.js";
import type { Release } from "./lock.js";
import { watchFile } from "./watch.js";

/** What an open file consists of. */
export interface OpenFileParts {
  fs: FileSystem;
  fd: number;
  /** Absolute, without links. */
  path: string;
  readOnly: boolean;
  durability: Durability;
  /** Gives back the writer's lock. */
  release: Release | undefined;
}

/** The storage itself. */
export class OpenFile implements LogStorage {
  readonly kind = "file";
  readonly durability: Durability;
  readonly #parts: OpenFileParts;
  /** Whether the file had a name in a directory when it was opened; some file systems do not tell. */
  readonly #named: boolean;
  /** Settles when the last change does. */
  #changed: Promise<void> = Promise.resolve();
  /** Reads under way: a handle must not be closed under them, for its number may soon be that of another file. */
  readonly #reads = new Set<Promise<unknown>>();
  readonly #watches = new Set<() => void>();
  /** Why the file takes no more changes. */
  #failure: StatelogError | undefined;
  #closed: Promise<void> | undefined;

  constructor(parts: OpenFileParts) {
    this.#parts = parts;
    this.durability = parts.durability;
    this.#named = parts.fs.fstatSync(parts.fd).nlink > 0;
  }

  async *read(from = 0): AsyncIterable<Uint8Array> {
    const { fs, fd } = this.#parts;
    let at = position("from", from);
    for (;;) {
      const piece = await this.#read(() => readPiece(fs, fd, at));
      if (piece.length === 0) return;
      yield piece;
      at += piece.length;
    }
  }

  async append(bytes: Uint8Array, { at }: AppendPosition): Promise<void> {
    return this.#change("appended to", () => this.#append(bytes, at));
  }

  async truncate(at: number): Promise<{ savedAs: string }> {
    const end = position("at", at);
    return this.#change("cut", () => this.#truncate(end));
  }

  async readAside(name: string): Promise<Uint8Array | undefined> {
    const path = this.#beside(name);
    return this.#read(() => readWhole(this.#parts.fs, path));
  }

  async writeAside(name: string, bytes: Uint8Array): Promise<void> {
    const path = this.#beside(name);
    // The caller may go on with its bytes while a change before this one runs.
    const copy = bytes.slice();
    // The log itself is not in doubt when a companion could not be written.
    return this.#queue(() => replaceWhole(this.#parts.fs, path, copy).catch((error) => Promise.reject(systemError(path, "written", error))));
  }

  async size(): Promise<number> {
    return this.#read(async () => this.#parts.fs.fstatSync(this.#parts.fd).size);
  }

  watch(onGrow: () => void): () => void {
    this.#checkOpen();
    const end = watchFile(this.#parts.fs, this.#parts, onGrow);
    this.#watches.add(end);
    return () => {
      if (this.#watches.delete(end)) end();
    };
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #append(bytes: Uint8Array, at: number): Promise<void> {
    const { fs, fd } = this.#parts;
    this.#checkEnd(at);
    await writeAll(fs, fd, bytes, at);
    if (this.durability === "device") await promised((call) => fs.fdatasync(fd, call));
    // Another writer, one whom the lock does not reach, may have come between the check and the write.
    if (fs.fstatSync(fd).size !== at + bytes.length) throw new Error("something else wrote to it at the same time");
  }

  async #truncate(at: number): Promise<{ savedAs: string }> {
    const { fs, fd, path } = this.#parts;
    const { size } = fs.fstatSync(fd);
    if (at > size) throw invalidArgument(`${path} has ${size} bytes; it cannot be cut at ${at}.`, { name: "at", got: at });
    const savedAs = await saveTail(fs, this.#parts, at, size);
    this.#checkEnd(size);
    await promised((call) => fs.ftruncate(fd, at, call));
    await promised((call) => fs.fsync(fd, call));
    return { savedAs };
  }

  /** The fence: the file ends where its writer left it, and is still the one that others find. */
  #checkEnd(expected: number): void {
    const { fs, fd, path } = this.#parts;
    const { size, nlink } = fs.fstatSync(fd);
    if (this.#named && nlink === 0) throw new Error("it was deleted or replaced by another file");
    if (size !== expected) throw movedEnd(path, expected, size);
  }

  /** A change of the log. When one fails, nobody can say what is stored; so it is the last one. */
  #change<T>(action: string, work: () => Promise<T>): Promise<T> {
    const { path } = this.#parts;
    return this.#queue(async () => {
      if (this.#failure !== undefined) throw storageFailed(path, action, new Error("a change before this one failed", { cause: this.#failure }));
      try {
        return await work();
      } catch (error) {
        const failure = systemError(path, action, error);
        if (!isStatelogError(error)) this.#failure = failure;
        throw failure;
      }
    });
  }

  /** One after the other, in the order of the calls. */
  #queue<T>(work: () => Promise<T>): Promise<T> {
    this.#checkOpen();
    if (this.#parts.readOnly) throw readOnlyStorage(this.#parts.path);
    const result = this.#changed.then(work);
    this.#changed = result.then(ignore, ignore);
    return result;
  }

  async #read<T>(work: () => Promise<T>): Promise<T> {
    this.#checkOpen();
    const reading = work();
    this.#reads.add(reading);
    try {
      return await reading;
    } catch (error) {
      throw systemError(this.#parts.path, "read", error);
    } finally {
      this.#reads.delete(reading);
    }
  }

  async #close(): Promise<void> {
    const { fs, fd, path, release } = this.#parts;
    for (const end of this.#watches) end();
    this.#watches.clear();
    await this.#changed;
    await Promise.allSettled(this.#reads);
    try {
      // In this order: while the file is open, no other can get its number and find the lock taken.
      await release?.();
      await promised((call) => fs.close(fd, call));
    } catch (error) {
      throw systemError(path, "closed", error);
    }
  }

  #beside(name: unknown): string {
    if (typeof name === "string" && /^[a-z0-9-]+$/.test(name)) return `${this.#parts.path}.${name}`;
    throw invalidArgument(`The name of a companion consists of a-z, 0-9 and "-"; ${describe(name)} does not.`, { name: "name", got: describe(name) });
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw storageClosed(this.#parts.path);
  }
}

const ignore = (): void => undefined;
