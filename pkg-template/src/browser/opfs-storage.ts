// A log in the origin private file system, for its writer: the page's end of the worker.

import type { AppendPosition, Durability, LogStorage } from "../storage/log-storage.js";
import { storageClosed } from "../storage/errors.js";
import { GrowthWatchers } from "./growth-channel.js";
import { checkedName, opfsPlace } from "./names.js";
import { chunkBytes } from "./opfs-files.js";
import { openFollower } from "./opfs-follower.js";
import { browserSettings } from "./options.js";
import type { BrowserSettings, BrowserStorageOptions } from "./options.js";
import { unavailable } from "./problems.js";
import type { WorkerCalls } from "./worker-calls.js";
import { startWorker } from "./worker-start.js";

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

  async size(): Promise<number> {
    return this.#open().call("size");
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
