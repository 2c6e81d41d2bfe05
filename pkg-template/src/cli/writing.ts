// Opening a log to append to it.

import type { DurableEventStore } from "../durable/durable-event-store.js";
import { openLog } from "../node/open-log.js";
import type { ExitCode, Streams } from "./command.js";
import { openFailure } from "./failures.js";
import { Progress } from "./progress.js";
import { counted } from "./words/values.js";

const promises = { device: "survives a power failure", os: "survives the end of the process", memory: "is in memory only" } as const;

/** Opens a log, or begins it; says on standard error which; works with it and closes it. */
export async function writing(path: string, { error }: Streams, work: (log: DurableEventStore) => Promise<ExitCode>): Promise<ExitCode> {
  const progress = new Progress(process.stderr);
  const log = await openLog(path, { onProgress: ({ events }) => progress.say(() => `reading ${path}: ${events} events`) })
    .catch((failure: unknown) => Promise.reject(openFailure(path, failure)))
    .finally(() => progress.done());
  try {
    const { created, length, durability, torn } = log.opened;
    await error.hanging("", `${created ? `Began the log ${path}` : `Appending to ${path}, which has ${counted(length, "event")}`}. What is acknowledged ${promises[durability]}.`);
    if (torn?.savedAs !== undefined) await error.hanging("", `The file ended in an unfinished write; its ${torn.bytes} bytes were moved to ${torn.savedAs}.`);
    return await work(log);
  } finally {
    await log.close();
  }
}
