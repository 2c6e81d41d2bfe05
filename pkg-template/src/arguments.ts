// Checks of arguments other than positions.

import { describe, invalidArgument } from "./errors.js";
import type { AbortSignalLike } from "./types.js";

/** Checks an object of options; left out, it is empty. */
export function optionsOf<T extends object>(value: T | undefined): Partial<T> {
  if (value === undefined) return {};
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw invalidArgument(`Options must be an object, not ${describe(value)}.`, { got: describe(value) });
}

/** Checks a text. Half a surrogate pair is refused, because it would silently become another character in the core. */
export function text(name: string, value: unknown): string {
  if (typeof value !== "string") throw invalidArgument(`${name} must be a string, not ${describe(value)}.`, { name, got: describe(value) });
  const at = value.search(/[\ud800-\udfff]/u);
  if (at === -1) return value;
  throw invalidArgument(`${name} must be valid Unicode; there is half a surrogate pair at index ${at}.`, { name, index: at });
}

/** The same for a text that may be left out. */
export const optionalText = (name: string, value: unknown): string | undefined => (value === undefined ? undefined : text(name, value));

/** Checks a flag; left out, it is false. */
export function flag(name: string, value: unknown): boolean {
  if (value === undefined) return false;
  if (typeof value === "boolean") return value;
  throw invalidArgument(`${name} must be true or false, not ${describe(value)}.`, { name, got: describe(value) });
}

/** Checks a function. */
export function callback<T>(name: string, value: T): T {
  if (typeof value === "function") return value;
  throw invalidArgument(`${name} must be a function, not ${describe(value)}.`, { name, got: describe(value) });
}

/** The same for a function that may be left out. */
export const optionalCallback = <T>(name: string, value: T): T => (value === undefined ? value : callback(name, value));

/** Checks a list of texts that may be left out. */
export function optionalTexts(name: string, value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw invalidArgument(`${name} must be an array, not ${describe(value)}.`, { name, got: describe(value) });
  return value.map((member, index) => text(`${name}[${index}]`, member));
}

/** Checks a signal that may be left out. By its shape, since there are several implementations. */
export function optionalSignal(value: AbortSignalLike | undefined): AbortSignalLike | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "object" && value !== null && typeof value.aborted === "boolean" && typeof value.addEventListener === "function") return value;
  throw invalidArgument(`signal must be an AbortSignal, not ${describe(value)}.`, { name: "signal", got: describe(value) });
}
