// Emmett's event store in memory.

import { getInMemoryEventStore } from "@event-driven-io/emmett";

export const emmettVersion = "0.42.0";

/** An event as Emmett takes it: a type and data. */
export const emmettEvent = (event) => ({ type: event.type, data: event });

export class EmmettLog {
  #store = getInMemoryEventStore();

  append(stream, event) {
    return this.#store.appendToStream(stream, [event]);
  }

  appendBatch(stream, events) {
    return this.#store.appendToStream(stream, events);
  }

  /** The state of a stream after its first `count` events. */
  async aggregate(stream, evolve, initialState, count) {
    const read = count === undefined ? undefined : { to: BigInt(count) };
    const { state } = await this.#store.aggregateStream(stream, { evolve, initialState, read });
    return state;
  }
}
