// Reading a log page by page, so that no caller's loop ever holds the whole of it.

import { call } from "./call.js";
import type { Core } from "./engine.js";
import type { RecordedEvent } from "./types.js";

/** How many events cross from the core at a time. */
export const pageEvents = 512;

/** The events [from, to). */
export const readPage = (core: Core, from: number, to: number): RecordedEvent[] => JSON.parse(call(() => core.read(from, to))) as RecordedEvent[];

/** Iterates over [from, to), or up to the length of this moment. */
export function* readPages(core: Core, from: number, to: number): IterableIterator<RecordedEvent> {
  const end = Math.min(to, call(() => core.length()));
  for (let start = from; start < end; start += pageEvents) {
    yield* readPage(core, start, Math.min(end, start + pageEvents));
  }
}
