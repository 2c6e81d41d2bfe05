// The shapes of the interface that are not derived from the Rust types. docs/api.md describes them at length.

import type { ChannelState, EventType, Finding, LogState, Millis, ObjectiveState, Offset, Snapshot, StateChange, VerifyReport, NewEvent, Bytes32 } from "./generated/statelog.js";

declare global {
  // For projects whose library is older than `using`; the same declaration as in newer ones.
  interface SymbolConstructor {
    /** The name of the method that `using` calls; undefined in engines without it. */
    readonly dispose: unique symbol;
    /** The name of the method that `await using` calls; undefined in engines without it. */
    readonly asyncDispose: unique symbol;
  }
}

/** A fact, past tense, immutable; told apart by its `type`. */
export type StatelogEvent = NewEvent & { timestamp: Millis };

/** An event as the log holds it. */
export type RecordedEvent = StatelogEvent & { offset: Offset; eventId: Bytes32 };

/** The events [from, to); left out, the start is 0 and the end is the length. */
export interface Range {
  from?: number;
  to?: number;
}

/** Options of `append` and `appendBatch`. */
export interface AppendOptions {
  /** The length that the log must have, or the append fails with `CONFLICT` (details: `expected`, `actual`). */
  expectedLength?: number;
}

/** Options of a store. */
export interface EventStoreOptions {
  /** The least number of events between two automatic snapshots, a cache in memory; 0 for none. Default 1000. */
  snapshotInterval?: number;
  /**
   * When signatures are checked, which costs far more than everything else: on `append`, so that an event with somebody
   * else's signature is refused; only by `audit({ signatures: true })` and `verify()`; or never. Ids and hashes are
   * checked always. Default `"append"`.
   */
  verifySignatures?: "append" | "audit" | "never";
  /** How many blocks make a fact final, by chain id; only moves the flag `provisional`. Default 0. */
  confirmations?: Record<number, number>;
  /** The clock, in milliseconds since 1970; stamps events without a timestamp. Default `Date.now`. */
  now?: () => number;
  /** 32 lower-case hex digits. Default random. */
  logId?: string;
  /** Gets what subscribers throw. Default `reportError`, or where that is missing an uncaught error. */
  onError?: (error: unknown, context: { subscription: number; offset: number }) => void;
}

/** Options of `EventStore.import`. */
export interface ImportOptions extends EventStoreOptions {
  /** Takes the good beginning of a damaged log instead of refusing the whole. */
  salvage?: boolean;
}

/** An `AbortSignal`, by its shape, because not every TypeScript project knows the type. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** A `URL`, by its shape. */
export interface UrlLike {
  readonly href: string;
}

/** Options of `subscribe`. */
export interface SubscribeOptions {
  /** The first offset to deliver; `"end"`, the default, is the length at the call. */
  from?: number | "start" | "end";
  /** Only events of these types. */
  types?: readonly EventType[];
  /** Only events that belong to this channel. */
  channelId?: Bytes32;
  /** Only events that belong to this objective. */
  objectiveId?: string;
  /** Unsubscribes when it is aborted. */
  signal?: AbortSignalLike;
  /** Called once, when everything recorded before has been delivered. */
  onCaughtUp?: () => void;
}

/** Options of `events`. */
export interface EventsOptions {
  /** The first offset. Default 0. */
  from?: number;
  /** Only events of these types. */
  types?: readonly EventType[];
  /** Ends the iteration when it is aborted. */
  signal?: AbortSignalLike;
}

/** A running subscription. */
export interface Subscription {
  /** Names the subscription in `onError`. */
  readonly id: number;
  /** The next offset to look at; after unsubscribing, where it stopped. */
  readonly checkpoint: number;
  /** Ends the subscription; nothing is delivered afterwards. May be called again. */
  unsubscribe(): void;
  [Symbol.dispose](): void;
}

/** Everything that can be read from a log. */
export interface EventReader {
  /** The number of events, which is the next offset. */
  readonly length: number;
  /** 32 lower-case hex digits that name the log. */
  readonly logId: string;
  /** The event at an offset; undefined from the length on. */
  get(offset: number): RecordedEvent | undefined;
  /** The events from an offset on, at most `limit`. */
  readFrom(offset?: number, limit?: number): RecordedEvent[];
  /** The events [start, end). */
  readRange(start: number, end: number): RecordedEvent[];
  /** The events that belong to a channel. */
  readChannel(channelId: Bytes32, range?: Range): RecordedEvent[];
  /** The events that belong to an objective. */
  readObjective(objectiveId: string, range?: Range): RecordedEvent[];
  /** The events recorded by now, read page by page. */
  [Symbol.iterator](): IterableIterator<RecordedEvent>;
  /** The events recorded so far, then new ones as they are recorded. Closing and aborting end it quietly. */
  events(options?: EventsOptions): AsyncIterable<RecordedEvent>;
  /**
   * Calls back for every matching event once, in offset order: first for recorded ones from `from` on, before
   * `subscribe` returns, then for new ones before the appending call returns. The callback may append, subscribe,
   * unsubscribe or close; what it appends is delivered after what is queued. All subscribers share one frozen object.
   */
  subscribe(callback: (event: RecordedEvent, offset: number) => void, options?: SubscribeOptions): Subscription;
  /** The ids of the channels created so far. */
  channelIds(): Bytes32[];
  /** The ids of the objectives created so far. */
  objectiveIds(): string[];
  /** A channel after the events [0, at); undefined before its creation. */
  reconstructChannel(channelId: Bytes32, options?: { at?: number }): ChannelState | undefined;
  /** An objective after the events [0, at); undefined before its creation. */
  reconstructObjective(objectiveId: string, options?: { at?: number }): ObjectiveState | undefined;
  /** Everything after the events [0, at). */
  reconstruct(options?: { at?: number }): LogState;
  /** What the events [from, to) changed. */
  diff(from: number, to: number): StateChange[];
  /** Folds events into a state of your own. */
  fold<S>(evolve: (state: S, event: RecordedEvent) => S, initial: S, range?: Range & { types?: readonly EventType[] }): S;
  /** The latest snapshot at or before a length. */
  getLatestSnapshot(beforeOffset?: number): Snapshot | undefined;
  /** A hash of the state after the events [0, at), equal on every platform. */
  stateHash(options?: { at?: number }): Bytes32;
  /**
   * What the rules find in the events [0, at), in the order of the last event that each finding needs. With `signatures`,
   * ids, hashes and signatures are checked too: each event once, however often you ask.
   */
  audit(options?: { at?: number; signatures?: boolean }): Finding[];
  /** Checks the log from its bytes. */
  verify(): VerifyReport;
  /** The root of the Merkle tree over the first `length` event ids. */
  root(length?: number): Bytes32;
  /** The text of a `.statelog` file with the first `to` events. */
  export(options?: { to?: number }): string;
  /** The events [from, to), one canonical JSON object per line. */
  export(options: { from?: number; to?: number; format: "events" }): string;
}
