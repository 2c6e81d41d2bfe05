// The one place where the generator asks the built package for something: the state hash that a committed snapshot
// names, which only the core can compute.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Loads the built package and answers what `buildSamples` takes as `takeSnapshot`. */
export async function snapshotsBy(packageEntry) {
  const { EventStore } = await import(pathToFileURL(resolve(packageEntry)));
  return (text) => {
    const store = EventStore.import(text);
    const { length, stateHash, foldVersion } = store.createSnapshot();
    store.close();
    return { length, stateHash, foldVersion };
  };
}
