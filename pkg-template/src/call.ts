// Calling into the core. Every call goes through `call`, so that what the core throws reaches users in one form.

import { StatelogError } from "./errors.js";
import type { StatelogErrorCode } from "./errors.js";

/** What the core throws when it refuses something. */
interface Refusal {
  readonly code: StatelogErrorCode;
  readonly message: string;
  readonly details: Record<string, unknown>;
}

let trap: { readonly cause: unknown } | undefined;

/** Runs a call into the core. No code of users may run inside `work`. */
export function call<T>(work: () => T): T {
  if (trap !== undefined) throw fatal();
  try {
    return work();
  } catch (error) {
    if (isRefusal(error)) throw new StatelogError(error.code, error.message, error.details);
    // Anything that the core did not word itself left it half-way through its work: a trap, a full stack.
    trap = { cause: error };
    throw fatal();
  }
}

function fatal(): StatelogError {
  const message = "The WebAssembly instance failed and cannot be used any more. Restart the program (or reload the page) and open the log again.";
  return new StatelogError("FATAL", message, {}, trap);
}

function isRefusal(error: unknown): error is Refusal {
  if (typeof error !== "object" || error === null || error instanceof Error) return false;
  const { code, message, details } = error as Partial<Refusal>;
  return typeof code === "string" && typeof message === "string" && typeof details === "object" && details !== null;
}
