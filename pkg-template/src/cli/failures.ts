// What a person is told when a command fails, and the exit code.

import { StatelogError, isStatelogError } from "../errors.js";
import type { StatelogErrorCode } from "../errors.js";
import { UsageError, exitCodes } from "./command.js";
import type { ExitCode } from "./command.js";
import { PipeClosed } from "./output.js";
import type { Output } from "./output.js";
import { styled } from "./text.js";

// Of what the log itself is to blame for; all else is the caller's, the file's or the machine's.
const logFails: readonly StatelogErrorCode[] = ["CORRUPT_LOG", "RULE_VIOLATION", "INVALID_EVENT", "TIMESTAMP_REGRESSION", "IDENTITY_CONFLICT"];

/** Whether an error says that the log, or an event, is not as it must be; and not that something could not be done. */
export const isVerdict = (error: unknown): boolean => isStatelogError(error) && logFails.includes(error.code);

/** Tells about an error on standard error. Nothing is said where nobody reads any more. */
export async function tellFailure(error: unknown, output: Output): Promise<ExitCode> {
  if (error instanceof PipeClosed) return exitCodes.fine;
  try {
    const [first = "", ...list] = messageOf(error).split("\n");
    await output.hanging([styled("red", "statelog: ")], first);
    for (const line of list) await output.line(line);
  } catch (unwritable) {
    if (!(unwritable instanceof PipeClosed)) throw unwritable;
  }
  return isVerdict(error) ? exitCodes.fails : exitCodes.unusable;
}

/** What a person is told when a log cannot be opened, with its path, and what to do at a prompt. */
export function openFailure(path: string, error: unknown): unknown {
  if (!isStatelogError(error)) return error;
  if (error.details.missing === true) return new UsageError(`There is no file ${path}.`);
  switch (error.code) {
    case "UNKNOWN_FORMAT":
      return new UsageError(`${path} cannot be read as a log: ${withStop(error.message)} If it holds bare events, one JSON object per line, statelog append makes a log of them. (UNKNOWN_FORMAT)`);
    case "LOCKED":
      return new UsageError(`Another process is writing to ${path}, and a log has one writer at a time. Nothing was appended. Stop that process first; statelog show and the other commands that read work beside it. (LOCKED)`);
    case "CORRUPT_LOG":
      return new StatelogError(error.code, `${path} is damaged, so nothing was appended: ${error.message.split(";")[0]}. statelog show prints the events before the damage.`, error.details);
    default:
      return error;
  }
}

function messageOf(error: unknown): string {
  if (isStatelogError(error)) return `${withStop(error.message)} (${error.code})`;
  if (error instanceof UsageError) return error.message;
  // A mistake of this program: where it happened helps whoever mends it.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const withStop = (message: string): string => (/[.!?]$/.test(message) ? message : `${message}.`);
