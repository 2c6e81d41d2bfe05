// Reading a log: check the arguments, ask the core, parse its answer.

import { callback, flag, optionalCallback, optionalSignal, optionalText, optionsOf, text } from "./arguments.js";
import { call } from "./call.js";
import type { Core, Engine } from "./engine.js";
import { describe, invalidArgument } from "./errors.js";
import { optionalEventTypes } from "./event-types.js";
import { foldEvents } from "./fold.js";
import type { Bytes32, ChannelState, EventType, Finding, LogState, ObjectiveState, Snapshot, StateChange, VerifyReport } from "./generated/statelog.js";
import { LiveIterator } from "./live.js";
import { readPage, readPages } from "./pages.js";
import { openEnd, optionalPosition, ordered, position, range } from "./positions.js";
import type { EventReader, EventsOptions, Range, RecordedEvent, SubscribeOptions, Subscription } from "./types.js";

/** What lies behind a reader; for the other modules of this package only. @internal */
export let engineOf: (reader: Reader) => Engine;

/** Everything that can be read from a log. */
export abstract class Reader implements EventReader {
  readonly #engine: Engine;

  static {
    engineOf = (reader) => reader.#engine;
  }

  /** @internal */
  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get #core(): Core {
    return this.#engine.core;
  }

  get length(): number {
    return call(() => this.#core.length());
  }

  get logId(): string {
    return call(() => this.#core.logId());
  }

  get(offset: number): RecordedEvent | undefined {
    const at = position("offset", offset);
    return parse(call(() => this.#core.get(at)));
  }

  readFrom(offset?: number, limit?: number): RecordedEvent[] {
    const from = optionalPosition("offset", offset) ?? 0;
    const count = optionalPosition("limit", limit) ?? openEnd;
    return readPage(this.#core, from, Math.min(openEnd, from + count));
  }

  readRange(start: number, end: number): RecordedEvent[] {
    const [from, to] = [position("start", start), position("end", end)];
    ordered("start", from, "end", to);
    return readPage(this.#core, from, to);
  }

  readChannel(channelId: Bytes32, within?: Range): RecordedEvent[] {
    const id = text("channelId", channelId);
    const { from, to } = range(optionsOf(within));
    return parse(call(() => this.#core.readChannel(id, from, to)));
  }

  readObjective(objectiveId: string, within?: Range): RecordedEvent[] {
    const id = text("objectiveId", objectiveId);
    const { from, to } = range(optionsOf(within));
    return parse(call(() => this.#core.readObjective(id, from, to)));
  }

  [Symbol.iterator](): IterableIterator<RecordedEvent> {
    return readPages(this.#core, 0, openEnd);
  }

  events(options?: EventsOptions): AsyncIterable<RecordedEvent> {
    const given = optionsOf(options);
    const from = optionalPosition("from", given.from) ?? 0;
    const types = optionalEventTypes(given.types);
    const signal = optionalSignal(given.signal);
    const { core, growth } = this.#engine;
    return { [Symbol.asyncIterator]: () => new LiveIterator(core, growth, { from, types: types && new Set(types), signal }) };
  }

  subscribe(onEvent: (event: RecordedEvent, offset: number) => void, options?: SubscribeOptions): Subscription {
    callback("callback", onEvent);
    const given = optionsOf(options);
    const filter = {
      from: this.#start(given.from),
      types: optionalEventTypes(given.types),
      channelId: optionalText("channelId", given.channelId),
      objectiveId: optionalText("objectiveId", given.objectiveId),
    };
    const subscriber = { callback: onEvent, onCaughtUp: optionalCallback("onCaughtUp", given.onCaughtUp), signal: optionalSignal(given.signal) };
    return this.#engine.subscriptions.add(filter, subscriber);
  }

  channelIds(): Bytes32[] {
    return call(() => this.#core.channelIds()) as Bytes32[];
  }

  objectiveIds(): string[] {
    return call(() => this.#core.objectiveIds());
  }

  reconstructChannel(channelId: Bytes32, options?: { at?: number }): ChannelState | undefined {
    const id = text("channelId", channelId);
    const at = atOf(options);
    return parse(call(() => this.#core.reconstructChannel(id, at)));
  }

  reconstructObjective(objectiveId: string, options?: { at?: number }): ObjectiveState | undefined {
    const id = text("objectiveId", objectiveId);
    const at = atOf(options);
    return parse(call(() => this.#core.reconstructObjective(id, at)));
  }

  reconstruct(options?: { at?: number }): LogState {
    const at = atOf(options);
    return parse(call(() => this.#core.reconstruct(at)));
  }

  diff(from: number, to: number): StateChange[] {
    const [start, end] = [position("from", from), position("to", to)];
    ordered("from", start, "to", end);
    return parse(call(() => this.#core.diff(start, end)));
  }

  fold<S>(evolve: (state: S, event: RecordedEvent) => S, initial: S, within?: Range & { types?: readonly EventType[] }): S {
    const given = optionsOf(within);
    const { from, to } = range(given);
    return foldEvents(readPages(this.#core, from, to), evolve, initial, optionalEventTypes(given.types));
  }

  getLatestSnapshot(beforeOffset?: number): Snapshot | undefined {
    const before = optionalPosition("beforeOffset", beforeOffset);
    return parse(call(() => this.#core.latestSnapshot(before)));
  }

  stateHash(options?: { at?: number }): Bytes32 {
    const at = atOf(options);
    return call(() => this.#core.stateHash(at)) as Bytes32;
  }

  audit(options?: { at?: number; signatures?: boolean }): Finding[] {
    const at = atOf(options);
    const signatures = flag("signatures", optionsOf(options).signatures);
    return parse(call(() => this.#core.audit(at, signatures)));
  }

  verify(): VerifyReport {
    return parse(call(() => this.#core.verify()));
  }

  root(length?: number): Bytes32 {
    const at = optionalPosition("length", length);
    return call(() => this.#core.root(at)) as Bytes32;
  }

  export(options?: { to?: number }): string;
  export(options: { from?: number; to?: number; format: "events" }): string;
  export(options?: { from?: number; to?: number; format?: string }): string {
    const given = optionsOf(options);
    const { from, to } = range(given);
    if (given.format === "events") return call(() => this.#core.exportEvents(from, to));
    if (given.format !== undefined) throw invalidArgument(`format must be "events" or left out, not ${describe(given.format)}.`, { name: "format", got: describe(given.format) });
    if (given.from !== undefined) throw invalidArgument('A .statelog file starts at 0: leave "from" out, or ask for the bare events with format: "events".', { name: "from", got: from });
    return call(() => this.#core.export(optionalPosition("to", given.to)));
  }

  #start(given: SubscribeOptions["from"]): number {
    if (given === undefined || given === "end") return this.length;
    if (given === "start") return 0;
    if (typeof given === "string") throw invalidArgument(`from must be an offset, "start" or "end", not ${describe(given)}.`, { name: "from", got: describe(given) });
    return position("from", given);
  }
}

const atOf = (options: { at?: number } | undefined): number | undefined => optionalPosition("at", optionsOf(options).at);

/** The value of a JSON text; what is undefined stays so. */
function parse<T>(text: string): T;
function parse<T>(text: string | undefined): T | undefined;
function parse<T>(text: string | undefined): T | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as T);
}
