// An array and a reducer: the least that an event log in JavaScript can be. It keeps the objects that it is given,
// checks nothing and hashes nothing, so it is a lower bound and no store.

import { reduceInPlace } from "./subset.mjs";

export class PlainLog {
  events = [];
  channels = new Map();

  append(event) {
    this.events.push(event);
    reduceInPlace(this.channels, event);
  }

  appendBatch(events) {
    for (const event of events) this.append(event);
  }

  /** The channels after the events [0, at). */
  at(at) {
    const channels = new Map();
    for (let offset = 0; offset < at; offset += 1) reduceInPlace(channels, this.events[offset]);
    return channels;
  }
}
