// Writing what the core has recorded. While one write is flushed, others append; the next write takes all of them and
// one flush serves everybody who waits.

import { call } from "../call.js";
import type { Core } from "../engine.js";
import { StatelogError } from "../errors.js";
import { asStorageError } from "../storage/errors.js";
import type { LogStorage } from "../storage/log-storage.js";

/** A write takes whole commits until it has this many bytes. */
const writeBytes = 4 * 1024 * 1024;

interface Waiting {
  readonly length: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The only writer of a storage. */
export class GroupCommit {
  readonly #core: Core;
  readonly #storage: LogStorage;
  readonly #onDurable: () => void;
  /** The number of bytes in the storage. */
  #end: number;
  #durable: number;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #failure: StatelogError | undefined;

  /** `end` is the number of bytes in the storage, all of them durable; `onDurable` is called after every flush. */
  constructor(core: Core, storage: LogStorage, end: number, onDurable: () => void) {
    this.#core = core;
    this.#storage = storage;
    this.#end = end;
    this.#durable = call(() => core.durableLength());
    this.#onDurable = onDurable;
  }

  /** The number of events that are durable. */
  get durableLength(): number {
    return this.#durable;
  }

  /** Why nothing can be written any more. */
  get failure(): StatelogError | undefined {
    return this.#failure;
  }

  /** Fails once a write has failed: whether the storage still holds what it was given, only opening it again can tell. */
  checkHealthy(): void {
    if (this.#failure === undefined) return;
    const message = `Nothing can be appended any more, because a write failed: ${this.#failure.message}`;
    throw new StatelogError("STORAGE_FAILED", message, { ...this.#failure.details, failed: this.#failure.code }, { cause: this.#failure });
  }

  /** Resolves once the log is durable up to a length. */
  until(length: number): Promise<void> {
    if (length <= this.#durable) return Promise.resolve();
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ length, resolve, reject });
      this.write();
    });
  }

  /** Writes whatever was not written yet. Resolves when nothing is being written any more, whether or not that failed. */
  write(): Promise<void> {
    if (this.#failure !== undefined) return Promise.resolve();
    // Begins after the code that runs now, so that everything that it appends is in the first write.
    this.#running ??= Promise.resolve().then(() => this.#run());
    return this.#running;
  }

  async #run(): Promise<void> {
    try {
      for (let bytes = this.#next(); bytes !== undefined; bytes = this.#next()) await this.#store(bytes);
    } catch (error) {
      this.#running = undefined;
      this.#fail(error);
    }
  }

  /**
   * The bytes to write next. Finding none and being at rest are one step: whoever appends afterwards begins a new run,
   * and cannot wait for one that has looked already.
   */
  #next(): Uint8Array | undefined {
    const bytes = call(() => this.#core.unwritten(writeBytes));
    if (bytes.length > 0) return bytes;
    this.#running = undefined;
    return undefined;
  }

  /** Writes, flushes, acknowledges, and lets the subscribers be called. */
  async #store(bytes: Uint8Array): Promise<void> {
    const length = call(() => this.#core.writtenLength());
    await this.#storage.append(bytes, { at: this.#end, length });
    this.#end += bytes.length;
    this.#durable = length;
    call(() => this.#core.flushed(length));
    const isServed = (waiting: Waiting): boolean => waiting.length <= length;
    const served = this.#waiting.filter(isServed);
    this.#waiting = this.#waiting.filter((waiting) => !isServed(waiting));
    for (const { resolve } of served) resolve();
    this.#onDurable();
  }

  /** No second try: after a failed flush another one may succeed although the data is gone. */
  #fail(error: unknown): void {
    const failure = asStorageError("The log", "written", error);
    this.#failure = failure;
    for (const { reject } of this.#waiting.splice(0)) reject(failure);
  }
}
