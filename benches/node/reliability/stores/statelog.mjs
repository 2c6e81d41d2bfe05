// statelog in a file, opened for writing as a program would that goes on with its log.

import { join } from "node:path";
import { openLog } from "statelog/node";
import { readIn } from "./reading.mjs";

const pathIn = (dir) => join(dir, "log.statelog");

// The same bytes in every run: a log's id is random otherwise.
const options = { logId: "00112233445566778899aabbccddeeff", now: () => 1_700_000_000_000, verifySignatures: "never" };

/** What a writer is told when it may go on. Without the name of the file that the bytes were saved in. */
function reportOf({ torn, lineFeedMissing }) {
  if (torn !== undefined) return `opened.torn: ${torn.bytes} bytes of an interrupted write were saved aside`;
  return lineFeedMissing ? "opened.lineFeedMissing" : undefined;
}

export const statelog = {
  id: "statelog",
  name: "statelog",
  settings: "`openLog(path)`, one commit an event; signatures are not checked",
  async write(dir, events) {
    const log = await openLog(pathIn(dir), options);
    for (const event of events) await log.append(event);
    await log.close();
  },
  read: (dir) =>
    readIn({
      open: () => openLog(pathIn(dir), { ...options, create: false }),
      reportOf: ({ opened }) => reportOf(opened),
      entriesOf: (log) => log.readFrom(0).map(({ offset, eventId: _, ...event }) => [offset, JSON.stringify(event)]),
      close: (log) => log.close(),
    }),
  isDamage: ({ code }) => code === "CORRUPT_LOG",
};
