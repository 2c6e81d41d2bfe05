// Folds that users write themselves.

import { callback } from "./arguments.js";
import type { RecordedEvent } from "./types.js";

/** Applies `evolve` to the events in order, starting from `initial`. */
export function foldEvents<S>(events: Iterable<RecordedEvent>, evolve: (state: S, event: RecordedEvent) => S, initial: S, types: readonly string[] | undefined): S {
  callback("evolve", evolve);
  const wanted = types === undefined ? undefined : new Set(types);
  let state = initial;
  for (const event of events) {
    if (wanted?.has(event.type) ?? true) state = evolve(state, event);
  }
  return state;
}
