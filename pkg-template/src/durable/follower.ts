// Following a log that somebody else writes.

import type { Engine } from "../engine.js";
import type { LogStorage } from "../storage/log-storage.js";
import { asStorageError } from "../storage/errors.js";
import { damageError } from "./stored-log.js";
import type { StoredLog, Verdict } from "./stored-log.js";

/** A write that is seen half-way can look damaged for a moment; after this many milliseconds it is. */
const patienceMs = 500;

/** Reads what a writer appends, whenever the storage says that there may be something. */
export class Follower {
  readonly #engine: Engine;
  readonly #storage: LogStorage;
  readonly #stored: StoredLog;
  readonly #onError: (error: unknown) => void;
  readonly #stopWatching: () => void;
  #end: number;
  #reading: Promise<void> | undefined;
  #again = false;
  #suspected = false;
  #stopped = false;

  /** `end` is the file position up to which the log was read. */
  constructor(engine: Engine, storage: LogStorage, stored: StoredLog, end: number, onError: (error: unknown) => void) {
    this.#engine = engine;
    this.#storage = storage;
    this.#stored = stored;
    this.#end = end;
    this.#onError = onError;
    this.#stopWatching = storage.watch?.(() => this.look()) ?? (() => undefined);
  }

  /** Reads what is new. */
  look(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
  }

  /** Ends following; resolves when nothing is being read any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopWatching();
    await this.#reading;
  }

  async #read(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        this.#take(await this.#stored.read(this.#storage, this.#end, () => undefined));
      } catch (error) {
        this.#giveUp(asStorageError("The log", "read", error));
      }
    }
  }

  #take(verdict: Verdict): void {
    if (this.#stopped) return;
    this.#end = verdict.end;
    this.#engine.subscriptions.deliver();
    if (verdict.damage === undefined) {
      this.#suspected = false;
    } else if (this.#suspected) {
      this.#giveUp(damageError(verdict.damage));
    } else {
      this.#suspected = true;
      setTimeout(() => this.look(), patienceMs);
    }
  }

  #giveUp(error: unknown): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#stopWatching();
    this.#onError(error);
  }
}
