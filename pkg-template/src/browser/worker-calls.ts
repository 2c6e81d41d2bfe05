// The page's end of the conversation with a worker. No call is left hanging: when the worker is gone, all of them fail.

import { storageFailed } from "../storage/errors.js";
import { whenReleased } from "./web-lock.js";
import { buffersOf, protocolVersion, userError } from "./worker-protocol.js";
import type { WorkerAnswer, WorkerCallTypes, WorkerMethod } from "./worker-protocol.js";

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/** A running worker. */
export class WorkerCalls {
  readonly #worker: Worker;
  readonly #name: string;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended = new AbortController();
  #nextId = 1;
  #failure: unknown;

  /** `name` is that of the log, for messages. */
  constructor(worker: Worker, name: string) {
    this.#worker = worker;
    this.#name = name;
    worker.addEventListener("message", ({ data }: MessageEvent<WorkerAnswer>) => this.#settle(data));
    worker.addEventListener("messageerror", () => this.end(this.#lost("an answer of its worker could not be read")));
    worker.addEventListener("error", (event) => {
      // The page hears of it through the call that fails.
      event.preventDefault();
      this.end(this.#lost(event.message ? `its worker failed: ${event.message}` : "its worker's script did not load"));
    });
  }

  /** Waits for the worker to introduce itself, and from then on notices when it dies. */
  async start(): Promise<void> {
    const hello = await this.call("hello");
    if (hello?.protocol !== protocolVersion) throw new Error(`the worker is of another version of statelog (protocol ${String(hello?.protocol)}, expected ${protocolVersion})`);
    // A worker that is terminated or crashes fires no event. Its lock is what it cannot take with it.
    whenReleased(hello.lifeLock, this.#ended.signal, () => this.end(this.#lost("its worker ended")));
  }

  /** Calls the worker; buffers of the arguments are handed over. */
  call<M extends WorkerMethod>(method: M, ...args: WorkerCallTypes[M]["args"]): Promise<WorkerCallTypes[M]["result"]> {
    if (this.#ended.signal.aborted) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, args }, buffersOf(args));
    });
  }

  /** Ends the worker; calls that wait and later ones fail with the error. The first error stays. */
  end(error: unknown): void {
    if (this.#ended.signal.aborted) return;
    this.#failure = error;
    this.#ended.abort();
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #settle(answer: WorkerAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("error" in answer) waiting?.reject(userError(answer.error));
    else waiting?.resolve(answer.result as never);
  }

  #lost(why: string): unknown {
    return storageFailed(this.#name, "used any more", why);
  }
}
