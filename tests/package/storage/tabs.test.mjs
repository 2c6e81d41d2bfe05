// One writer at a time, and any number of followers, in several tabs.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { browserOf, tab } from "./support/pages.mjs";
import { site } from "./support/site.mjs";

const newTabs = browserOf({ after });

/** Opens two tabs of one browser. */
async function twoTabs(context) {
  const [tabs, address] = [await newTabs(context), await site(context)];
  return [await tab(tabs, address), await tab(tabs, address)];
}

/** Opens `log` in a tab and keeps it as `storage`; resolves to the outcome. */
const open = (page, kind, options) =>
  page.evaluate(
    async ([kind, options]) => {
      const { value, ...failed } = await t.outcome(t.open(kind, "log", options));
      globalThis.storage = value;
      return value === undefined ? failed : { opened: value.kind };
    },
    [kind, options],
  );

for (const kind of ["opfs", "indexeddb"]) {
  test(`${kind}: a second writer is locked out until the first closes`, async (context) => {
    const [first, second] = await twoTabs(context);
    assert.deepEqual(await open(first, kind), { opened: kind });
    const { code, details, message } = await open(second, kind);
    assert.deepEqual([code, details], ["LOCKED", { name: "log" }]);
    assert.match(message, /readOnly/);
    assert.equal((await open(first, kind)).code, "LOCKED", "in the same tab, too");
    await first.reload();
    assert.deepEqual(await open(first, kind), { opened: kind }, "the reload gave up the lock");
    await first.evaluate(() => storage.close());
    assert.deepEqual(await open(second, kind), { opened: kind });
  });

  test(`${kind}: closing the tab of a writer lets the next one in`, async (context) => {
    const [first, second] = await twoTabs(context);
    assert.deepEqual(await open(first, kind), { opened: kind });
    await first.evaluate(() => t.append(storage, "first\n", 0));
    await first.close();
    assert.deepEqual(await open(second, kind), { opened: kind });
    assert.equal(await second.evaluate(() => t.text(storage)), "first\n");
  });

  test(`${kind}: a page that is reloaded opens its log again, every time`, async (context) => {
    const page = await tab(await newTabs(context), await site(context));
    for (let round = 0; round < 15; round += 1) {
      assert.deepEqual(await open(page, kind), { opened: kind }, `round ${round}`);
      // The reload comes while the worker has things to do.
      await page.evaluate(async () => void t.census(storage).then((census) => t.fill(storage, census, () => {})).catch(() => {}));
      await page.reload();
    }
  });

  test(`${kind}: a follower in another tab hears of growth and can write nothing`, async (context) => {
    const [writer, follower] = await twoTabs(context);
    assert.equal((await open(follower, kind, { readOnly: true })).details.missing, true);
    await open(writer, kind);
    await writer.evaluate(() => t.append(storage, "before\n", 0));
    assert.deepEqual(await open(follower, kind, { readOnly: true }), { opened: kind });
    await follower.evaluate(() => {
      globalThis.seen = [];
      globalThis.stop = storage.watch(async () => seen.push(await t.text(storage, 7)));
    });
    await writer.evaluate(() => t.append(storage, "after\n", 7));
    await follower.waitForFunction(() => seen.at(-1) === "after\n");
    const refused = await follower.evaluate(async () => {
      stop();
      const calls = [t.append(storage, "x", 13), storage.truncate(0), storage.writeAside("a", new Uint8Array(1))];
      const codes = (await Promise.all(calls.map(t.outcome))).map(({ code }) => code);
      return { codes, text: await t.text(storage), aside: await storage.readAside("a"), count: seen.length };
    });
    assert.deepEqual(refused.codes, ["READ_ONLY", "READ_ONLY", "READ_ONLY"]);
    assert.deepEqual([refused.text, refused.aside], ["before\nafter\n", undefined]);
    await writer.evaluate(() => t.append(storage, "late\n", 13));
    assert.equal(await follower.evaluate(() => t.text(storage)), "before\nafter\nlate\n");
    assert.equal(await follower.evaluate(() => seen.length), refused.count, "who stopped watching is not called");
  });

  test(`${kind}: a follower that reads while the log is written sees a beginning of it`, async (context) => {
    const [writer, follower] = await twoTabs(context);
    await open(writer, kind);
    await open(follower, kind, { readOnly: true });
    const writing = writer.evaluate(async () => {
      const stop = new Error("enough");
      await t.fill(storage, { count: 0, end: 0 }, (count) => {
        if (count === 150) throw stop;
      }).catch((error) => {
        if (error !== stop) throw error;
      });
      return (await t.bytesOf(storage)).length;
    });
    const counts = await follower.evaluate(async () => {
      const counts = [];
      for (let count = 0; count < 150; ) {
        const census = await t.census(storage);
        // A write may be seen in part, but never anything else.
        if (!t.decode(t.record(census.count)).startsWith(census.rest)) throw new Error(`after record ${census.count}: ${census.rest}`);
        counts.push((count = census.count));
      }
      return counts;
    });
    assert.deepEqual(counts, [...counts].sort((left, right) => left - right), "it never shrinks");
    assert.equal(await writing, await follower.evaluate(async () => (await t.bytesOf(storage)).length));
  });
}

test("one log has one writer wherever it is", async (context) => {
  const [first, second] = await twoTabs(context);
  assert.deepEqual(await open(first, "opfs"), { opened: "opfs" });
  assert.equal((await open(second, "indexeddb")).code, "LOCKED");
});

test("opfs: a file that something else keeps open is locked", async (context) => {
  const page = await tab(await newTabs(context), await site(context));
  const code = await page.evaluate(async () => {
    const script = `onmessage = async () => {
      const files = await (await navigator.storage.getDirectory()).getDirectoryHandle("statelog", { create: true });
      self.kept = await (await files.getFileHandle("log", { create: true })).createSyncAccessHandle();
      postMessage("kept");
    }`;
    const stranger = new Worker(URL.createObjectURL(new Blob([script])));
    await new Promise((resolve) => {
      stranger.onmessage = resolve;
      stranger.postMessage("go");
    });
    return (await t.outcome(t.open("opfs", "log"))).code;
  });
  assert.equal(code, "LOCKED");
});
