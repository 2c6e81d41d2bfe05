// The events that a filter lets through, page by page, now or as they are appended.

import type { EventReader, RecordedEvent } from "../types.js";

/** Which events to give. */
export interface EventFilter {
  readonly from: number;
  /** The end, exclusive; left out, there is none. */
  readonly to: number | undefined;
  readonly types: ReadonlySet<string> | undefined;
  readonly channelId: `0x${string}` | undefined;
  readonly objectiveId: string | undefined;
}

/** How many offsets are looked at at a time. */
const pageEvents = 512;

/** The matching events before a length. */
export function* matchingEvents(log: EventReader, filter: EventFilter, length: number): Generator<RecordedEvent> {
  const end = Math.min(filter.to ?? length, length);
  for (let start = filter.from; start < end; start += pageEvents) yield* page(log, filter, start, Math.min(end, start + pageEvents));
}

/** The matching events that there are, then those that a writer appends; ends quietly when the signal is aborted. */
export async function* followedEvents(log: EventReader, filter: EventFilter, signal: AbortSignal): AsyncGenerator<RecordedEvent> {
  let wake = (): void => undefined;
  let grew = false;
  const woken = (): void => {
    grew = true;
    wake();
  };
  const subscription = log.subscribe(woken);
  signal.addEventListener("abort", woken);
  // Nothing else keeps the process running while it waits.
  const alive = setInterval(() => undefined, 60_000);
  try {
    for (let from = filter.from; ; ) {
      grew = false;
      const length = log.length;
      for (const event of matchingEvents(log, { ...filter, from }, length)) {
        if (signal.aborted) return;
        yield event;
      }
      from = Math.max(from, length);
      if (signal.aborted || from >= (filter.to ?? Infinity)) return;
      if (!grew) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    clearInterval(alive);
    signal.removeEventListener("abort", woken);
    subscription.unsubscribe();
  }
}

function page(log: EventReader, { types, channelId, objectiveId }: EventFilter, from: number, to: number): RecordedEvent[] {
  const inChannel = channelId === undefined ? undefined : log.readChannel(channelId, { from, to });
  const inObjective = objectiveId === undefined ? undefined : log.readObjective(objectiveId, { from, to });
  const both = inChannel && inObjective && inChannel.filter(({ offset }) => inObjective.some((other) => other.offset === offset));
  const events = both ?? inChannel ?? inObjective ?? log.readRange(from, to);
  return types === undefined ? events : events.filter(({ type }) => types.has(type));
}
