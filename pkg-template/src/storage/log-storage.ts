// The border between a log and the place where its bytes live. One codec serves every place, so the interface carries
// bytes and lengths only: files of Node, files of the browser, IndexedDB, memory and yours are all small.

/**
 * What a resolved `append` promises. `"memory"`: nothing beyond the life of the process. `"os"`: the bytes survive the
 * death of the process, not that of the machine. `"device"`: they survive a power failure, as far as the device keeps its
 * word.
 */
export type Durability = "memory" | "os" | "device";

/** Where an append begins, and what the log will be after it. */
export interface AppendPosition {
  /** The number of bytes that are stored before these. */
  at: number;
  /** The number of events of the log once these bytes are stored. */
  length: number;
}

/**
 * Where the bytes of one log live. A writer calls one method at a time and waits for its promise, except that `read`,
 * `readAside`, `size`, `watch` and `close` may be called while another runs. Whatever fails, fails by rejecting; a `StatelogError`
 * reaches the user of the log as it is, anything else as the cause of `STORAGE_FAILED`.
 *
 * `storageContract` from `statelog/testing` tests an implementation.
 */
export interface LogStorage {
  /** What kind of place it is, for people: `"file"`, `"opfs"`, `"indexeddb"`, `"memory"`, or your own word. */
  readonly kind: string;
  /** What a resolved `append` promises. */
  readonly durability: Durability;
  /**
   * The stored bytes from a position on (default 0), in chunks of any size, up to the end at the moment of the call or
   * later. From the end on there is nothing to read, which is no error.
   */
  read(from?: number): AsyncIterable<Uint8Array>;
  /**
   * Stores bytes behind the first `at` bytes. Resolves once they are as durable as `durability` says, and never when only
   * a part of them is. If the stored bytes end elsewhere, another writer was here: rejects with `CONFLICT` and stores
   * nothing. Where the place is full, rejects with `STORAGE_FULL`. The caller must not change `bytes` before the promise
   * is settled. No bytes at all are still an append: whatever is stored already is made as durable.
   */
  append(bytes: Uint8Array, position: AppendPosition): Promise<void>;
  /**
   * Saves the bytes from `at` on under a name that is not in use (`.torn-<n>`), then drops them, both durably. Resolves
   * to that name. An empty rest is saved like any other. A position beyond the end rejects with `INVALID_ARGUMENT`.
   */
  truncate(at: number): Promise<{ savedAs: string }>;
  /** The content of a small companion of the log, such as a snapshot; undefined if there is none of that name. */
  readAside(name: string): Promise<Uint8Array | undefined>;
  /** Replaces the content of a companion, atomically: a crash leaves the old content or the new. */
  writeAside(name: string, bytes: Uint8Array): Promise<void>;
  /** The number of stored bytes, so that opening a large log can tell how far it is. */
  size?(): Promise<number>;
  /** Calls back whenever bytes may have been appended by another writer; returns a function that ends that. */
  watch?(onGrow: () => void): () => void;
  /** Releases the lock and everything else. May be called again. Other calls reject afterwards. */
  close(): Promise<void>;
}
