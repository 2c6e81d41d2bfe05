// Castore's event store with its storage adapter in memory.

import { EventStore } from "@castore/core";
import { InMemoryEventStorageAdapter } from "@castore/event-storage-adapter-in-memory";

export const castoreVersion = "2.4.2";

/** An event as Castore takes it. Versions of an aggregate count from 1. */
export const castoreEvent = (aggregateId, version, event) => ({ aggregateId, version, type: event.type, payload: event });

export class CastoreLog {
  #store;

  constructor(reducer = (aggregate) => aggregate, initialEvents = []) {
    this.#store = new EventStore({
      eventStoreId: "CHANNELS",
      eventTypes: [],
      reducer,
      eventStorageAdapter: new InMemoryEventStorageAdapter({ initialEvents }),
    });
  }

  append(event) {
    return this.#store.pushEvent(event);
  }

  appendBatch(events) {
    return EventStore.pushEventGroup(...events.map((event) => this.#store.groupEvent(event)));
  }

  /** The state of an aggregate after its first `count` events. */
  async aggregate(aggregateId, count) {
    const { aggregate } = await this.#store.getAggregate(aggregateId, { maxVersion: count });
    return aggregate;
  }
}
