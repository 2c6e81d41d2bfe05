// A full place says so, and keeps what it has: in ordinary windows, and in private ones, which answer differently.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { browserOf, persistentBrowser, tab } from "./support/pages.mjs";
import { site } from "./support/site.mjs";

const quotaBytes = 3_000_000;
const newTabs = browserOf({ after });

async function ordinary(context) {
  const dir = mkdtempSync(join(tmpdir(), "statelog-browser-"));
  const { tabs } = await persistentBrowser(dir);
  context.after(async () => {
    await tabs.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
  });
  return tabs;
}

/** Opens `log` and appends until that fails; resolves to the outcome and to what the log holds then. */
const fill = (page) =>
  page.evaluate(
    async (most) => {
      globalThis.storage = await t.open("opfs", "log");
      const bytes = new Uint8Array(200_003).fill(97);
      for (let at = 0; at < most; at += bytes.length) {
        const { code, details } = await t.outcome(storage.append(bytes, { at, length: 1 }));
        if (code !== undefined) return { code, details, acknowledged: at, stored: (await t.bytesOf(storage)).length };
      }
      return { code: "never full" };
    },
    5 * quotaBytes,
  );

/** Opens `log` again, and tries to write a companion that does not fit. */
const reopen = (page) =>
  page.evaluate(
    async (size) => {
      await storage.close();
      globalThis.storage = await t.open("opfs", "log");
      const stored = await t.text(storage);
      const companion = await t.outcome(storage.writeAside("a", new Uint8Array(size)));
      const files = [];
      for await (const name of (await (await navigator.storage.getDirectory()).getDirectoryHandle("statelog")).keys()) files.push(name);
      return { stored: stored.length, others: stored.replace(/a+/, ""), companion: companion.code, files };
    },
    quotaBytes,
  );

for (const [window, tabsOf] of [["an ordinary window", ordinary], ["a private window", newTabs]]) {
  test(`opfs in ${window}: what does not fit is refused as a whole, and what was acknowledged stays`, async (context) => {
    const [tabs, address] = [await tabsOf(context), await site(context)];
    const page = await tab(tabs, address);
    const session = await tabs.newCDPSession(page);
    const origin = new URL(address).origin;
    await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: quotaBytes });
    const { code, details, acknowledged, stored } = await fill(page);
    assert.deepEqual([code, details], ["STORAGE_FULL", { name: "log" }]);
    assert.ok(acknowledged > 0, "something fits");
    assert.equal(stored, acknowledged, "what did not fit as a whole is dropped");
    assert.deepEqual(await reopen(page), { stored: acknowledged, others: "", companion: "STORAGE_FULL", files: ["log"] });
    await session.send("Storage.overrideQuotaForOrigin", { origin });
    const more = await page.evaluate(async (at) => {
      await t.append(storage, "room\n", at);
      return t.text(storage, at);
    }, acknowledged);
    assert.equal(more, "room\n");
  });
}

test("indexeddb: what does not fit is refused as a whole, and what was acknowledged stays", async (context) => {
  const page = await tab(await newTabs(context), await site(context));
  const result = await page.evaluate(async () => {
    const storage = await t.open("indexeddb", "log");
    await t.append(storage, "a line\n", 0);
    // The overridden quota does not reach Chromium's IndexedDB, so the third chunk of an append stands in for what is too much.
    const { put } = IDBObjectStore.prototype;
    let room = 2;
    IDBObjectStore.prototype.put = function (...args) {
      if (room-- === 0) throw new DOMException("no room", "QuotaExceededError");
      return put.apply(this, args);
    };
    const { code, details } = await t.outcome(storage.append(new Uint8Array(200_000), { at: 7, length: 2 }));
    const stored = await t.text(storage);
    IDBObjectStore.prototype.put = put;
    await t.append(storage, "room\n", 7);
    return { code, details, stored, more: await t.text(storage) };
  });
  assert.deepEqual(result, { code: "STORAGE_FULL", details: { name: "log" }, stored: "a line\n", more: "a line\nroom\n" });
});
