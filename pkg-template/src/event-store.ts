// The store in memory: a reader that can also be written to.

import { optionsOf } from "./arguments.js";
import { call } from "./call.js";
import { disposeBy } from "./dispose.js";
import type { Core } from "./engine.js";
import { describe, invalidArgument } from "./errors.js";
import type { AppendResult, NewEvent, Snapshot } from "./generated/statelog.js";
import { Growth } from "./growth.js";
import { textOf } from "./json.js";
import { bytesOf } from "./log-bytes.js";
import { optionalPosition } from "./positions.js";
import { Reader, engineOf } from "./reader.js";
import { importedCore, newCore, settingsOf } from "./settings.js";
import type { Settings } from "./settings.js";
import { Subscriptions } from "./subscriptions.js";
import type { AppendOptions, EventStoreOptions, ImportOptions } from "./types.js";

/** An event log in memory, with everything derived from it. */
export class EventStore extends Reader {
  declare [Symbol.dispose]: () => void;
  readonly #settings: Settings;

  static {
    disposeBy(this.prototype, function () {
      this.close();
    });
  }

  /** A new, empty log. */
  constructor(options?: EventStoreOptions);
  constructor(given?: EventStoreOptions | Opened) {
    const { core, settings } = given instanceof Opened ? given : create(given);
    const growth = new Growth();
    super({ core, growth, subscriptions: new Subscriptions(core, growth, settings.onError) });
    this.#settings = settings;
  }

  /**
   * Reads a log: the text of a `.statelog` file, taken as it is, or bare events, one JSON object per line. Nothing is
   * refused for what it says, only for its form.
   */
  static import(log: string | Uint8Array, options?: ImportOptions): EventStore {
    const settings = settingsOf(options);
    const { salvage = false } = optionsOf(options);
    if (typeof salvage !== "boolean") throw invalidArgument(`salvage must be true or false, not ${describe(salvage)}.`, { name: "salvage", got: describe(salvage) });
    const opened = new Opened(importedCore(bytesOf(log), salvage, settings), settings);
    return new EventStore(opened as EventStoreOptions);
  }

  /**
   * Records one event. A fact that the log holds already is not recorded again: see `duplicate` of the result. A
   * recorded event, of this log or another, is taken too: its `eventId` must be that of its content, its `offset` is
   * ignored, for here it gets a place of its own.
   */
  append(event: NewEvent, options?: AppendOptions): AppendResult {
    const expected = expectedLength(options);
    const text = textOf(event);
    const now = this.#settings.now();
    return this.#change((core) => core.append(text, now, expected));
  }

  /** Records several events as one commit: all of them or, if one is refused (details: `index`), none. */
  appendBatch(events: readonly NewEvent[], options?: AppendOptions): AppendResult[] {
    if (!Array.isArray(events)) throw invalidArgument(`appendBatch() takes an array of events, not ${describe(events)}.`, { name: "events", got: describe(events) });
    const expected = expectedLength(options);
    // Not map(), which skips holes.
    const lines = Array.from(events, (event, index) => textOf(event, index)).join("\n");
    const now = this.#settings.now();
    return this.#change((core) => core.appendBatch(lines, now, expected));
  }

  /** Commits the state to the log: appends a `snapshot_created` with its hash. */
  createSnapshot(): Snapshot {
    const now = this.#settings.now();
    return JSON.parse(this.#change((core) => core.createSnapshot(now))) as Snapshot;
  }

  /** Ends subscriptions and iterations and gives the memory back; nothing can be appended or read any more. May be called again. */
  close(): void {
    const { core, growth, subscriptions } = engineOf(this);
    if (growth.closed) return;
    subscriptions.close();
    call(() => core.close());
    growth.close();
  }

  /** Changes the log, then calls the subscribers. */
  #change<T>(change: (core: Core) => T): T {
    const { core, subscriptions } = engineOf(this);
    const result = call(() => change(core));
    subscriptions.deliver();
    return result;
  }
}

/** A log in the core with its settings: how the constructor is told to take an imported one. */
class Opened {
  readonly core: Core;
  readonly settings: Settings;

  constructor(core: Core, settings: Settings) {
    this.core = core;
    this.settings = settings;
  }
}

function create(options: EventStoreOptions | undefined): Opened {
  const settings = settingsOf(options);
  return new Opened(newCore(settings), settings);
}

const expectedLength = (options: AppendOptions | undefined): number | undefined => optionalPosition("expectedLength", optionsOf(options).expectedLength);
