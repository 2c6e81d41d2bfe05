// A generated log as a file, as a store would have written it.

import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { EventStore } from "statelog";
import { fill } from "./fill.mjs";
import { withoutSignatures } from "./unsigned.mjs";
import { logBytes } from "./workload.mjs";

/** Writes a realistic log of `count` events in commits of 1,000 to a file. */
export async function storeLog(path, count) {
  const store = fill(new EventStore(withoutSignatures), await logBytes("realistic", count));
  const file = createWriteStream(path);
  file.end(store.export());
  await once(file, "close");
  store.close();
}
