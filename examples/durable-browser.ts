// Keeping a log in the browser: one tab writes it, the others follow, and the user can take it home.

import { isStatelogError, openLog } from "statelog/browser";
import type { DurableEventStore, NewEvent } from "statelog/browser";

/** Opens a log to write or, where another tab does that, to follow it. */
export async function openOrFollow(name: string): Promise<DurableEventStore> {
  try {
    return await openLog(name);
  } catch (error) {
    if (!isStatelogError(error, "LOCKED")) throw error;
    return openLog(name, { readOnly: true });
  }
}

/** What the user should be told about a log that was just opened. */
export function warnings({ opened }: DurableEventStore): string[] {
  const { torn, storage, persisted } = opened;
  return [
    ...(torn ? [`The last write was interrupted; ${torn.bytes} bytes that nobody was told of were set aside.`] : []),
    ...(storage.reason === undefined ? [] : [`The log is kept in ${storage.kind}: ${storage.reason}`]),
    ...(persisted === false ? ["The browser may delete the log when room gets short. Keep a copy."] : []),
  ];
}

/** Records what was signed, and only then lets it go. */
export async function recordThenSend(log: DurableEventStore, event: NewEvent, send: () => Promise<void>): Promise<void> {
  await log.append(event);
  await send();
}
