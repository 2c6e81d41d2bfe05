// What an import gives, whatever it reads.

import type { GoNitroRemark, NewEvent } from "../../generated/statelog.js";

/** Events to append. */
export interface Imported {
  readonly events: readonly NewEvent[];
  /** For each event, where in the input it comes from. */
  readonly sources: readonly string[];
  /** What could not be carried over. */
  readonly remarks: readonly GoNitroRemark[];
}

/** A commit line has at most 16 MiB; half of that leaves room for what the log adds. Measured in UTF-16 units of JSON. */
const batchLength = 8 * 1024 * 1024;

/** The events in as few batches as fit into a commit each. */
export function* batchesOf(events: readonly NewEvent[]): Generator<NewEvent[]> {
  let batch: NewEvent[] = [];
  let used = 0;
  for (const event of events) {
    const { length } = JSON.stringify(event);
    if (batch.length > 0 && used + length > batchLength) {
      yield batch;
      [batch, used] = [[], 0];
    }
    batch.push(event);
    used += length;
  }
  if (batch.length > 0) yield batch;
}
