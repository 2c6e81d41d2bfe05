// What stores notice of damage to their files: writes the same events durably into each, damages copies, one place at a
// time, opens and reads them, and counts.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { heading, note, stop } from "../../../scripts/lib/say.mjs";
import { onDisk } from "../lib/disk.mjs";
import { withSections } from "../lib/document.mjs";
import { machine } from "../lib/machine.mjs";
import { reliabilityDocumentPath, reliabilityResultsPath } from "../lib/places.mjs";
import { setUp } from "../lib/setup.mjs";
import { logEvents } from "../lib/workload.mjs";
import { readArguments } from "./arguments.mjs";
import { markers, results as resultsOf } from "./results.mjs";
import { plainResults, sectionsOf } from "./table.mjs";

const eventCount = 1_000;

try {
  const asked = readArguments(process.argv.slice(2));
  await setUp({ natively: true });
  // After the set-up, which installs what the stores import.
  const { stores } = await import("./stores/index.mjs");
  const missing = stores.filter(({ available }) => available === false);
  for (const { name } of missing) note(`${name} is left out: it could not be set up`);
  if (asked.write && missing.length > 0) throw new Error("Only the results of all stores get into the document.");
  const tried = await onDisk((dir) => tryAll(stores.filter((store) => !missing.includes(store)), dir, asked));
  const results = resultsOf({ machine: machine(), events: eventCount, ...asked, stores: tried });
  heading("What stores notice of damage");
  console.log(plainResults(results));
  if (asked.write) write(results);
} catch (error) {
  stop(error);
}

async function tryAll(stores, dir, { count, seed }) {
  const { checkUndamaged, outcomesOf, written } = await import("./trials.mjs");
  const { damages } = await import("./damage.mjs");
  const events = await logEvents("small", eventCount);
  const tried = [];
  for (const store of stores) {
    note(`${store.name}: ${damages.length} × ${count} places, seed ${seed}`);
    const { original, files } = await written(store, dir, events);
    const outcomes = {};
    for (const { id } of damages) outcomes[id] = await outcomesOf({ store, damageId: id, original, scratch: join(dir, "copies"), count, seed });
    // Last, since opening a store may change its files.
    await checkUndamaged(store, original, events);
    tried.push({ store, files, outcomes });
  }
  return tried;
}

function write(results) {
  writeFileSync(reliabilityDocumentPath, withSections(readFileSync(reliabilityDocumentPath, "utf8"), sectionsOf(results), markers));
  writeFileSync(reliabilityResultsPath, `${JSON.stringify(results, null, 2)}\n`);
  note("docs/reliability.md and benches/reliability.json are written");
}
