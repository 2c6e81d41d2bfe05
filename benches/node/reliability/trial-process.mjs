// Tries one place after the other, in a process of its own: a store with native code may take the process with it when
// its files are damaged.

import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { damage, damages, dataFiles } from "./damage.mjs";
import { judge } from "./outcome.mjs";
import { stores } from "./stores/index.mjs";

/** `original` is the directory of the undamaged store, `scratch` one for copies; `places` are tried from `first` on. */
process.once("message", async ({ storeId, damageId, original, scratch, places, first }) => {
  const store = stores.find(({ id }) => id === storeId);
  const { apply } = damages.find(({ id }) => id === damageId);
  const files = dataFiles(original);
  const before = new Map((await readCopy(store, original, join(scratch, "before"), () => undefined)).entries);
  for (let index = first; index < places.length; index += 1) {
    const answer = await readCopy(store, original, join(scratch, String(index)), (dir) => damage(dir, files, places[index], apply));
    process.send({ index, outcome: judge(before, answer, store.isDamage) });
  }
  process.disconnect();
});

async function readCopy(store, original, dir, change) {
  mkdirSync(dir, { recursive: true });
  cpSync(original, dir, { recursive: true });
  change(dir);
  const answer = await store.read(dir);
  rmSync(dir, { recursive: true, force: true });
  return answer;
}
