// A log in the origin private file system: for its writer through a worker, for followers by looking at the file.

import type { AppendPosition, Durability, LogStorage } from "../storage/log-storage.js";
import { readOnlyStorage, storageClosed } from "../storage/errors.js";
import { GrowthWatchers } from "./growth-channel.js";
import { checkedName } from "./names.js";
import { readCompanion } from "./opfs-aside.js";
import { chunkBytes, existingFile, logDirectory, readSlice } from "./opfs-files.js";
import { browserSettings } from "./options.js";
import type { BrowserSettings, BrowserStorageOptions } from "./options.js";
import { browserError, missingLog, openingError, unavailable } from "./problems.js";
import type { WorkerCalls } from "./worker-calls.js";
import { startWorker } from "./worker-start.js";

/** What the messages call this place. */
export const opfsPlace = "the origin private file system";

/** Why this page has no origin private file system; undefined if it seems to have one. */
export function opfsLack(): string | undefined {
  if (typeof navigator === "undefined" || typeof navigator.storage?.getDirectory !== "function") return "navigator.storage.getDirectory is missing";
  if (navigator.locks === undefined) return "navigator.locks is missing";
  return typeof Worker === "undefined" ? "Worker is missing" : undefined;
}

/** Opens a log in the origin private file system. */
export async function opfsStorage(name: string, options?: BrowserStorageOptions): Promise<LogStorage> {
  checkedName("name", name);
  const settings = browserSettings(options);
  const lack = opfsLack();
  if (lack !== undefined) throw unavailable(name, opfsPlace, lack);
  return settings.readOnly ? openFollower(name, settings) : openWriter(name, settings);
}

async function openWriter(name: string, { create, durability, worker }: BrowserSettings): Promise<LogStorage> {
  const calls = await startWorker(name, worker);
  try {
    await calls.call("open", { name, create, durability });
    return new OpfsStorage(name, durability, calls);
  } catch (error) {
    calls.end(error);
    throw error;
  }
}

async function openFollower(name: string, { durability }: BrowserSettings): Promise<LogStorage> {
  try {
    const directory = await logDirectory(false);
    const file = directory && (await existingFile(directory, name));
    if (directory === undefined || file === undefined) throw missingLog(name);
    return new OpfsFollower(name, durability, directory, file);
  } catch (error) {
    throw openingError(name, opfsPlace, error);
  }
}

/** The writer's storage. */
class OpfsStorage implements LogStorage {
  readonly kind = "opfs";
  readonly durability: Durability;
  readonly #name: string;
  readonly #calls: WorkerCalls;
  readonly #watchers: GrowthWatchers;
  #closing: Promise<void> | undefined;

  constructor(name: string, durability: Durability, calls: WorkerCalls) {
    this.#name = name;
    // A write without a flush is with the operating system already, which is more than "memory" asks for.
    this.durability = durability === "device" ? "device" : "os";
    this.#calls = calls;
    this.#watchers = new GrowthWatchers(name);
  }

  async *read(from = 0): AsyncIterable<Uint8Array> {
    for (let at = from; ; ) {
      const chunk = await this.#open().call("read", at, chunkBytes);
      if (chunk.length === 0) return;
      yield chunk;
      at += chunk.length;
    }
  }

  async append(bytes: Uint8Array, { at }: AppendPosition): Promise<void> {
    // A copy, because handing the buffer over takes it away from the caller, and may take more than these bytes.
    await this.#open().call("append", bytes.slice(), at);
  }

  async truncate(at: number): Promise<{ savedAs: string }> {
    return { savedAs: await this.#open().call("truncate", at) };
  }

  async readAside(name: string): Promise<Uint8Array | undefined> {
    return this.#open().call("readAside", checkedName("name", name));
  }

  async writeAside(name: string, bytes: Uint8Array): Promise<void> {
    await this.#open().call("writeAside", checkedName("name", name), bytes.slice());
  }

  watch(onGrow: () => void): () => void {
    this.#open();
    return this.#watchers.add(onGrow);
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#watchers.close();
    // What the worker still does comes first. One that is gone has closed everything already.
    await this.#calls.call("close").catch(() => undefined);
    this.#calls.end(storageClosed(this.#name));
  }

  #open(): WorkerCalls {
    if (this.#closing !== undefined) throw storageClosed(this.#name);
    return this.#calls;
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
