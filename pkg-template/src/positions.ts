// Offsets and lengths. Types are checked here; what depends on the log is left to the core.

import { describe, invalidArgument } from "./errors.js";
import type { Range } from "./types.js";

/** An end that means "the length, whatever it is": an end beyond the length always does. */
export const openEnd = Number.MAX_SAFE_INTEGER;

/** Checks a position: a whole number within 0..2^53-1. */
export function position(name: string, value: unknown): number {
  // The sum makes -0 a 0.
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value + 0;
  throw invalidArgument(`${name} must be a whole number from 0 to 2^53 - 1, not ${describe(value)}.`, { name, got: describe(value) });
}

/** The same for a position that may be left out. */
export const optionalPosition = (name: string, value: unknown): number | undefined => (value === undefined ? undefined : position(name, value));

/** Checks both ends of [from, to) and fills in what was left out. */
export function range(given: Range): { from: number; to: number } {
  const from = optionalPosition("from", given.from) ?? 0;
  const to = optionalPosition("to", given.to);
  if (given.from !== undefined && to !== undefined) ordered("from", from, "to", to);
  return { from, to: to ?? openEnd };
}

/** Checks that a range does not end before it starts. */
export function ordered(startName: string, start: number, endName: string, end: number): void {
  if (start <= end) return;
  throw invalidArgument(`${startName} (${start}) must not be greater than ${endName} (${end}).`, { [startName]: start, [endName]: end });
}
