// The bytes of a log that is imported.

import { text } from "./arguments.js";
import { describe, invalidArgument } from "./errors.js";

/** The bytes of a text, or the given ones. */
export function bytesOf(log: string | Uint8Array): Uint8Array {
  if (typeof log === "string") return new TextEncoder().encode(text("log", log));
  // Not `instanceof`: arrays of another realm are as good.
  if (Object.prototype.toString.call(log) === "[object Uint8Array]") return log;
  throw invalidArgument(`A log is a string or a Uint8Array, not ${describe(log)}.`, { name: "log", got: describe(log) });
}
