// What a storage of the browser gives back is what it was given, in both places.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { browserOf, tab } from "./support/pages.mjs";
import { site } from "./support/site.mjs";

const newTabs = browserOf({ after });

async function page(context) {
  return tab(await newTabs(context), await site(context));
}

for (const kind of ["opfs", "indexeddb"]) {
  test(`${kind}: bytes come back from any position, also after a reload`, async (context) => {
    const tabOfWriter = await page(context);
    const written = await tabOfWriter.evaluate(async (kind) => {
      const storage = await t.open(kind, "a log: ü");
      await t.append(storage, "one\n", 0);
      await t.append(storage, "twö\n", 4);
      // A view into a larger buffer, of which only the view is meant.
      const larger = t.encode("xxthree\nxx");
      await storage.append(larger.subarray(2, 8), { at: 9, length: 3 });
      await storage.append(new Uint8Array(0), { at: 15, length: 3 });
      const texts = await Promise.all([undefined, 0, 4, 7, 15, 99].map((from) => t.text(storage, from)));
      return { kind: storage.kind, durability: storage.durability, size: await storage.size(), texts, left: larger.length };
    }, kind);
    const all = "one\ntwö\nthree\n";
    assert.deepEqual(written, { kind, durability: "device", size: 15, texts: [all, all, "twö\nthree\n", "\ufffd\nthree\n", "", ""], left: 10 });
    await tabOfWriter.reload();
    const again = await tabOfWriter.evaluate(async (kind) => {
      const storage = await t.open(kind, "a log: ü", { create: false });
      await t.append(storage, "four\n", 15);
      const follower = await t.open(kind, "a log: ü", { readOnly: true });
      return { text: await t.text(follower), size: await follower.size() };
    }, kind);
    assert.deepEqual(again, { text: `${all}four\n`, size: 20 });
  });

  test(`${kind}: large appends, read in bounded chunks`, async (context) => {
    const result = await (await page(context)).evaluate(async (kind) => {
      const storage = await t.open(kind, "large");
      const bytes = new Uint8Array(5_000_001).map((_, index) => (index * 31 + (index >> 8)) & 255);
      await storage.append(bytes.subarray(0, 100_003), { at: 0, length: 1 });
      await storage.append(bytes.subarray(100_003), { at: 100_003, length: 2 });
      let [at, largest, wrong] = [0, 0, 0];
      for await (const chunk of storage.read()) {
        largest = Math.max(largest, chunk.length);
        for (const byte of chunk) if (byte !== bytes[at++]) wrong += 1;
      }
      const from = [65_535, 65_536, 65_537, 100_002, 100_003, 165_539, 2_000_000, 5_000_000];
      const firsts = [];
      for (const start of from) firsts.push((await storage.read(start)[Symbol.asyncIterator]().next()).value[0] === bytes[start]);
      return { at, wrong, bounded: largest <= 1 << 20, firsts };
    }, kind);
    assert.deepEqual(result, { at: 5_000_001, wrong: 0, bounded: true, firsts: Array(8).fill(true) });
  });

  test(`${kind}: an append elsewhere than at the end is a conflict and stores nothing`, async (context) => {
    const result = await (await page(context)).evaluate(async (kind) => {
      const storage = await t.open(kind, "log");
      await t.append(storage, "0123456789", 0);
      const outcomes = [];
      for (const at of [0, 9, 11]) outcomes.push(await t.outcome(t.append(storage, "x", at)));
      await t.append(storage, "a", 10);
      return { outcomes: outcomes.map(({ code, details }) => ({ code, details })), text: await t.text(storage) };
    }, kind);
    const conflict = (expected) => ({ code: "CONFLICT", details: { expected, actual: 10 } });
    assert.deepEqual(result, { outcomes: [0, 9, 11].map(conflict), text: "0123456789a" });
  });

  test(`${kind}: what is cut is saved first, under a name that is free`, async (context) => {
    const result = await (await page(context)).evaluate(async (kind) => {
      const storage = await t.open(kind, "log");
      await t.append(storage, "good\ntor", 0);
      const [first] = [await storage.truncate(5)];
      await t.append(storage, "x".repeat(200_000), 5);
      const second = await storage.truncate(70_000);
      const third = await storage.truncate(70_000);
      const beyond = await t.outcome(storage.truncate(70_001));
      const saved = await Promise.all(["torn-1", "torn-2", "torn-3", "torn-4"].map((name) => storage.readAside(name)));
      await t.append(storage, "end", 70_000);
      const text = await t.text(storage);
      return { names: [first, second, third].map(({ savedAs }) => savedAs), beyond: beyond.code, lengths: saved.map((bytes) => bytes?.length), torn: t.decode(saved[0]), text: text.length, start: text.slice(0, 6), end: text.slice(-4) };
    }, kind);
    assert.deepEqual(result, { names: ["log.torn-1", "log.torn-2", "log.torn-3"], beyond: "INVALID_ARGUMENT", lengths: [3, 130_005, 0, undefined], torn: "tor", text: 70_003, start: "good\nx", end: "xend" });
  });

  test(`${kind}: companions are replaced, beside each other and beside other logs`, async (context) => {
    const opened = await page(context);
    const result = await opened.evaluate(async (kind) => {
      const storage = await t.open(kind, "log");
      const missing = await storage.readAside("snapshot");
      for (const text of ["a long first content", "second", "", "fourth"]) await storage.writeAside("snapshot", t.encode(text));
      await storage.writeAside("floor", t.encode("floor"));
      const other = await t.open(kind, "log.snapshot");
      await t.append(other, "a log with an unlucky name", 0);
      return { missing, snapshot: t.decode(await storage.readAside("snapshot")), floor: t.decode(await storage.readAside("floor")), other: await t.text(other), log: await t.text(storage) };
    }, kind);
    assert.deepEqual(result, { missing: undefined, snapshot: "fourth", floor: "floor", other: "a log with an unlucky name", log: "" });
    const follower = await opened.evaluate(async (kind) => t.decode(await (await t.open(kind, "log", { readOnly: true })).readAside("snapshot")), kind);
    assert.equal(follower, "fourth");
  });

  test(`${kind}: names, options and logs that are not there are refused`, async (context) => {
    const result = await (await page(context)).evaluate(async (kind) => {
      const code = async (...args) => (await t.outcome(t.open(kind, ...args))).code;
      const names = [];
      for (const name of ["", ".", "..", "a/b", "x".repeat(201), "\ud800", 7, undefined]) names.push(await code(name));
      const options = [];
      for (const option of [{ durability: "none" }, { readOnly: 1 }, { create: "no" }, { worker: "x.js" }, { readOnly: true, create: true }, 7]) options.push(await code("log", option));
      const missing = [];
      for (const option of [{ create: false }, { readOnly: true }]) missing.push(await t.outcome(t.open(kind, "log", option)));
      const storage = await t.open(kind, "x".repeat(200), { durability: "memory" });
      const aside = await t.outcome(storage.writeAside("a/b", new Uint8Array(1)));
      return { names, options, missing: missing.map(({ code, details }) => ({ code, details })), durability: storage.durability, aside: aside.code };
    }, kind);
    const missing = { code: "STORAGE_FAILED", details: { name: "log", missing: true } };
    assert.deepEqual(result, { names: Array(8).fill("INVALID_ARGUMENT"), options: Array(6).fill("INVALID_ARGUMENT"), missing: [missing, missing], durability: "os", aside: "INVALID_ARGUMENT" });
  });

  test(`${kind}: a closed storage refuses, and one that is closed while it works finishes first`, async (context) => {
    const result = await (await page(context)).evaluate(async (kind) => {
      const storage = await t.open(kind, "log");
      const appending = t.outcome(t.append(storage, "one\n", 0));
      await Promise.all([storage.close(), storage.close()]);
      const refused = [];
      for (const call of [() => t.append(storage, "x", 4), () => storage.truncate(0), () => storage.size(), () => storage.readAside("a"), () => storage.writeAside("a", new Uint8Array(0)), () => t.text(storage), async () => storage.watch(() => {})]) refused.push((await t.outcome(call())).code);
      const again = await t.open(kind, "log");
      return { appended: await appending, refused, text: await t.text(again) };
    }, kind);
    assert.deepEqual(result, { appended: { value: undefined }, refused: Array(7).fill("CLOSED"), text: "one\n" });
  });
}

test("opfs: a companion whose newer copy was torn has its older content", async (context) => {
  const result = await (await page(context)).evaluate(async () => {
    const storage = await t.open("opfs", "log");
    const files = await (await navigator.storage.getDirectory()).getDirectoryHandle("statelog");
    const spoil = async (name) => {
      const stream = await (await files.getFileHandle(name, { create: true })).createWritable();
      await stream.write("torn");
      await stream.close();
    };
    const read = async () => {
      const bytes = await storage.readAside("a");
      return bytes && t.decode(bytes);
    };
    const seen = [];
    await spoil("log.a.0");
    seen.push(await read());
    for (const text of ["one", "two", "three"]) await storage.writeAside("a", t.encode(text));
    seen.push(await read());
    await spoil("log.a.0");
    seen.push(await read());
    await storage.writeAside("a", t.encode("four"));
    seen.push(await read());
    await spoil("log.a.0");
    await spoil("log.a.1");
    return { seen, both: (await t.outcome(read())).code };
  });
  assert.deepEqual(result, { seen: [undefined, "three", "two", "four"], both: "STORAGE_FAILED" });
});
