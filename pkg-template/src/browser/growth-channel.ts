// How followers in other tabs hear that a log grew.

import { channelName } from "./names.js";

/** The writer's end. */
export class GrowthAnnouncer {
  readonly #channel: BroadcastChannel;

  constructor(log: string) {
    this.#channel = new BroadcastChannel(channelName(log));
  }

  /** Tells every follower; what the message says does not matter. */
  announce(): void {
    this.#channel.postMessage("grown");
  }

  /** Ends it. */
  close(): void {
    this.#channel.close();
  }
}

/** The followers of one storage. */
export class GrowthWatchers {
  readonly #log: string;
  readonly #channels = new Set<BroadcastChannel>();

  constructor(log: string) {
    this.#log = log;
  }

  /** Calls back after each append by a writer elsewhere; returns a function that ends that. */
  add(onGrow: () => void): () => void {
    const channel = new BroadcastChannel(channelName(this.#log));
    channel.onmessage = () => onGrow();
    this.#channels.add(channel);
    return () => {
      channel.close();
      this.#channels.delete(channel);
    };
  }

  /** Ends them all. */
  close(): void {
    for (const channel of this.#channels) channel.close();
    this.#channels.clear();
  }
}
