// The contract of storages: memory keeps it, and storages that break one promise each are found out.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryBytes, memoryStorage } from "statelog";
import { storageContract } from "statelog/testing";

/** A place in memory; `change` makes a worse storage of a good one. */
const place = (change = (storage) => storage) => () => {
  const bytes = new MemoryBytes();
  return { open: async () => change(memoryStorage(bytes), bytes), exclusive: false };
};

for (const { name, run } of storageContract(place())) test(`memory: ${name}`, async () => assert.equal(await run(), undefined));

/** A storage with some methods replaced. */
const replaced = (storage, methods) =>
  new Proxy(storage, {
    get: (target, name) => {
      const value = methods[name] ?? target[name];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });

const worse = {
  "stores only a part": (storage) => replaced(storage, { append: (given, position) => storage.append(given.subarray(0, 100_000), position) }),
  "does not look where the end is": (storage, bytes) =>
    replaced(storage, {
      append: async (given, { at }) => {
        const grown = new Uint8Array(at + given.length);
        grown.set(bytes.log.subarray(0, at));
        grown.set(given, at);
        bytes.log = grown;
      },
    }),
  "reads from the start always": (storage) => replaced(storage, { read: () => storage.read(0) }),
  "forgets when it is closed": (storage, bytes) =>
    replaced(storage, {
      close: async () => {
        bytes.log = new Uint8Array(0);
        await storage.close();
      },
    }),
  "keeps what it was given": (storage, bytes) =>
    replaced(storage, {
      writeAside: async (name, content) => {
        bytes.aside.set(name, content);
      },
    }),
  "cuts without saving under a new name": (storage, bytes) =>
    replaced(storage, {
      truncate: async (at) => {
        bytes.log = bytes.log.slice(0, at);
        return { savedAs: "torn-1" };
      },
    }),
  "cuts beyond its end": (storage) => replaced(storage, { truncate: async () => ({ savedAs: `torn-${Math.trunc(Math.random() * 1e9)}` }) }),
  "appends to companions": (storage, bytes) =>
    replaced(storage, {
      writeAside: async (name, content) => {
        bytes.aside.set(name, new Uint8Array([...(bytes.aside.get(name) ?? []), ...content]));
      },
    }),
  "works after it was closed": (storage) => replaced(storage, { close: async () => undefined }),
};

for (const [what, change] of Object.entries(worse)) {
  test(`a storage that ${what} is found out`, async () => {
    const outcomes = await Promise.all(storageContract(place(change)).map(({ run }) => run().then(() => undefined, (error) => error)));
    assert.ok(outcomes.some((error) => error instanceof Error), "some promise is broken");
  });
}

test("a storage that lets two write is found out if it says that it does not", async () => {
  const locking = () => ({ ...place()(), exclusive: true });
  const broken = [];
  for (const { name, run } of storageContract(locking)) await run().catch(() => broken.push(name));
  assert.deepEqual(broken, ["a second writer is refused until the first has closed"]);
});
