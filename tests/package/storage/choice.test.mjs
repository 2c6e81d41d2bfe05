// Where a log is opened: in the best place there is, and always where it is already.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { browserOf, tab } from "./support/pages.mjs";
import { site } from "./support/site.mjs";

const newTabs = browserOf({ after });

/** Opens a page; `without` is run in it before anything else. */
async function page(context, { without, tabs } = {}) {
  tabs ??= await newTabs(context);
  if (without !== undefined) await tabs.addInitScript(without);
  return tab(tabs, await site(context));
}

/** Opens `log` in the best place, appends a text if there is one, and closes it; `worker` is an address. */
const best = (opened, { worker, ...options }, text) =>
  opened.evaluate(
    async ([options, text, worker]) => {
      const { value, ...failed } = await t.outcome(t.open("browser", "log", { ...options, ...(worker && { worker: () => worker }) }));
      if (value === undefined) return failed;
      const { storage, ...rest } = value;
      if (text !== undefined) await t.append(storage, text, (await t.bytesOf(storage)).length);
      const found = await t.text(storage);
      await storage.close();
      return { kind: storage.kind, text: found, ...rest };
    },
    [options, text, worker],
  );

test("the origin private file system comes first, and the browser is asked to keep it", async (context) => {
  const opened = await page(context);
  const first = await best(opened, {}, "one\n");
  assert.deepEqual([first.kind, first.text, first.reason, typeof first.persisted], ["opfs", "one\n", undefined, "boolean"]);
  assert.deepEqual(await best(opened, { readOnly: true }), { kind: "opfs", text: "one\n" }, "who only reads asks nothing");
});

test("the answer about keeping the data is passed on, and not waited for without end", async (context) => {
  const opened = await page(context);
  const answers = await opened.evaluate(async () => {
    const answers = [];
    for (const persist of [async () => true, async () => false, () => new Promise(() => {}), async () => Promise.reject(new Error("no")), undefined]) {
      Object.defineProperty(navigator.storage, "persist", { value: persist, configurable: true });
      const { storage, persisted } = await t.open("browser", "log");
      await storage.close();
      answers.push(String(persisted));
    }
    return answers;
  });
  assert.deepEqual(answers, ["true", "false", "false", "false", "undefined"]);
});

const lacks = {
  "navigator.storage.getDirectory is missing": () => delete StorageManager.prototype.getDirectory,
  "Worker is missing": () => delete globalThis.Worker,
  SecurityError: () => {
    // As in private windows of Firefox: the page is refused, and so is its worker.
    const refuse = async () => Promise.reject(new DOMException("Security error when calling GetDirectory", "SecurityError"));
    StorageManager.prototype.getDirectory = refuse;
    const script = `StorageManager.prototype.getDirectory = ${refuse}; importScripts("${globalThis.location?.origin}/pkg/esm/browser/opfs-worker.js");`;
    const { Worker } = globalThis;
    globalThis.Worker = function () {
      return new Worker(URL.createObjectURL(new Blob([script])));
    };
  },
  "No worker that writes log started": () => {
    globalThis.Worker = function () {
      throw new Error("no workers today");
    };
  },
};

for (const [why, without] of Object.entries(lacks)) {
  test(`without a usable file system the log is in IndexedDB: ${why}`, async (context) => {
    const opened = await page(context, { without });
    const created = await best(opened, {}, "one\n");
    assert.deepEqual([created.kind, created.text], ["indexeddb", "one\n"]);
    assert.ok(created.reason.includes(why), created.reason);
    assert.equal((await best(opened, {})).text, "one\n");
    assert.deepEqual((await best(opened, { readOnly: true })).kind, "indexeddb");
  });
}

test("a log stays where it was begun", async (context) => {
  const tabs = await newTabs(context);
  const opened = await page(context, { tabs });
  await opened.evaluate(async () => {
    const storage = await t.open("indexeddb", "log");
    await t.append(storage, "one\n", 0);
    await storage.close();
  });
  const found = await best(opened, {}, "two\n");
  assert.deepEqual([found.kind, found.text, found.reason], ["indexeddb", "one\ntwo\n", "the log is in IndexedDB already"]);
  assert.equal((await best(opened, { create: false })).kind, "indexeddb");
  assert.equal((await best(opened, { readOnly: true })).kind, "indexeddb");
  const withoutNames = await opened.evaluate(async () => {
    delete IDBFactory.prototype.databases;
    const { storage } = await t.open("browser", "log");
    const other = await t.open("browser", "another");
    return [storage.kind, other.storage.kind];
  });
  assert.deepEqual(withoutNames, ["indexeddb", "opfs"], "in browsers that do not list their databases, too");
});

test("a log in files that no worker can write is not begun a second time in IndexedDB", async (context) => {
  const opened = await page(context);
  await best(opened, {}, "one\n");
  const failed = await best(opened, { worker: "/pkg/nowhere.js" });
  assert.deepEqual([failed.code, failed.details.action], ["STORAGE_FAILED", "opened"]);
  assert.deepEqual(await opened.evaluate(() => indexedDB.databases()), []);
  assert.deepEqual(await best(opened, { readOnly: true }), { kind: "opfs", text: "one\n" }, "reading needs no worker");
});

test("what is said about the log is no reason to look elsewhere", async (context) => {
  const opened = await page(context);
  for (const options of [{ create: false }, { readOnly: true }]) {
    const { code, details } = await best(opened, options);
    assert.deepEqual([code, details], ["STORAGE_FAILED", { name: "log", missing: true }]);
  }
  const codes = await opened.evaluate(async () => {
    globalThis.storage = await t.open("opfs", "log");
    const locked = await t.outcome(t.open("browser", "log"));
    const name = await t.outcome(t.open("browser", "a/b"));
    return [locked.code, name.code];
  });
  assert.deepEqual(codes, ["LOCKED", "INVALID_ARGUMENT"]);
  assert.deepEqual(await opened.evaluate(() => indexedDB.databases()), []);
});

test("a file that could not be opened is not left behind", async (context) => {
  const opened = await page(context);
  const left = await opened.evaluate(async () => {
    const script = `FileSystemFileHandle.prototype.createSyncAccessHandle = async () => { throw new DOMException("not here", "InvalidStateError"); };
      importScripts("${location.origin}/pkg/esm/browser/opfs-worker.js");`;
    const worker = () => new Worker(URL.createObjectURL(new Blob([script])));
    const failed = await t.outcome(t.open("opfs", "log", { worker }));
    const files = await (await navigator.storage.getDirectory()).getDirectoryHandle("statelog");
    const names = [];
    for await (const name of files.keys()) names.push(name);
    return { code: failed.code, advice: failed.message, names };
  });
  assert.deepEqual([left.code, left.names], ["STORAGE_FAILED", []]);
  assert.match(left.advice, /Private windows/);
});
