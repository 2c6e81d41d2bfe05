// What every writer does with events: check them, write them as JSON, hand them to the core.

import { optionsOf } from "./arguments.js";
import { call } from "./call.js";
import type { Core } from "./engine.js";
import { describe, invalidArgument } from "./errors.js";
import type { AppendResult, NewEvent, Snapshot } from "./generated/statelog.js";
import { textOf } from "./json.js";
import { optionalPosition } from "./positions.js";
import type { AppendOptions } from "./types.js";

/** Gives the time in milliseconds. */
export type Clock = () => number;

/** Appends one event to the log in the core. */
export function append(core: Core, event: NewEvent, options: AppendOptions | undefined, clock: Clock): AppendResult {
  const expected = expectedLength(options);
  const text = textOf(event);
  const now = clock();
  return call(() => core.append(text, now, expected));
}

/** Appends events to the log in the core as one commit: all of them, or none. */
export function appendBatch(core: Core, events: readonly NewEvent[], options: AppendOptions | undefined, clock: Clock): AppendResult[] {
  if (!Array.isArray(events)) throw invalidArgument(`appendBatch() takes an array of events, not ${describe(events)}.`, { name: "events", got: describe(events) });
  const expected = expectedLength(options);
  // Not map(), which skips holes.
  const lines = Array.from(events, (event, index) => textOf(event, index)).join("\n");
  const now = clock();
  return call(() => core.appendBatch(lines, now, expected));
}

/** Appends a commitment to the present state to the log in the core. */
export function createSnapshot(core: Core, clock: Clock): Snapshot {
  const now = clock();
  return JSON.parse(call(() => core.createSnapshot(now))) as Snapshot;
}

const expectedLength = (options: AppendOptions | undefined): number | undefined => optionalPosition("expectedLength", optionsOf(options).expectedLength);
