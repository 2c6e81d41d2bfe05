// The dedicated worker that writes one log to the origin private file system. It only moves bytes: nothing here knows what
// they mean. The build bundles it into one file without imports, and the same text into a module for pages on which the
// file cannot be reached.

import { OpfsWriter } from "./opfs-writer.js";
import { takeLock } from "./web-lock.js";
import { buffersOf, plainError, protocolVersion } from "./worker-protocol.js";
import type { Hello, WorkerCallTypes, WorkerMethod, WorkerRequest } from "./worker-protocol.js";

/** The part of a worker's global scope that is used; TypeScript declares pages here. */
interface WorkerScope {
  onmessage: (event: { data: WorkerRequest }) => void;
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}

const scope = globalThis as unknown as WorkerScope;

/** Resolves to the same for all calls. */
let introduction: Promise<Hello> | undefined;
let writer: OpfsWriter | undefined;

async function introduce(): Promise<Hello> {
  const lifeLock = `statelog-worker:${crypto.randomUUID()}`;
  // Never released: the end of the worker does that.
  await takeLock(lifeLock);
  return { protocol: protocolVersion, lifeLock };
}

function opened(): OpfsWriter {
  if (writer === undefined) throw new Error("nothing is open");
  return writer;
}

const methods: { [M in WorkerMethod]: (...args: WorkerCallTypes[M]["args"]) => Promise<WorkerCallTypes[M]["result"]> } = {
  hello: () => (introduction ??= introduce()),
  open: async (options) => {
    writer = await OpfsWriter.open(options);
  },
  size: async () => opened().size(),
  read: async (from, limit) => opened().read(from, limit),
  append: async (bytes, at) => opened().append(bytes, at),
  truncate: async (at) => opened().truncate(at),
  readAside: async (aside) => opened().readAside(aside),
  writeAside: async (aside, bytes) => opened().writeAside(aside, bytes),
  close: async () => {
    const closing = writer;
    writer = undefined;
    await closing?.close();
  },
};

async function answer({ id, method, args }: WorkerRequest): Promise<void> {
  try {
    const result: unknown = await (methods[method] as (...args: unknown[]) => Promise<unknown>)(...args);
    scope.postMessage({ id, result }, buffersOf([result]));
  } catch (error) {
    scope.postMessage({ id, error: plainError(error) }, []);
  }
}

// One call after the other, so that an append never meets a truncation, nor a close either.
let queue = Promise.resolve();
scope.onmessage = ({ data }) => {
  queue = queue.then(() => answer(data));
};
