// What page and worker say to each other: numbered calls, and one answer to each.

import { StatelogError, isStatelogError } from "../errors.js";
import type { StatelogErrorCode } from "../errors.js";
import type { WriterOptions } from "./opfs-writer.js";

/**
 * Changes with every change of the protocol. A page may meet a worker of another version of this package, from a cache or
 * from `worker` of the options.
 */
export const protocolVersion = 1;

/** The calls: what each takes and gives. `hello` comes first, then `open`. */
export interface WorkerCallTypes {
  hello: { args: []; result: Hello };
  open: { args: [options: WriterOptions]; result: void };
  size: { args: []; result: number };
  read: { args: [from: number, limit: number]; result: Uint8Array<ArrayBuffer> };
  append: { args: [bytes: Uint8Array<ArrayBuffer>, at: number]; result: void };
  truncate: { args: [at: number]; result: string };
  readAside: { args: [aside: string]; result: Uint8Array<ArrayBuffer> | undefined };
  writeAside: { args: [aside: string, bytes: Uint8Array<ArrayBuffer>]; result: void };
  close: { args: []; result: void };
}

/** How a worker introduces itself. */
export interface Hello {
  readonly protocol: number;
  /** The name of a Web Lock that the worker holds as long as it lives. */
  readonly lifeLock: string;
}

/** The name of a call. */
export type WorkerMethod = keyof WorkerCallTypes;

/** A call. */
export interface WorkerRequest {
  readonly id: number;
  readonly method: WorkerMethod;
  readonly args: unknown[];
}

/** An answer. */
export type WorkerAnswer = { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: PlainError };

/** An error without what cannot be copied from a worker to a page. */
export interface PlainError {
  readonly code: StatelogErrorCode;
  readonly message: string;
  readonly details: Record<string, unknown>;
}

/** An error on its way to the page. Errors that are not of this package are mistakes of the worker. */
export function plainError(error: unknown): PlainError {
  if (isStatelogError(error)) return { code: error.code, message: error.message, details: error.details };
  return { code: "STORAGE_FAILED", message: `The worker failed: ${error instanceof Error ? error.message : String(error)}. Open the log again.`, details: {} };
}

/** The same error for the user. */
export const userError = ({ code, message, details }: PlainError): StatelogError => new StatelogError(code, message, details);

/** The buffers among some values, which are handed over instead of copied. */
export const buffersOf = (values: readonly unknown[]): ArrayBuffer[] => values.flatMap((value) => (value instanceof Uint8Array && value.buffer instanceof ArrayBuffer ? [value.buffer] : []));
