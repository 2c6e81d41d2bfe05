// The asynchronous iteration over a log: what is recorded, then what is recorded next. It pulls: nothing is kept for a
// slow consumer but one page, and an iterator that nobody waits on is not known to anybody.

import { call } from "./call.js";
import type { Core } from "./engine.js";
import type { Growth } from "./growth.js";
import { pageEvents, readPage } from "./pages.js";
import type { AbortSignalLike, RecordedEvent } from "./types.js";

/** What to iterate over. */
export interface LiveOptions {
  readonly from: number;
  readonly types: ReadonlySet<string> | undefined;
  readonly signal: AbortSignalLike | undefined;
}

type Result = IteratorResult<RecordedEvent, undefined>;

interface Waiting {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

const done: Result = { done: true, value: undefined };

/** One iteration. Several calls of `next` may wait at once; they are answered in order. */
export class LiveIterator implements AsyncIterableIterator<RecordedEvent> {
  readonly #core: Core;
  readonly #growth: Growth;
  readonly #options: LiveOptions;
  #next: number;
  #page: RecordedEvent[] = [];
  #waiting: Waiting[] = [];
  #stopWaiting: (() => void) | undefined;
  #ended = false;

  constructor(core: Core, growth: Growth, options: LiveOptions) {
    this.#core = core;
    this.#growth = growth;
    this.#options = options;
    this.#next = options.from;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#serve();
    });
  }

  return(): Promise<Result> {
    this.#end();
    return Promise.resolve(done);
  }

  /** Answers as many waiting calls as there are events, then waits for more. */
  #serve(): void {
    while (this.#waiting.length > 0) {
      if (this.#ended || this.#growth.closed || this.#options.signal?.aborted) return this.#end();
      try {
        const event = this.#take();
        if (event === undefined) return this.#wait();
        this.#waiting.shift()?.resolve({ done: false, value: event });
      } catch (error) {
        this.#waiting.shift()?.reject(error);
        this.#end();
      }
    }
    this.#stopWaiting?.();
  }

  /** The next matching event that is recorded already. */
  #take(): RecordedEvent | undefined {
    for (;;) {
      for (let event = this.#page.shift(); event !== undefined; event = this.#page.shift()) {
        this.#next = event.offset + 1;
        if (this.#options.types?.has(event.type) ?? true) return event;
      }
      // What is not durable yet may never have happened.
      const end = call(() => this.#core.durableLength());
      this.#page = readPage(this.#core, this.#next, Math.min(end, this.#next + pageEvents));
      if (this.#page.length === 0) return undefined;
    }
  }

  #wait(): void {
    if (this.#stopWaiting !== undefined) return;
    const { signal } = this.#options;
    const stopGrowth = this.#growth.wait(() => this.#wake());
    const wake = (): void => this.#wake();
    signal?.addEventListener("abort", wake);
    this.#stopWaiting = () => {
      this.#stopWaiting = undefined;
      stopGrowth();
      signal?.removeEventListener("abort", wake);
    };
  }

  #wake(): void {
    this.#stopWaiting?.();
    this.#serve();
  }

  #end(): void {
    this.#ended = true;
    this.#page = [];
    this.#stopWaiting?.();
    for (const { resolve } of this.#waiting.splice(0)) resolve(done);
  }
}
