// What a person is told when a command fails, and the exit code.

import { isStatelogError } from "../errors.js";
import type { StatelogErrorCode } from "../errors.js";
import { UsageError, exitCodes } from "./command.js";
import type { ExitCode } from "./command.js";
import { PipeClosed } from "./output.js";
import type { Output } from "./output.js";

// Of what the log itself is to blame for; all else is the caller's, the file's or the machine's.
const logFails: readonly StatelogErrorCode[] = ["CORRUPT_LOG", "RULE_VIOLATION", "INVALID_EVENT", "TIMESTAMP_REGRESSION", "IDENTITY_CONFLICT"];

/** Tells about an error on standard error. Nothing is said where nobody reads any more. */
export async function tellFailure(error: unknown, output: Output): Promise<ExitCode> {
  if (error instanceof PipeClosed) return exitCodes.fine;
  try {
    for (const [index, line] of messageOf(error).split("\n").entries()) await output.hanging(index === 0 ? [{ text: "statelog: ", style: "red" }] : "", line);
  } catch (unwritable) {
    if (!(unwritable instanceof PipeClosed)) throw unwritable;
  }
  return isStatelogError(error) && logFails.includes(error.code) ? exitCodes.fails : exitCodes.unusable;
}

function messageOf(error: unknown): string {
  if (isStatelogError(error)) return `${withStop(error.message)} (${error.code})`;
  if (error instanceof UsageError) return error.message;
  // A mistake of this program: where it happened helps whoever mends it.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const withStop = (message: string): string => (/[.!?]$/.test(message) ? message : `${message}.`).replace(/^./, (first) => first.toUpperCase());
