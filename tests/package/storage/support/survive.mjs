// Rounds of growth and sudden death, and what must be there after each.

import assert from "node:assert/strict";
import { Random } from "../../../nitro/support/random.mjs";

/** How many deaths a test looks at. */
export const rounds = process.env.STATELOG_LONG ? 200 : 20;

const kinds = ["opfs", "indexeddb"];

/** Opens both logs in a page, drops their torn tails as a log does, and resolves to what is in them. */
const census = (page) =>
  page.evaluate(async (kinds) => {
    globalThis.logs = {};
    const found = {};
    for (const kind of kinds) {
      const storage = await t.open(kind, `log of ${kind}`);
      const { count, end, rest } = await t.census(storage);
      const partial = t.decode(t.record(count)).startsWith(rest);
      if (rest !== "") await storage.truncate(end);
      logs[kind] = { storage, count, end };
      found[kind] = { count, partial, rest: rest.length };
    }
    return found;
  }, kinds);

/** Begins to fill both logs; `acknowledged` is told of each record, as far as the news gets out. */
async function fill(page, acknowledged) {
  await page.exposeFunction("acknowledged", acknowledged);
  await page.evaluate(() => {
    for (const [kind, { storage, ...census }] of Object.entries(logs)) t.fill(storage, census, (count) => acknowledged(kind, count)).catch(() => {});
  });
}

/**
 * Lets both logs grow until each has a few more records, then strikes, round after round. `begin` opens a page,
 * `strike` ends it.
 */
export async function survive(context, begin, strike) {
  const random = new Random(context);
  const known = Object.fromEntries(kinds.map((kind) => [kind, 0]));
  let torn = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const page = await begin();
    for (const [kind, { count, partial, rest }] of Object.entries(await census(page))) {
      assert.ok(count >= known[kind], `${kind}, round ${round}: ${known[kind]} records were acknowledged, ${count} are there`);
      assert.ok(partial, `${kind}, round ${round}: what follows the records is a beginning of the next one`);
      known[kind] = count;
      torn += rest === 0 ? 0 : 1;
    }
    if (round === rounds) break;
    const goals = Object.fromEntries(kinds.map((kind) => [kind, known[kind] + 1 + random.below(8)]));
    await new Promise((resolve, reject) => {
      fill(page, (kind, count) => {
        known[kind] = count;
        if (kinds.every((each) => known[each] >= goals[each])) resolve();
      }).catch(reject);
    });
    await strike(page);
  }
  context.diagnostic(`${rounds} deaths, ${torn} torn tails, ${kinds.map((kind) => `${known[kind]} records in ${kind}`).join(", ")}`);
}
