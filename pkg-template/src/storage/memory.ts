// A log in memory: the smallest implementation of the interface, to test with and to learn from.

import { invalidArgument } from "../errors.js";
import { movedEnd, storageClosed } from "./errors.js";
import type { AppendPosition, LogStorage } from "./log-storage.js";

const name = "The log in memory";

/** Bytes that several storages can share, one after the other: what a file is to a file storage. */
export class MemoryBytes {
  /** The bytes of the log. */
  log: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** The companions by name. */
  readonly aside = new Map<string, Uint8Array>();
}

/** Keeps a log in memory. Give the same `bytes` to open the log again. */
export function memoryStorage(bytes: MemoryBytes = new MemoryBytes()): LogStorage {
  return new MemoryStorage(bytes);
}

class MemoryStorage implements LogStorage {
  readonly kind = "memory";
  readonly durability = "memory";
  readonly #bytes: MemoryBytes;
  #closed = false;

  constructor(bytes: MemoryBytes) {
    this.#bytes = bytes;
  }

  async *read(from = 0): AsyncIterable<Uint8Array> {
    this.#checkOpen();
    if (from < this.#bytes.log.length) yield this.#bytes.log.slice(from);
  }

  async append(bytes: Uint8Array, { at }: AppendPosition): Promise<void> {
    this.#checkOpen();
    const { log } = this.#bytes;
    if (log.length !== at) throw movedEnd(name, at, log.length);
    const grown = new Uint8Array(at + bytes.length);
    grown.set(log);
    grown.set(bytes, at);
    this.#bytes.log = grown;
  }

  async truncate(at: number): Promise<{ savedAs: string }> {
    this.#checkOpen();
    const { log, aside } = this.#bytes;
    if (at > log.length) throw invalidArgument(`${name} has ${log.length} bytes; it cannot be cut at ${at}.`, { name: "at", got: at });
    let count = 1;
    while (aside.has(`torn-${count}`)) count += 1;
    const savedAs = `torn-${count}`;
    aside.set(savedAs, log.slice(at));
    this.#bytes.log = log.slice(0, at);
    return { savedAs };
  }

  async readAside(aside: string): Promise<Uint8Array | undefined> {
    this.#checkOpen();
    return this.#bytes.aside.get(aside)?.slice();
  }

  async writeAside(aside: string, bytes: Uint8Array): Promise<void> {
    this.#checkOpen();
    this.#bytes.aside.set(aside, bytes.slice());
  }

  async size(): Promise<number> {
    this.#checkOpen();
    return this.#bytes.log.length;
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #checkOpen(): void {
    if (this.#closed) throw storageClosed(name);
  }
}
