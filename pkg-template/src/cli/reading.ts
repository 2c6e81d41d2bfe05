// Opening a log to read it, whatever state it is in: what is wrong with the file is said on standard error, and what lies
// before that is read.

import type { DurableEventStore } from "../durable/durable-event-store.js";
import type { OpenProgress, Opened } from "../durable/types.js";
import { openLog } from "../node/open-log.js";
import { exitCodes } from "./command.js";
import type { ExitCode, Streams } from "./command.js";
import { openFailure } from "./failures.js";
import type { Output } from "./output.js";
import { Progress } from "./progress.js";
import { counted } from "./words/values.js";

/** An open log, and what is known about its file. */
export interface ReadLog {
  readonly log: DurableEventStore;
  readonly path: string;
  readonly bytes: number;
  /** For work that blocks after the log was opened. */
  readonly progress: Progress;
}

/** Above this many events, what looks at each of them may take more than a second. */
const manyEvents = 5_000;

/** How a log is read. */
export interface ReadOptions {
  /** Gets what goes wrong while a log is followed. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Opens a log, works with it and closes it. The exit code is that of the work, unless the file is damaged: then the log
 * fails, whatever the work says.
 */
export async function reading(path: string, { error }: Streams, work: (read: ReadLog) => Promise<ExitCode>, options: ReadOptions = {}): Promise<ExitCode> {
  const progress = new Progress(process.stderr);
  let bytes = 0;
  const log = await openLog(path, {
    salvage: true,
    onError: options.onError ?? (() => undefined),
    onProgress: (read) => {
      bytes = read.bytes;
      progress.say(() => `reading ${path}: ${shareOf(read)}, ${read.events} events`);
    },
  })
    .catch((failure: unknown) => Promise.reject(openFailure(path, failure)))
    .finally(() => progress.done());
  try {
    await tellAboutFile(path, bytes, log.opened, error);
    const code = await work({ log, path, bytes, progress });
    return log.opened.damage === undefined ? code : exitCodes.fails;
  } finally {
    progress.done();
    await log.close();
  }
}

/** How much was read: of all of it, where that is known. */
const shareOf = ({ bytes, totalBytes }: OpenProgress): string => (totalBytes === undefined ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.floor((100 * bytes) / Math.max(1, totalBytes))} %`);

/** Says that something blocks, if it may be felt. */
export function working({ log, progress }: ReadLog, what: string): void {
  if (log.length > manyEvents) progress.say(() => `${what} ${log.length} events`, true);
}

/** Where an unfinished write begins in a file of so many bytes. */
export const tornFrom = (bytes: number, torn: NonNullable<Opened["torn"]>): number => bytes - torn.bytes;

async function tellAboutFile(path: string, bytes: number, { torn, damage, lineFeedMissing, length }: Opened, error: Output): Promise<void> {
  const warn = (text: string): Promise<void> => error.hanging([{ text: "statelog: ", style: "yellow" }], text);
  if (damage !== undefined) {
    const { position, commit, offset, end, difference } = damage;
    const lost = end === undefined ? `the events from offset ${offset} on` : `the events ${offset} to ${end - 1}, and what follows them,`;
    await warn(`${path} is damaged at byte ${position}, in commit ${commit}; ${lost} cannot be read (${difference}). ${length === 0 ? "There is no event before it" : `What is shown comes from the ${counted(length, "event")} before it`}.`);
  }
  if (torn !== undefined) {
    await warn(`${path} ends in an unfinished write: ${torn.bytes} bytes from byte ${tornFrom(bytes, torn)} on, behind ${counted(length, "event")}. Nobody was told that it succeeded, so it is no part of the log. (An incomplete copy looks the same.)`);
  }
  if (lineFeedMissing) await warn(`${path} lacks the end of its last line; the line itself is whole, and nothing is missing.`);
}
