// One node's log while its story is told: events get their timestamp here, and their id, which later events cite.
import { eventId } from "../format/canonical.mjs";

/** How long a node is busy with one commit before it does the next thing. */
const COMMIT_MILLIS = 4;

export class LogBuilder {
  #clock;
  #commits = [];
  #open = undefined;

  constructor(clock) {
    this.#clock = clock;
  }

  /** All commits so far, each a list of events: what `writeStatelog` takes. */
  get commits() {
    return this.#commits;
  }

  /** Records one event, as its own commit or into the open one, and answers its id. Undefined members are dropped. */
  record(event) {
    if (this.#open === undefined) return this.together(() => this.record(event));
    const members = Object.entries({ ...event, timestamp: this.#clock.now() });
    const stamped = Object.fromEntries(members.filter(([, value]) => value !== undefined));
    this.#open.push(stamped);
    return eventId(stamped);
  }

  /** Everything that `tell` records becomes one commit under one timestamp. Answers what `tell` answers. */
  together(tell) {
    this.#open = [];
    const answer = tell();
    this.#commits.push(this.#open);
    this.#open = undefined;
    this.#clock.pass(COMMIT_MILLIS);
    return answer;
  }
}
