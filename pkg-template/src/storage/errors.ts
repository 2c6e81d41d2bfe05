// The errors in which storage speaks to the user of a log.

import { StatelogError, isStatelogError } from "../errors.js";

/** Another writer has the log; it can still be opened to read. */
export function locked(name: string): StatelogError {
  return new StatelogError("LOCKED", `${name} is open for writing elsewhere. Close it there, or open it here with readOnly.`, { name });
}

/** The bytes do not end where the writer left them. */
export function movedEnd(name: string, expected: number, actual: number): StatelogError {
  const message = `${name} has ${actual} bytes where this writer left ${expected}: something else wrote to it. Nothing was appended. Open the log again to check what is there.`;
  return new StatelogError("CONFLICT", message, { expected, actual });
}

/** There is no room. `cause` is what the platform said. */
export function storageFull(name: string, cause: unknown): StatelogError {
  return new StatelogError("STORAGE_FULL", `There is no room left for ${name}. Nothing that was acknowledged is lost. Make room, then open the log again.`, { name }, { cause });
}

/** Reading or writing failed. `cause` is what the platform said. */
export function storageFailed(name: string, action: string, cause: unknown): StatelogError {
  const message = `${name} could not be ${action}: ${cause instanceof Error ? cause.message : String(cause)}. Open the log again to check what is there.`;
  return new StatelogError("STORAGE_FAILED", message, { name, action }, { cause });
}

/** It was opened to read. */
export function readOnlyStorage(name: string): StatelogError {
  return new StatelogError("READ_ONLY", `${name} was opened with readOnly, so nothing can be written to it. Open it without.`, { name });
}

/** The storage was closed. */
export function storageClosed(name: string): StatelogError {
  return new StatelogError("CLOSED", `${name} was closed; open it again to go on.`, { name });
}

/** A `StatelogError` as it is, anything else as the cause of `STORAGE_FAILED`. */
export const asStorageError = (name: string, action: string, error: unknown): StatelogError => (isStatelogError(error) ? error : storageFailed(name, action, error));
