// What a reader works with: its store in the core, who listens, and who waits for new events.

import type { Store } from "./generated/statelog.js";
import type { Growth } from "./growth.js";
import type { Subscriptions } from "./subscriptions.js";

/** A store in the core. */
export type Core = Store;

/** The parts of an open log. */
export interface Engine {
  readonly core: Core;
  readonly subscriptions: Subscriptions;
  readonly growth: Growth;
}
