// The store in memory: a reader that can also be written to.

import { append, appendBatch, createSnapshot } from "./append.js";
import type { Clock } from "./append.js";
import { flag, optionsOf } from "./arguments.js";
import { call } from "./call.js";
import { disposeBy } from "./dispose.js";
import type { Core } from "./engine.js";
import type { AppendResult, NewEvent, Snapshot } from "./generated/statelog.js";
import { Growth } from "./growth.js";
import { bytesOf } from "./log-bytes.js";
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
    const salvage = flag("salvage", optionsOf(options).salvage);
    const opened = new Opened(importedCore(bytesOf(log), salvage, settings), settings);
    return new EventStore(opened as EventStoreOptions);
  }

  /**
   * Records one event. A fact that the log holds already is not recorded again: see `duplicate` of the result. A
   * recorded event, of this log or another, is taken too: its `eventId` must be that of its content, its `offset` is
   * ignored, for here it gets a place of its own.
   */
  append(event: NewEvent, options?: AppendOptions): AppendResult {
    return this.#change((core, now) => append(core, event, options, now));
  }

  /** Records several events as one commit: all of them or, if one is refused (details: `index`), none. */
  appendBatch(events: readonly NewEvent[], options?: AppendOptions): AppendResult[] {
    return this.#change((core, now) => appendBatch(core, events, options, now));
  }

  /** Commits the state to the log: appends a `snapshot_created` with its hash. */
  createSnapshot(): Snapshot {
    return this.#change(createSnapshot);
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
  #change<T>(change: (core: Core, now: Clock) => T): T {
    const { core, subscriptions } = engineOf(this);
    const result = change(core, this.#settings.now);
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
