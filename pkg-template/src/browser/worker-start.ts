// Starting the worker, which can fail in ways that only show when it is tried: a bundler may leave the file behind, a
// content security policy may forbid `blob:`, a page may load this package from another origin.

import { StatelogError } from "../errors.js";
import type { BrowserStorageOptions } from "./options.js";
import { messageOf } from "./problems.js";
import { WorkerCalls } from "./worker-calls.js";

/** How long a worker may take to load before the next way is tried. */
const startMillis = 10_000;

/** A way to get a worker; `done` is called once it runs or does not. */
interface Way {
  readonly what: string;
  readonly make: () => Promise<{ worker: Worker; done?: () => void }>;
}

const moduleFile: Way = {
  what: "the module file",
  // Bundlers look for exactly this expression.
  make: async () => ({ worker: new Worker(new URL("./opfs-worker.js", import.meta.url), { type: "module" }) }),
};

const inlinedText: Way = {
  what: "the inlined script",
  make: async () => {
    // Most pages never need the text, so they do not load it.
    const { opfsWorkerSource } = await import("../generated/opfs-worker-source.js");
    const address = URL.createObjectURL(new Blob([opfsWorkerSource], { type: "text/javascript" }));
    return { worker: new Worker(address), done: () => URL.revokeObjectURL(address) };
  },
};

/** Starts a worker for the log of this name; rejects with `STORAGE_FAILED` and every reason if none starts. */
export async function startWorker(name: string, custom: BrowserStorageOptions["worker"]): Promise<WorkerCalls> {
  const ways = custom === undefined ? [moduleFile, inlinedText] : [{ what: "the given worker", make: async () => ({ worker: workerOf(custom()) }) }];
  const problems: string[] = [];
  for (const way of ways) {
    try {
      return await started(way, name);
    } catch (error) {
      // What lies behind the error is all that is new about it.
      problems.push(`${way.what}: ${messageOf((error as { cause?: unknown }).cause ?? error)}`);
    }
  }
  const message = `No worker that writes ${name} started (${problems.join("; ")}). Serve opfs-worker.js of this package from your own origin and name it with the option worker, or allow blob: in worker-src.`;
  throw new StatelogError("STORAGE_FAILED", message, { name, action: "opened", problems });
}

async function started(way: Way, name: string): Promise<WorkerCalls> {
  const { worker, done } = await way.make();
  const calls = new WorkerCalls(worker, name);
  const timer = setTimeout(() => calls.end(new Error(`it did not report within ${startMillis / 1000} seconds`)), startMillis);
  try {
    await calls.start();
    return calls;
  } catch (error) {
    calls.end(error);
    throw error;
  } finally {
    clearTimeout(timer);
    done?.();
  }
}

function workerOf(given: ReturnType<NonNullable<BrowserStorageOptions["worker"]>>): Worker {
  if (typeof given === "string") return new Worker(given, { type: "module" });
  if ("href" in given) return new Worker(given.href, { type: "module" });
  return given as Worker;
}
