// A log that is kept in a storage: a reader whose changes are promises.

import { append, appendBatch, createSnapshot } from "../append.js";
import type { Clock } from "../append.js";
import { call } from "../call.js";
import { asyncDisposeBy } from "../dispose.js";
import type { Core, Engine } from "../engine.js";
import { StatelogError } from "../errors.js";
import type { AppendResult, NewEvent, Snapshot } from "../generated/statelog.js";
import { Reader, engineOf } from "../reader.js";
import { asStorageError, storageFailed } from "../storage/errors.js";
import type { LogStorage } from "../storage/log-storage.js";
import type { AppendOptions } from "../types.js";
import type { Follower } from "./follower.js";
import type { GroupCommit } from "./group-commit.js";
import type { Opened } from "./types.js";

/** The name of the companion that holds the latest committed snapshot. */
export const snapshotName = "snapshot";

/** What `openLog` hands to the constructor. @internal */
export interface Parts {
  readonly engine: Engine;
  readonly storage: LogStorage;
  readonly opened: Opened;
  readonly now: Clock;
  /** Missing in a log that is open to read. */
  readonly writer: GroupCommit | undefined;
  readonly follower: Follower | undefined;
}

/**
 * An event log in a storage, with everything derived from it. `openLog` opens one. Reading sees at once what was
 * appended; `append` resolves, and subscribers are called, when it is durable.
 */
export class DurableEventStore extends Reader {
  declare [Symbol.asyncDispose]: () => Promise<void>;
  /** What was found when the log was opened, and what was done about it. */
  readonly opened: Opened;
  readonly #parts: Parts;
  #closing: Promise<void> | undefined;

  static {
    asyncDisposeBy(this.prototype, function () {
      return this.close();
    });
  }

  /** @internal */
  constructor(parts: Parts) {
    super(parts.engine);
    this.opened = parts.opened;
    this.#parts = parts;
  }

  /** The number of events that are durable: all that were acknowledged. */
  get durableLength(): number {
    return this.#parts.writer?.durableLength ?? this.length;
  }

  /**
   * Records one event; resolves when it is durable, a duplicate when its original is. Fails with what
   * `EventStore.append` fails with, and then nothing was recorded; with `READ_ONLY`; or with `STORAGE_FAILED`,
   * `STORAGE_FULL` or `CONFLICT` if it could not be written: then nothing can be appended any more, and only opening the
   * log again tells whether the event is in it.
   */
  async append(event: NewEvent, options?: AppendOptions): Promise<AppendResult> {
    const result = this.#change((core, now) => append(core, event, options, now));
    await this.#writer().until(result.offset + 1);
    return result;
  }

  /** Records several events as one commit, all of them or none; resolves when they are durable. Fails like `append`. */
  async appendBatch(events: readonly NewEvent[], options?: AppendOptions): Promise<AppendResult[]> {
    const results = this.#change((core, now) => appendBatch(core, events, options, now));
    await this.#writer().until(results.reduce((end, { offset }) => Math.max(end, offset + 1), 0));
    return results;
  }

  /** Commits the state to the log: appends a `snapshot_created` with its hash, and keeps the snapshot beside the log. */
  async createSnapshot(): Promise<Snapshot> {
    const snapshot = this.#change(createSnapshot);
    const bytes = call(() => this.#parts.engine.core.snapshotBytes(snapshot.length));
    await this.#writer().until((snapshot.offset ?? 0) + 1);
    try {
      await this.#parts.storage.writeAside(snapshotName, bytes);
    } catch (error) {
      throw storageFailed("The snapshot beside the log (the log itself holds its event)", "written", error);
    }
    return snapshot;
  }

  /** Resolves when everything that was appended before is durable. */
  async flush(): Promise<void> {
    this.#parts.writer?.checkHealthy();
    await this.#parts.writer?.until(this.length);
  }

  /**
   * Makes everything durable, marks the log as closed, and lets go of it: of its lock, its memory, its subscriptions.
   * Nothing can be appended or read any more. May be called again. Fails if the last write does; the log is let go of
   * all the same.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { engine, storage, writer, follower } = this.#parts;
    const wasHealthy = writer?.failure === undefined;
    await writer?.write();
    if (writer !== undefined && writer.failure === undefined) {
      call(() => engine.core.mark());
      await writer.write();
    }
    await follower?.stop();
    engine.subscriptions.close();
    call(() => engine.core.close());
    engine.growth.close();
    try {
      await storage.close();
    } catch (error) {
      throw asStorageError("The log", "closed", error);
    }
    if (wasHealthy && writer?.failure !== undefined) throw writer.failure;
  }

  #writer(): GroupCommit {
    if (this.#closing !== undefined) throw new StatelogError("CLOSED", "The log was closed; open it again to go on.");
    const { writer } = this.#parts;
    if (writer === undefined) throw new StatelogError("READ_ONLY", "The log is open to read; open it without readOnly and salvage to append.");
    return writer;
  }

  /** Changes the log in the core. Subscribers are called after the flush. */
  #change<T>(change: (core: Core, now: Clock) => T): T {
    this.#writer().checkHealthy();
    return change(engineOf(this).core, this.#parts.now);
  }
}
