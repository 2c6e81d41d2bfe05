// A log in the origin private file system, for whoever only reads: looking at the file needs neither lock nor worker.

import { readOnlyStorage, storageClosed } from "../storage/errors.js";
import type { Durability, LogStorage } from "../storage/log-storage.js";
import { GrowthWatchers } from "./growth-channel.js";
import { checkedName, opfsPlace } from "./names.js";
import { readCompanion } from "./opfs-aside.js";
import { chunkBytes, existingFile, logDirectory, readSlice } from "./opfs-files.js";
import type { BrowserSettings } from "./options.js";
import { browserError, missingLog, openingError } from "./problems.js";

/** Opens a log to read it, beside a writer or alone. */
export async function openFollower(name: string, { durability }: BrowserSettings): Promise<LogStorage> {
  try {
    const directory = await logDirectory(false);
    const file = directory && (await existingFile(directory, name));
    if (directory === undefined || file === undefined) throw missingLog(name);
    return new OpfsFollower(name, durability, directory, file);
  } catch (error) {
    throw openingError(name, opfsPlace, error);
  }
}

/** The storage of somebody who only reads. */
class OpfsFollower implements LogStorage {
  readonly kind = "opfs";
  readonly durability: Durability;
  readonly #name: string;
  readonly #directory: FileSystemDirectoryHandle;
  readonly #file: FileSystemFileHandle;
  readonly #watchers: GrowthWatchers;
  #closed = false;

  constructor(name: string, durability: Durability, directory: FileSystemDirectoryHandle, file: FileSystemFileHandle) {
    this.durability = durability === "device" ? "device" : "os";
    this.#name = name;
    this.#directory = directory;
    this.#file = file;
    this.#watchers = new GrowthWatchers(name);
  }

  async *read(from = 0): AsyncIterable<Uint8Array> {
    for (let at = from; ; ) {
      const chunk = await this.#try("read", () => readSlice(this.#file, at, chunkBytes));
      if (chunk.length === 0) return;
      yield chunk;
      at += chunk.length;
    }
  }

  async append(): Promise<void> {
    throw this.#refusal();
  }

  async truncate(): Promise<{ savedAs: string }> {
    throw this.#refusal();
  }

  async readAside(name: string): Promise<Uint8Array | undefined> {
    const aside = checkedName("name", name);
    return this.#try(`read (companion ${aside})`, () => readCompanion(this.#directory, this.#name, aside));
  }

  async writeAside(): Promise<void> {
    throw this.#refusal();
  }

  async size(): Promise<number> {
    return this.#try("read", async () => (await this.#file.getFile()).size);
  }

  watch(onGrow: () => void): () => void {
    if (this.#closed) throw storageClosed(this.#name);
    return this.#watchers.add(onGrow);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#watchers.close();
  }

  #refusal(): Error {
    return this.#closed ? storageClosed(this.#name) : readOnlyStorage(this.#name);
  }

  async #try<T>(action: string, run: () => Promise<T>): Promise<T> {
    if (this.#closed) throw storageClosed(this.#name);
    try {
      return await run();
    } catch (error) {
      throw browserError(this.#name, action, error);
    }
  }
}
