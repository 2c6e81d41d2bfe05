// A storage that fails on request, to try what its user does then.

import type { AppendPosition, LogStorage } from "./log-storage.js";

/** The methods that can fail. */
export type StorageMethod = "read" | "append" | "truncate" | "readAside" | "writeAside" | "close";

/** A call that may fail. */
export interface StorageCall {
  /** Counts the calls of all methods, from 1. */
  readonly number: number;
  /** What is called. */
  readonly method: StorageMethod;
}

/** How a call fails. */
export interface Fault {
  /**
   * What happens all the same: nothing, everything, or of an append the first half of the bytes. Default nothing.
   */
  readonly effect?: "none" | "half" | "all";
  /** What the call rejects with; left out, it lies: it resolves as if it had done what it was asked for. */
  readonly error?: unknown;
}

/** Passes calls on to a storage, except for those for which `decide` names a fault. */
export function faultyStorage(storage: LogStorage, decide: (call: StorageCall) => Fault | undefined): LogStorage {
  return new FaultyStorage(storage, decide);
}

class FaultyStorage implements LogStorage {
  readonly #storage: LogStorage;
  readonly #decide: (call: StorageCall) => Fault | undefined;
  #calls = 0;

  constructor(storage: LogStorage, decide: (call: StorageCall) => Fault | undefined) {
    this.#storage = storage;
    this.#decide = decide;
  }

  get kind(): string {
    return this.#storage.kind;
  }

  get durability(): LogStorage["durability"] {
    return this.#storage.durability;
  }

  async *read(from?: number): AsyncIterable<Uint8Array> {
    const fault = this.#next("read");
    const everything = fault === undefined || fault.effect === "all";
    for await (const chunk of this.#storage.read(from)) {
      if (everything) yield chunk;
      else if (fault.effect === "half") yield chunk.subarray(0, chunk.length >> 1);
      if (!everything) break;
    }
    if (fault?.error !== undefined) throw fault.error;
  }

  async append(bytes: Uint8Array, position: AppendPosition): Promise<void> {
    return this.#with("append", undefined, (fault) => this.#storage.append(fault?.effect === "half" ? bytes.subarray(0, bytes.length >> 1) : bytes, position));
  }

  async truncate(at: number): Promise<{ savedAs: string }> {
    return this.#with("truncate", { savedAs: "nowhere" }, () => this.#storage.truncate(at));
  }

  async readAside(name: string): Promise<Uint8Array | undefined> {
    return this.#with("readAside", undefined, () => this.#storage.readAside(name));
  }

  async writeAside(name: string, bytes: Uint8Array): Promise<void> {
    return this.#with("writeAside", undefined, () => this.#storage.writeAside(name, bytes));
  }

  async close(): Promise<void> {
    return this.#with("close", undefined, () => this.#storage.close());
  }

  #next(method: StorageMethod): Fault | undefined {
    this.#calls += 1;
    return this.#decide({ number: this.#calls, method });
  }

  /** `lie` is what a call resolves to that did nothing. */
  async #with<T>(method: StorageMethod, lie: T, work: (fault: Fault | undefined) => Promise<T>): Promise<T> {
    const fault = this.#next(method);
    const takesPlace = fault === undefined || fault.effect === "all" || (fault.effect === "half" && method === "append");
    const result = takesPlace ? await work(fault) : lie;
    if (fault?.error !== undefined) throw fault.error;
    return result;
  }
}
