// Carrying a log as text, and appending only if nobody else did meanwhile. To keep a log, see durable-node.ts.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { EventStore, isStatelogError } from "statelog";
import type { NewEvent } from "statelog";

const file = "alice.statelog";
const store = existsSync(file) ? EventStore.import(readFileSync(file)) : new EventStore();

/** Appends what `decide` says about the log as it is now, and decides again where the log has moved. */
export function appendDecided(decide: (length: number) => NewEvent[]): void {
  for (;;) {
    const expectedLength = store.length;
    try {
      store.appendBatch(decide(expectedLength), { expectedLength });
      return;
    } catch (error) {
      if (!isStatelogError(error, "CONFLICT")) throw error;
    }
  }
}

appendDecided((length) => [{ type: "extension", namespace: "example", name: "started", payload: `0x${length.toString(16).padStart(8, "0")}`, critical: false }]);
if (store.verify().ok) writeFileSync(file, store.export());
store.close();
