// File storage of Node: opening, appending, the fence, reading, cutting, companions, closing.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, linkSync, mkdirSync, readFileSync, readdirSync, renameSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import nodeFs from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { packageDir } from "../../../scripts/lib/paths.mjs";
import { appendTexts, bytesOf, judged, opened, piecesOf, refused, scratch, systemError, textOf } from "./support/files.mjs";

test("what is appended is what is read, from every position, now and after opening again", async (context) => {
  const path = join(scratch(context), "a.statelog");
  const first = await opened(context, path);
  assert.equal(first.kind, "file");
  assert.equal(await textOf(first), "");
  const end = await appendTexts(first, 0, "one\n", "", "three\n");
  await first.close();
  const second = await opened(context, path);
  await appendTexts(second, end, "four\n");
  const whole = readFileSync(path, "utf8");
  assert.equal(whole, "one\nthree\nfour\n");
  for (let from = 0; from <= whole.length + 1; from += 1) assert.equal(await textOf(second, from), whole.slice(from));
});

test("CommonJS has the same storage", async (context) => {
  const path = join(scratch(context), "a.statelog");
  const { fileStorage } = createRequire(import.meta.url)(join(packageDir, "cjs", "node", "file-storage.js"));
  const storage = await fileStorage(path);
  await appendTexts(storage, 0, "one\n");
  await refused(opened(context, path), "LOCKED");
  await storage.close();
  assert.equal(readFileSync(path, "utf8"), "one\n");
});

test("a missing file is created only by a writer who may", async (context) => {
  const path = join(scratch(context), "a.statelog");
  for (const options of [{ create: false }, { readOnly: true }, { readOnly: true, create: false }]) {
    const { details } = await refused(opened(context, path, options), "STORAGE_FAILED", "ENOENT");
    assert.deepEqual(details, { path, missing: true });
    assert.equal(existsSync(path), false);
  }
  await (await opened(context, path)).close();
  assert.equal(await textOf(await opened(context, path, { create: false })), "");
});

test("what is no file, or not ours, is refused with what the system said", async (context) => {
  const dir = scratch(context);
  writeFileSync(join(dir, "plain"), "");
  symlinkSync(join(dir, "loop"), join(dir, "loop"));
  execFileSync("mkfifo", [join(dir, "pipe")]);
  await refused(opened(context, dir), "STORAGE_FAILED", "EISDIR");
  await refused(opened(context, join(dir, "plain", "below")), "STORAGE_FAILED", "ENOTDIR");
  await refused(opened(context, join(dir, "loop")), "STORAGE_FAILED", "ELOOP");
  const { details } = await refused(opened(context, join(dir, "none", "a.statelog")), "STORAGE_FAILED", "ENOENT");
  assert.equal(details.missing, undefined);
  // Opening these to read succeeds, as far as the system is concerned; a pipe must not be waited for.
  for (const path of [dir, join(dir, "pipe")]) assert.match((await refused(opened(context, path, { readOnly: true }), "STORAGE_FAILED")).message, /not a regular file/);
  await refused(opened(context, join(dir, "pipe")), "STORAGE_FAILED");
  const denying = judged((name) => (name === "open" ? systemError("EACCES", name) : undefined));
  await refused(opened(context, join(dir, "plain"), {}, denying), "STORAGE_FAILED", "EACCES");
});

test("a file without permission is refused", { skip: process.getuid?.() === 0 && "root may do everything" }, async (context) => {
  const path = join(scratch(context), "a.statelog");
  writeFileSync(path, "one\n");
  chmodSync(path, 0o444);
  await refused(opened(context, path), "STORAGE_FAILED", "EACCES");
  assert.equal(await textOf(await opened(context, path, { readOnly: true })), "one\n");
});

test("bad arguments are refused and create nothing", async (context) => {
  const dir = scratch(context);
  const path = join(dir, "a.statelog");
  for (const bad of [undefined, null, 7, "", "a\0b", {}, new URL("https://example.org/a")]) await refused(opened(context, bad), "INVALID_ARGUMENT");
  for (const bad of [null, [], "device", { durability: "disk" }, { durability: null }, { readOnly: 1 }, { create: "yes" }, { readOnly: true, create: true }]) await refused(opened(context, path, bad), "INVALID_ARGUMENT");
  assert.deepEqual(readdirSync(dir), []);
  const storage = await opened(context, path);
  for (const bad of [-1, 0.5, NaN, "0", null]) {
    await refused(storage.truncate(bad), "INVALID_ARGUMENT");
    await refused(piecesOf(storage, bad), "INVALID_ARGUMENT");
  }
});

test("every path to a file is the same log, with the same companions", async (context) => {
  const dir = scratch(context);
  mkdirSync(join(dir, "links"));
  const path = join(dir, "a.statelog");
  const [soft, hard] = [join(dir, "links", "soft"), join(dir, "links", "hard")];
  const storage = await opened(context, path);
  symlinkSync(path, soft);
  linkSync(path, hard);
  for (const other of [soft, hard, pathToFileURL(path), relative(process.cwd(), path)]) await refused(opened(context, other), "LOCKED");
  await storage.writeAside("floor", bytesOf("f"));
  await storage.close();
  const through = await opened(context, soft);
  assert.equal(Buffer.from(await through.readAside("floor")).toString(), "f");
  await through.close();
  // A link that leads to nothing yet creates what it leads to.
  symlinkSync(join(dir, "b.statelog"), join(dir, "links", "b"));
  await appendTexts(await opened(context, join(dir, "links", "b")), 0, "one\n");
  assert.equal(readFileSync(join(dir, "b.statelog"), "utf8"), "one\n");
});

/** Storage that notes its system calls, those with a path or a number with that. */
async function noting(context, path, options) {
  const names = new Map();
  const notes = [];
  const note = (name, _, args) => {
    notes.push([name, typeof args[0] === "number" ? names.get(args[0]) : args[0]].join(" "));
  };
  const replaced = judged(note);
  const open = (file, flags, done) => {
    notes.push(`open ${file}`);
    nodeFs.open(file, flags, (error, fd) => {
      names.set(fd, file);
      done(error, fd);
    });
  };
  const storage = await opened(context, path, options, { ...replaced, open });
  const take = () => notes.splice(0).filter((entry) => /^(write|f?sync|fdatasync|fsync|ftruncate|rename)/.test(entry)).map((entry) => entry.replaceAll(path, "LOG"));
  return { storage, take };
}

test("an append is one write and one flush, and its durability is what it says", async (context) => {
  const dir = scratch(context);
  for (const [durability, effective, calls] of [[undefined, "device", ["writeSync LOG", "fdatasync LOG"]], ["os", "os", ["writeSync LOG"]], ["memory", "os", ["writeSync LOG"]]]) {
    const { storage, take } = await noting(context, join(dir, `${durability}.statelog`), { durability });
    assert.equal(storage.durability, effective);
    // The name of the file, and what a writer left there without flushing it.
    assert.deepEqual(take(), effective === "device" ? ["fdatasync LOG", `fsync ${dir}`] : []);
    await appendTexts(storage, 0, "one\n");
    assert.deepEqual(take(), calls);
    await storage.append(new Uint8Array(1 << 20), { at: 4, length: 1 });
    assert.deepEqual(take(), calls.map((call) => call.replace("writeSync", "write")));
  }
});

test("nothing is renamed or dropped before what replaces it is on the device", async (context) => {
  const dir = scratch(context);
  const { storage, take } = await noting(context, join(dir, "a.statelog"));
  await appendTexts(storage, 0, "one\n", "two\n");
  take();
  await storage.truncate(4);
  assert.deepEqual(take(), ["writeSync LOG.torn-1", "fsync LOG.torn-1", `fsync ${dir}`, "ftruncate LOG", "fsync LOG"]);
  await storage.writeAside("floor", bytesOf("f"));
  assert.deepEqual(take(), ["writeSync LOG.floor.tmp", "fsync LOG.floor.tmp", "rename LOG.floor.tmp", `fsync ${dir}`]);
});

test("the fence: nothing is appended where the file does not end where its writer left it", async (context) => {
  const path = join(scratch(context), "a.statelog");
  const storage = await opened(context, path);
  await appendTexts(storage, 0, "one\n");
  for (const [meddle, actual, left] of [[() => appendFileSync(path, "!"), 5, "one\n!"], [() => truncateSync(path, 2), 2, "on"], [() => truncateSync(path, 0), 0, ""]]) {
    meddle();
    const { details } = await refused(storage.append(bytesOf("two\n"), { at: 4, length: 2 }), "CONFLICT");
    assert.deepEqual(details, { expected: 4, actual });
    assert.equal(readFileSync(path, "utf8"), left);
    assert.equal(await textOf(storage), left, "reading goes on");
  }
  await refused(storage.append(bytesOf("two\n"), { at: NaN, length: 2 }), "CONFLICT");
});

test("a file that is no longer there is not appended to", async (context) => {
  const path = join(scratch(context), "a.statelog");
  for (const remove of [() => unlinkSync(path), () => (writeFileSync(`${path}.new`, "one\n"), renameSync(`${path}.new`, path))]) {
    const storage = await opened(context, path);
    const end = await appendTexts(storage, nodeFs.statSync(path).size, "one\n");
    remove();
    assert.match((await refused(storage.append(bytesOf("two\n"), { at: end, length: 2 }), "STORAGE_FAILED")).message, /deleted or replaced/);
    await storage.close();
  }
});

test("appends that do not wait for each other are stored one by one; the same place is given once", async (context) => {
  const path = join(scratch(context), "a.statelog");
  const storage = await opened(context, path);
  const texts = Array.from({ length: 50 }, (_, index) => `record ${String(index).padStart(3, "0")}\n`);
  await Promise.all(texts.map((text, index) => storage.append(bytesOf(text), { at: 11 * index, length: index + 1 })));
  assert.equal(readFileSync(path, "utf8"), texts.join(""));
  const results = await Promise.allSettled(["a\n", "b\n"].map((text) => storage.append(bytesOf(text), { at: 550, length: 51 })));
  assert.deepEqual(results.map(({ status, reason }) => reason?.code ?? status), ["fulfilled", "CONFLICT"]);
});

test("a log that is open to read sees what is appended and changes nothing", async (context) => {
  const dir = scratch(context);
  const path = join(dir, "a.statelog");
  const writer = await opened(context, path);
  const reader = await opened(context, path, { readOnly: true });
  const end = await appendTexts(writer, 0, "one\n");
  assert.equal(await textOf(reader), "one\n");
  await appendTexts(writer, end, "two\n");
  assert.equal(await textOf(reader, end), "two\n");
  for (const call of [reader.append(bytesOf("x"), { at: 8, length: 3 }), reader.truncate(0), reader.writeAside("floor", bytesOf("x"))]) await refused(call, "READ_ONLY");
  assert.equal(await reader.readAside("floor"), undefined);
  assert.equal(readFileSync(path, "utf8"), "one\ntwo\n");
  assert.deepEqual(readdirSync(dir), ["a.statelog"]);
});

test("reading takes pieces of at most 1 MiB that belong to the caller, while appending goes on", async (context) => {
  const path = join(scratch(context), "a.statelog");
  const storage = await opened(context, path, { durability: "os" });
  const content = Buffer.from(Array.from({ length: (5 << 20) / 2 + 3 }, (_, index) => index % 251));
  await storage.append(content, { at: 0, length: 1 });
  const kept = [];
  for await (const piece of storage.read(1)) {
    assert.ok(piece.length <= 1 << 20);
    assert.equal(piece.byteOffset, 0);
    assert.equal(piece.buffer.byteLength, piece.length);
    if (kept.length === 0) await appendTexts(storage, content.length, "behind");
    kept.push(piece);
  }
  assert.equal(kept.length, 3);
  assert.ok(Buffer.concat(kept).equals(Buffer.concat([content, Buffer.from("behind")]).subarray(1)));
});

test("a tail is saved before it is dropped, and never over another", async (context) => {
  const dir = scratch(context);
  const path = join(dir, "a.statelog");
  const tail = Buffer.alloc((1 << 20) + 17, "t");
  const storage = await opened(context, path);
  await appendTexts(storage, 0, "one\n");
  writeFileSync(`${path}.torn-2`, "of another day");
  const read = (name) => readFileSync(name, "latin1");
  for (const [bytes, expected] of [[tail, 1], [Buffer.from("x"), 3], [Buffer.alloc(0), 4]]) {
    await storage.append(bytes, { at: 4, length: 2 });
    const { savedAs } = await storage.truncate(4);
    assert.equal(savedAs, `${path}.torn-${expected}`);
    assert.ok(bytes.equals(Buffer.from(read(savedAs), "latin1")));
    assert.equal(read(path), "one\n");
  }
  assert.equal(read(`${path}.torn-2`), "of another day");
  await refused(storage.truncate(5), "INVALID_ARGUMENT");
  assert.equal(read(path), "one\n");
  await appendTexts(storage, 4, "two\n");
  assert.equal(read(path), "one\ntwo\n");
  assert.equal(readdirSync(dir).length, 5);
});

test("a companion has the content that was written last, and a name that cannot lead elsewhere", async (context) => {
  const dir = scratch(context);
  const path = join(dir, "a.statelog");
  const storage = await opened(context, path);
  assert.equal(await storage.readAside("snapshot-1"), undefined);
  const bytes = bytesOf("a longer first content");
  const writing = storage.writeAside("snapshot-1", bytes);
  bytes.fill(0);
  await writing;
  assert.equal(readFileSync(`${path}.snapshot-1`, "utf8"), "a longer first content");
  await storage.writeAside("snapshot-1", bytesOf("second"));
  assert.deepEqual(await storage.readAside("snapshot-1"), bytesOf("second"));
  assert.deepEqual(readdirSync(dir).sort(), ["a.statelog", "a.statelog.snapshot-1"]);
  for (const bad of ["", "A", "a.b", "../a", "a/b", "a\n", "ä", 7, undefined]) {
    await refused(storage.readAside(bad), "INVALID_ARGUMENT");
    await refused(storage.writeAside(bad, bytes), "INVALID_ARGUMENT");
  }
});

test("closing waits for what runs, may be repeated, and ends everything else", async (context) => {
  const path = join(scratch(context), "a.statelog");
  writeFileSync(path, "one\n");
  const order = [];
  const slowly = (name) => (...args) => nodeFs[name](...args.slice(0, -1), (...results) => setTimeout(() => (order.push(name), args.at(-1)(...results)), name === "read" ? 90 : 30));
  const storage = await opened(context, path, {}, { fdatasync: slowly("fdatasync"), read: slowly("read"), close: (fd, done) => (order.push("close"), nodeFs.close(fd, done)) });
  order.length = 0;
  const appending = storage.append(bytesOf("two\n"), { at: 4, length: 2 });
  const reading = storage.read()[Symbol.asyncIterator]();
  const first = reading.next();
  await Promise.all([storage.close(), storage.close()]);
  assert.deepEqual(order, ["fdatasync", "read", "close"]);
  await appending;
  assert.equal(Buffer.from((await first).value).toString().slice(0, 4), "one\n");
  await refused(reading.next(), "CLOSED");
  await storage.close();
  assert.equal(readFileSync(path, "utf8"), "one\ntwo\n");
  assert.throws(() => storage.watch(() => undefined), { code: "CLOSED" });
  for (const call of [storage.append(bytesOf("x"), { at: 8, length: 3 }), storage.truncate(0), storage.readAside("floor"), storage.writeAside("floor", bytesOf("x")), piecesOf(storage)]) await refused(call, "CLOSED");
  await (await opened(context, path)).close();
});
