// Whatever dies, everything that was acknowledged is there afterwards: a worker, a page, a whole browser.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Random } from "../../nitro/support/random.mjs";
import { browserOf, persistentBrowser, tab } from "./support/pages.mjs";
import { site } from "./support/site.mjs";

const newTabs = browserOf({ after });
const rounds = process.env.STATELOG_LONG ? 200 : 20;
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
async function survive(context, begin, strike) {
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

test("browsers that are killed lose nothing that was acknowledged", async (context) => {
  const dir = mkdtempSync(join(tmpdir(), "statelog-browser-"));
  let running;
  context.after(async () => {
    await running?.tabs.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
  });
  const address = await site(context);
  const begin = async () => {
    running = await persistentBrowser(dir);
    return tab(running.tabs, address);
  };
  await survive(context, begin, () => running.kill());
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
