// The one file that talks to the library: everything else shows what it returns.

import { EventStore } from "statelog";

/** What the page shows of one event. */
export interface ShownEvent {
  readonly offset: number;
  readonly type: string;
  readonly timestamp: number;
}

/** What the page shows of one channel or objective: the derived state as it is. */
export interface ShownState {
  readonly title: string;
  readonly state: unknown;
}

export interface Shown {
  readonly events: readonly ShownEvent[];
  readonly states: readonly ShownState[];
}

/** Reads the text of a log and derives everything that the page shows. */
export function show(log: string): Shown {
  const store = EventStore.import(log);
  const events = store.readFrom(0).map(({ offset, type, timestamp }) => ({ offset, type, timestamp }));
  const objectives = store.objectiveIds().map((id) => ({ title: id, state: store.reconstructObjective(id) }));
  const channels = store.channelIds().map((id) => ({ title: `Channel ${id}`, state: store.reconstructChannel(id) }));
  return { events, states: [...objectives, ...channels] };
}
