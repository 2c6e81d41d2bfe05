// A log in IndexedDB, for browsers in which no worker can write files.

import { invalidArgument } from "../errors.js";
import { movedEnd, readOnlyStorage, storageClosed } from "../storage/errors.js";
import type { AppendPosition, Durability, LogStorage } from "../storage/log-storage.js";
import { GrowthAnnouncer, GrowthWatchers } from "./growth-channel.js";
import { cutChunks, endOf, inTransaction, openDatabase, putChunks, putLastAgain, readBatch } from "./indexeddb-database.js";
import type { LogDatabase, LogTransaction } from "./indexeddb-database.js";
import { checkedName, freeTornName, indexedDbPlace } from "./names.js";
import { browserSettings } from "./options.js";
import type { BrowserStorageOptions } from "./options.js";
import { browserError, openingError, unavailable } from "./problems.js";
import { takeWriterLock } from "./web-lock.js";
import type { Release } from "./web-lock.js";

/** Opens a log in IndexedDB. */
export async function indexedDbStorage(name: string, options?: BrowserStorageOptions): Promise<LogStorage> {
  checkedName("name", name);
  const { readOnly, create, durability } = browserSettings(options);
  if (typeof indexedDB === "undefined") throw unavailable(name, indexedDbPlace, "indexedDB is missing");
  if (!readOnly && navigator.locks === undefined) throw unavailable(name, indexedDbPlace, "navigator.locks is missing");
  const release = readOnly ? undefined : await takeWriterLock(name, indexedDbPlace);
  try {
    const database = await openDatabase(name, create);
    return new IndexedDbStorage(name, durability, database, release && { release, growth: new GrowthAnnouncer(name) });
  } catch (error) {
    await release?.();
    throw openingError(name, indexedDbPlace, error);
  }
}

/** What only a writer has. */
interface Writing {
  readonly release: Release;
  readonly growth: GrowthAnnouncer;
}

class IndexedDbStorage implements LogStorage {
  readonly kind = "indexeddb";
  readonly durability: Durability;
  readonly #name: string;
  readonly #database: LogDatabase;
  readonly #writing: Writing | undefined;
  readonly #watchers: GrowthWatchers;
  /** Settles with the last change; never rejects. */
  #changing: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(name: string, durability: Durability, database: LogDatabase, writing: Writing | undefined) {
    this.#name = name;
    // A relaxed transaction is with the operating system when it completes, which is more than "memory" asks for.
    this.durability = durability === "device" ? "device" : "os";
    this.#database = database;
    this.#writing = writing;
    this.#watchers = new GrowthWatchers(name);
  }

  async *read(from = 0): AsyncIterable<Uint8Array> {
    for (let at = from; ; ) {
      const batch = await this.#try("read", () => readBatch(this.#database, at));
      if (batch.length === 0) return;
      for (const chunk of batch) {
        yield chunk;
        at += chunk.length;
      }
    }
  }

  async append(bytes: Uint8Array, { at }: AppendPosition): Promise<void> {
    await this.#change("appended to", async (transaction) => {
      const chunks = transaction.objectStore("chunks");
      const end = await endOf(chunks);
      if (end !== at) throw movedEnd(this.#name, at, end);
      await (bytes.length > 0 ? putChunks(chunks, bytes, at) : putLastAgain(chunks));
    });
    this.#writing?.growth.announce();
  }

  async truncate(at: number): Promise<{ savedAs: string }> {
    return this.#change("truncated", async (transaction) => {
      const [chunks, asides] = [transaction.objectStore("chunks"), transaction.objectStore("asides")];
      const end = await endOf(chunks);
      if (at > end) throw invalidArgument(`${this.#name} has ${end} bytes; it cannot be cut at ${at}.`, { name: "at", got: at });
      const torn = await freeTornName(async (aside) => (await asides.getKey(aside)) !== undefined);
      await asides.put(await cutChunks(chunks, at), torn);
      return { savedAs: `${this.#name}.${torn}` };
    });
  }

  async readAside(name: string): Promise<Uint8Array | undefined> {
    const aside = checkedName("name", name);
    return this.#try(`read (companion ${aside})`, () => this.#database.get("asides", aside));
  }

  async writeAside(name: string, bytes: Uint8Array): Promise<void> {
    const aside = checkedName("name", name);
    await this.#change(`written (companion ${aside})`, (transaction) => transaction.objectStore("asides").put(bytes.slice(), aside));
  }

  async size(): Promise<number> {
    return this.#try("read", () => endOf(this.#database.transaction("chunks").store));
  }

  watch(onGrow: () => void): () => void {
    this.#checkOpen();
    return this.#watchers.add(onGrow);
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#watchers.close();
    await this.#changing;
    this.#database.close();
    this.#writing?.growth.close();
    await this.#writing?.release();
  }

  /** Runs a change in one transaction; resolves when it is as durable as promised. */
  #change<T>(action: string, change: (transaction: LogTransaction) => Promise<T>): Promise<T> {
    const changing = this.#try(action, () => {
      if (this.#writing === undefined) throw readOnlyStorage(this.#name);
      return inTransaction(this.#database, this.durability, change);
    });
    this.#changing = changing.catch(() => undefined);
    return changing;
  }

  async #try<T>(action: string, run: () => Promise<T>): Promise<T> {
    this.#checkOpen();
    try {
      return await run();
    } catch (error) {
      throw browserError(this.#name, action, error);
    }
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw storageClosed(this.#name);
  }
}
