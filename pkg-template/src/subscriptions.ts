// Calling subscribers. Who receives what next, and in which order, the core decides; here are the functions to call.

import { disposeBy } from "./dispose.js";
import { call } from "./call.js";
import type { Core } from "./engine.js";
import type { Growth } from "./growth.js";
import { report } from "./report.js";
import type { OnError } from "./report.js";
import type { AbortSignalLike, RecordedEvent, Subscription } from "./types.js";

/** What a subscriber wants to be called with. */
export interface Subscriber {
  readonly callback: (event: RecordedEvent, offset: number) => void;
  readonly onCaughtUp: (() => void) | undefined;
  readonly signal: AbortSignalLike | undefined;
}

/** The filter as the core takes it. */
export interface Filter {
  readonly from: number;
  readonly types?: string[] | undefined;
  readonly channelId?: string | undefined;
  readonly objectiveId?: string | undefined;
}

type Delivery = NonNullable<ReturnType<Core["nextDelivery"]>>;

/** All subscriptions of one store. */
export class Subscriptions {
  readonly #core: Core;
  readonly #growth: Growth;
  readonly #onError: OnError | undefined;
  readonly #active = new Map<number, ActiveSubscription>();
  #delivering = false;
  #closed = false;
  #shared: { readonly offset: number; readonly event: RecordedEvent } | undefined;

  constructor(core: Core, growth: Growth, onError: OnError | undefined) {
    this.#core = core;
    this.#growth = growth;
    this.#onError = onError;
  }

  /** Registers a subscriber and lets it catch up, or, inside a callback, queues that. */
  add({ from, types, channelId, objectiveId }: Filter, subscriber: Subscriber): Subscription {
    const id = call(() => this.#core.subscribe(from, types, channelId, objectiveId));
    const subscription = new ActiveSubscription(id, this.#core, subscriber, () => this.#active.delete(id));
    this.#active.set(id, subscription);
    if (subscriber.signal?.aborted) subscription.unsubscribe();
    this.deliver();
    return subscription;
  }

  /**
   * Makes all pending deliveries. To be called after every change, with no call into the core under way. Called from a
   * callback it does nothing: the delivery under way goes on with what is new.
   */
  deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      for (let next = this.#next(); next !== undefined; next = this.#next()) this.#call(next);
    } finally {
      this.#delivering = false;
      this.#shared = undefined;
    }
    this.#growth.grew();
  }

  /** Ends all subscriptions, before the core forgets them. */
  close(): void {
    this.#closed = true;
    for (const subscription of [...this.#active.values()]) subscription.unsubscribe();
  }

  #next(): Delivery | undefined {
    return this.#closed ? undefined : call(() => this.#core.nextDelivery());
  }

  #call({ subscription: id, offset, kind }: Delivery): void {
    const subscription = this.#active.get(id);
    if (subscription === undefined) return;
    const { callback, onCaughtUp } = subscription.subscriber;
    const event = kind === "event" ? this.#event(offset) : undefined;
    const failed = (error: unknown): void => report(error, { subscription: id, offset }, this.#onError);
    try {
      const returned: unknown = event === undefined ? onCaughtUp?.() : callback(event, offset);
      // An async function fails later; without this the whole program would end.
      if (returned instanceof Promise) returned.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  /** The event at an offset, the same frozen object for all its subscribers. */
  #event(offset: number): RecordedEvent | undefined {
    if (this.#shared?.offset === offset) return this.#shared.event;
    const text = call(() => this.#core.get(offset));
    if (text === undefined) return undefined;
    const event = deepFreeze(JSON.parse(text) as RecordedEvent);
    this.#shared = { offset, event };
    return event;
  }
}

/** What `subscribe` returns. */
class ActiveSubscription implements Subscription {
  declare [Symbol.dispose]: () => void;
  readonly id: number;
  readonly #core: Core;
  readonly #forget: () => void;
  readonly #abort = (): void => this.unsubscribe();
  #subscriber: Subscriber | undefined;
  #stoppedAt = 0;

  constructor(id: number, core: Core, subscriber: Subscriber, forget: () => void) {
    this.id = id;
    this.#core = core;
    this.#subscriber = subscriber;
    this.#forget = forget;
    subscriber.signal?.addEventListener("abort", this.#abort);
  }

  static {
    disposeBy(this.prototype, function () {
      this.unsubscribe();
    });
  }

  get subscriber(): Subscriber {
    return this.#subscriber ?? silent;
  }

  get checkpoint(): number {
    return (this.#subscriber && call(() => this.#core.checkpoint(this.id))) ?? this.#stoppedAt;
  }

  unsubscribe(): void {
    if (this.#subscriber === undefined) return;
    this.#stoppedAt = this.checkpoint;
    // Lets go of the callback, and of everything that it holds on to.
    this.#subscriber.signal?.removeEventListener("abort", this.#abort);
    this.#subscriber = undefined;
    this.#forget();
    call(() => this.#core.unsubscribe(this.id));
  }
}

const silent: Subscriber = { callback: () => undefined, onCaughtUp: undefined, signal: undefined };

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
