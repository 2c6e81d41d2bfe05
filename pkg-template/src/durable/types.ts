// The shapes of durable logs. docs/api.md describes them at length.

import type { Durability } from "../storage/log-storage.js";
import type { AbortSignalLike, EventStoreOptions } from "../types.js";

/** Options of `openLog`. */
export interface OpenOptions extends EventStoreOptions {
  /** Opens the log to read, beside its writer, and follows what it appends. Nothing is created, cut or changed. */
  readOnly?: boolean;
  /** Opens a damaged log up to the last commit before the damage, to read. */
  salvage?: boolean;
  /** Whether a log that does not exist is created. Default true, and false with `readOnly` or `salvage`. */
  create?: boolean;
  /**
   * The least that a resolved `append` must promise: that the event survives a power failure (`"device"`), the end of the
   * process (`"os"`), or nothing (`"memory"`). Default: `"device"` for files and in browsers, what a storage promises for
   * a storage. `opened.durability` says what it is.
   */
  durability?: Durability;
  /** Called while a log is read. */
  onProgress?: (progress: OpenProgress) => void;
  /** Gives up opening when it is aborted: `openLog` rejects with its reason. */
  signal?: AbortSignalLike;
}

/** How far opening a log is. */
export interface OpenProgress {
  /** The number of bytes read. */
  bytes: number;
  /** The number of bytes there are, where the storage knows it. */
  totalBytes?: number;
  /** The number of events read. */
  events: number;
}

/** What was found when a log was opened, and what was done about it. */
export interface Opened {
  /** Whether the log was created just now. */
  readonly created: boolean;
  /** The number of events that were in it. */
  readonly length: number;
  /** What a resolved `append` promises. */
  readonly durability: Durability;
  /** Where the log lives. `reason` says why not in a better place. */
  readonly storage: { readonly kind: string; readonly reason?: string };
  /** The last write had been interrupted before anybody was told that it succeeded; a writer saved its bytes and cut them. */
  readonly torn?: { readonly bytes: number; readonly savedAs?: string };
  /** The log is damaged; what is here lies before the damage. */
  readonly damage?: Damage;
  /** The last line lacked only its end, which a writer has put back. */
  readonly lineFeedMissing?: true;
  /** What became of the snapshot that was kept beside the log, if there is one. */
  readonly snapshot?: KeptSnapshot;
  /** What the browser answered when asked to keep the log even when room gets short. */
  readonly persisted?: boolean;
}

/**
 * A snapshot that was kept beside a log: used, from its length on, because an event of the log commits to it; or discarded,
 * which changes no answer, only the time it takes.
 */
export type KeptSnapshot = { readonly length: number } | { readonly discarded: { readonly code: DiscardedCode; readonly message: string } };

/**
 * Why a snapshot is not used: another version of the fold made it; no event of the log commits to it; it is not what the
 * log commits to; it cannot be understood; its storage could not read it.
 */
export type DiscardedCode = "FOLD_VERSION" | "NOT_COMMITTED" | "WRONG_HASH" | "MALFORMED" | "UNREADABLE";

/** Where a log is damaged and how it shows. */
export interface Damage {
  /** The byte at which the first damaged line begins. */
  readonly position: number;
  /** The number of commits before it. */
  readonly commit: number;
  /** The first offset that is lost. */
  readonly offset: number;
  /** The offset behind the lost ones, where something behind the damage tells it. */
  readonly end?: number;
  /** What was expected there, and what was found. */
  readonly difference: string;
  /** All of this as a sentence, and what to do. */
  readonly message: string;
}
