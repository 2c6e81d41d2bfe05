// What was acknowledged is there after a page or a worker died.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Random } from "../../nitro/support/random.mjs";
import { browserOf, tab } from "./support/pages.mjs";
import { site } from "./support/site.mjs";
import { rounds, survive } from "./support/survive.mjs";

const newTabs = browserOf({ after });

test("pages that crash lose nothing that was acknowledged, and leave no lock behind", async (context) => {
  const [tabs, address] = [await newTabs(context), await site(context)];
  const strike = async (page) => {
    const crashed = new Promise((resolve) => page.on("crash", resolve));
    const session = await tabs.newCDPSession(page);
    session.send("Page.crash").catch(() => {});
    await crashed;
    await page.close();
  };
  await survive(context, () => tab(tabs, address), strike);
});

test("opfs: a worker that ends fails what waits for it, and keeps what it acknowledged", async (context) => {
  const page = await tab(await newTabs(context), await site(context));
  const random = new Random(context);
  const delays = Array.from({ length: rounds }, () => random.below(12));
  const results = await page.evaluate(async (delays) => {
    const results = [];
    for (const delay of delays) {
      let worker;
      const storage = await t.open("opfs", "log", { worker: () => (worker = new Worker("/pkg/esm/browser/opfs-worker.js")) });
      const census = await t.census(storage);
      if (census.rest !== "") await storage.truncate(census.end);
      let count = census.count;
      const filling = t.outcome(t.fill(storage, census, (acknowledged) => (count = acknowledged)));
      await new Promise((resolve) => setTimeout(resolve, delay));
      worker.terminate();
      const waiting = await filling;
      const later = await t.outcome(t.append(storage, "x", 0));
      await storage.close();
      results.push({ found: census.count, count, waiting: waiting.code, later: later.code, closed: (await t.outcome(t.text(storage))).code });
    }
    return results;
  }, delays);
  results.slice(1).forEach(({ found }, index) => assert.ok(found >= results[index].count, `round ${index}: ${results[index].count} were acknowledged, ${found} are there`));
  assert.ok(results.at(-1).count > 0, "something was acknowledged");
  for (const { waiting, later, closed } of results) assert.deepEqual([waiting, later, closed], ["STORAGE_FAILED", "STORAGE_FAILED", "CLOSED"]);
  context.diagnostic(`${rounds} deaths, ${results.at(-1).count} records`);
});
