// What browsers throw, as errors of this package.

import { StatelogError, isStatelogError } from "../errors.js";
import { asStorageError, storageFull } from "../storage/errors.js";

// How browsers refuse storage as such: in private windows, for blocked site data, in frames without a usable origin.
const refusals = ["SecurityError", "InvalidStateError", "NotAllowedError", "NotSupportedError"];

/** The name of a `DOMException` or error; undefined for anything else. */
export const nameOf = (error: unknown): string | undefined => (error as { name?: string } | null | undefined)?.name;

/** What a thrown value says. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** An error of the browser while a log was used. */
export function browserError(name: string, action: string, error: unknown): StatelogError {
  if (nameOf(error) === "QuotaExceededError") return storageFull(name, error);
  return asStorageError(name, action, error);
}

/** An error of the browser while a log was opened, when the place may be refused as a whole. */
export function openingError(name: string, place: string, error: unknown): StatelogError {
  if (isStatelogError(error) || !refusals.includes(nameOf(error) ?? "")) return browserError(name, "opened", error);
  return unavailable(name, place, `${nameOf(error)}: ${messageOf(error)}`, error);
}

/** A place to store that this page does not have. */
export function unavailable(name: string, place: string, why: string, cause?: unknown): StatelogError {
  const message = `${name} cannot be kept in ${place} here (${why}). Private windows, blocked site data and pages without HTTPS have no lasting storage: use an ordinary window over HTTPS and allow this site to store data.`;
  return new StatelogError("STORAGE_FAILED", message, { name, action: "opened" }, { cause });
}

/** There is no log of this name, and none was to be created. */
export function missingLog(name: string): StatelogError {
  return new StatelogError("STORAGE_FAILED", `There is no log ${name} here. Check the name, or open it with create to begin one.`, { name, missing: true });
}

/** Whether an error says that there is no such log. */
export const isMissing = (error: unknown): boolean => isStatelogError(error, "STORAGE_FAILED") && error.details["missing"] === true;
