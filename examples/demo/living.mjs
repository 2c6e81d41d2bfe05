// Living what a log tells, in a file: all of it, or what the last run did not get to.

import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { StatelogError, openLog } from "statelog/node";

/**
 * Appends the events of `recorded` to the log in a file, from where the file ends. `onOpened` is told what was found,
 * `onFound` each event that was there, `onLived` each that is durable now.
 */
export async function liveIn(file, recorded, { fresh, slow, onOpened, onFound, onLived }) {
  mkdirSync(dirname(file), { recursive: true });
  if (fresh) removeLog(file);
  const log = await openLog(file);
  const isAnother = [...log].some(({ offset, eventId }) => recorded.get(offset)?.eventId !== eventId);
  if (isAnother) throw new StatelogError("CONFLICT", `${file} holds other events than the sample has now.`);
  onOpened(log.opened);
  for (const event of log) onFound(event);
  // Subscribers hear of an event when it is durable, so what was told once is found by every later run.
  log.subscribe(onLived);
  for (const { offset, eventId, ...event } of recorded.readFrom(log.length)) {
    if (slow) await pause(500);
    await log.append(event);
  }
  return log;
}

/** Removes a log with its companions and torn tails. */
function removeLog(file) {
  const names = readdirSync(dirname(file)).filter((name) => name === basename(file) || name.startsWith(`${basename(file)}.`));
  for (const name of names) rmSync(join(dirname(file), name));
}

/** What was found in the file, in words. */
export function foundWords({ length, torn, lineFeedMissing }, total) {
  const words = [];
  if (torn !== undefined) {
    words.push(`the last run died while it wrote: ${torn.bytes} bytes that nobody was told of`);
    words.push(`were cut off and kept in ${relative("", torn.savedAs)}`);
  }
  if (lineFeedMissing) words.push("the last run died before the last byte of a line; it was put back");
  if (length === total) words.push(`found all ${total} events of the last run (npm run demo -- --fresh begins anew)`);
  else if (length > 0) words.push(`found ${length} events of the last run, going on`);
  return words;
}
