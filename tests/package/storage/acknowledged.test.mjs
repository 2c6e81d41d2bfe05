// What the browser is told before an append is acknowledged, and what becomes of the ways in which it fails.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { browserOf, tab } from "./support/pages.mjs";
import { site } from "./support/site.mjs";

const newTabs = browserOf({ after });

const page = async (context) => tab(await newTabs(context), await site(context));

/**
 * Opens `log` in the file system with a worker in which `change` has changed the handles, appends ten bytes, and resolves
 * to what was called and what became of it. `change` gets the prototype of the handles.
 */
const withHandles = (opened, change, durability) =>
  opened.evaluate(
    async ([change, durability]) => {
      const told = new BroadcastChannel("calls");
      const calls = [];
      const done = new Promise((resolve) => (told.onmessage = ({ data }) => (data === "end" ? resolve() : calls.push(data))));
      const script = `const handles = FileSystemSyncAccessHandle.prototype;
        (${change})(handles);
        const told = new BroadcastChannel("calls");
        const { close } = handles;
        handles.close = function () { told.postMessage("end"); return close.call(this); };
        for (const name of ["write", "flush", "truncate"]) {
          const method = handles[name];
          handles[name] = function (...args) { told.postMessage(name); return method.apply(this, args); };
        }
        importScripts("${location.origin}/pkg/esm/browser/opfs-worker.js");`;
      const storage = await t.open("opfs", "log", { durability, worker: () => new Worker(URL.createObjectURL(new Blob([script]))) });
      const { code, message } = await t.outcome(t.append(storage, "0123456789", 0));
      const text = await t.text(storage);
      await storage.close();
      await done;
      return { durability: storage.durability, calls, code, message, text };
    },
    [String(change), durability],
  );

test("opfs: bytes are written and, for the device, flushed; what was there already when the log is opened, too", async (context) => {
  const unchanged = () => undefined;
  const device = await withHandles(await page(context), unchanged, "device");
  assert.deepEqual([device.durability, device.calls, device.text], ["device", ["flush", "write", "flush"], "0123456789"]);
  for (const durability of ["os", "memory"]) {
    const relaxed = await withHandles(await page(context), unchanged, durability);
    assert.deepEqual([relaxed.durability, relaxed.calls, relaxed.text], ["os", ["write"], "0123456789"]);
  }
});

test("opfs: a write that stores only a part goes on where it stopped", async (context) => {
  const shorten = (handles) => {
    const { write } = handles;
    handles.write = function (bytes, { at }) {
      return write.call(this, bytes.subarray(0, 3), { at });
    };
  };
  const { calls, code, text } = await withHandles(await page(context), shorten, "device");
  assert.deepEqual([calls, code, text], [["flush", "write", "write", "write", "write", "flush"], undefined, "0123456789"]);
});

const lies = {
  "stores nothing": (handles) => {
    handles.write = () => 0;
  },
  "stores nothing after a part": (handles) => {
    const { write } = handles;
    handles.write = function (bytes, { at }) {
      return at === 0 ? write.call(this, bytes.subarray(0, 4), { at }) : 0;
    };
  },
  "claims more than there is": (handles) => {
    handles.write = () => 11;
  },
  "claims what it did not store": (handles) => {
    handles.write = (bytes) => bytes.length;
  },
  "fails after a part": (handles) => {
    const { write } = handles;
    handles.write = function (bytes, { at }) {
      if (at > 0) throw new DOMException("the disk is gone", "UnknownError");
      return write.call(this, bytes.subarray(0, 4), { at });
    };
  },
};

for (const [what, change] of Object.entries(lies)) {
  test(`opfs: a write that ${what} is an error, and leaves nothing`, async (context) => {
    const { code, text, calls } = await withHandles(await page(context), change, "device");
    assert.deepEqual([code, text], ["STORAGE_FAILED", ""]);
    assert.equal(calls.filter((call) => call === "flush").length, 1, "only opening flushed");
  });
}

test("opfs: what cannot be flushed is not acknowledged", async (context) => {
  const failSecond = (handles) => {
    let count = 0;
    handles.flush = () => {
      count += 1;
      if (count === 2) throw new DOMException("the disk is gone", "UnknownError");
    };
  };
  const { code, message } = await withHandles(await page(context), failSecond, "device");
  assert.equal(code, "STORAGE_FAILED");
  assert.match(message, /the disk is gone/);
});

test("opfs: a full disk that the browser reports as a number is full", async (context) => {
  const wrapped = (handles) => {
    handles.write = () => 2 ** 32 - 8;
  };
  assert.equal((await withHandles(await page(context), wrapped, "device")).code, "STORAGE_FULL");
});

test("indexeddb: an append is acknowledged when its transaction is complete", async (context) => {
  const opened = await page(context);
  for (const [durability, expected, reported] of [["device", "strict", "device"], ["os", "relaxed", "os"], ["memory", "relaxed", "os"]]) {
    const result = await opened.evaluate(async (durability) => {
      const { transaction } = IDBDatabase.prototype;
      const seen = [];
      IDBDatabase.prototype.transaction = function (...args) {
        const begun = transaction.apply(this, args);
        if (begun.mode === "readwrite") begun.addEventListener("complete", () => seen.push(begun.durability));
        return begun;
      };
      const storage = await t.open("indexeddb", durability, { durability });
      await t.append(storage, "one\n", 0);
      seen.push("acknowledged");
      await storage.append(new Uint8Array(0), { at: 4, length: 1 });
      seen.push("acknowledged");
      IDBDatabase.prototype.transaction = transaction;
      return { seen, reported: storage.durability };
    }, durability);
    assert.deepEqual(result, { seen: [expected, "acknowledged", expected, "acknowledged"], reported });
  }
});

test("indexeddb: a transaction that is aborted after everything was put fails the append", async (context) => {
  const result = await (await page(context)).evaluate(async () => {
    const storage = await t.open("indexeddb", "log");
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...args) {
      const request = put.apply(this, args);
      // Later than whoever waits for the request, as when the disk fails while the transaction is committed.
      request.addEventListener("success", () => queueMicrotask(() => this.transaction.abort()));
      return request;
    };
    const failed = await t.outcome(t.append(storage, "lost\n", 0));
    IDBObjectStore.prototype.put = put;
    const text = await t.text(storage);
    await t.append(storage, "kept\n", 0);
    return { code: failed.code, text, later: await t.text(storage) };
  });
  assert.deepEqual(result, { code: "STORAGE_FAILED", text: "", later: "kept\n" });
});
