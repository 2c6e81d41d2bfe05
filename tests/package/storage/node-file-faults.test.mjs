// Every system call fails once, at every place where it is made: what was acknowledged stays, what was not is either
// there as a whole, or recognisable, or not there at all, and nothing is tried again.

import assert from "node:assert/strict";
import nodeFs from "node:fs";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { bytesOf, judged, opened, refused, scratch, systemError, textOf } from "./support/files.mjs";

const records = ["first\n", `${"long ".repeat(20_000)}\n`, "third\n"];
const whole = records.join("");

/** What a log goes through, call by call, with what each call acknowledges. Stops at the first error. */
async function life(open, done) {
  const storage = await open();
  done.opened = true;
  try {
    for (const record of records) {
      await storage.append(bytesOf(record), { at: done.stored.length, length: 1 });
      done.stored += record;
    }
    await storage.append(bytesOf("torn"), { at: whole.length, length: 4 });
    await storage.writeAside("floor", bytesOf("old"));
    done.floor = "old";
    await storage.writeAside("floor", bytesOf("new"));
    done.floor = "new";
    done.read = await textOf(storage);
    done.savedAs = (await storage.truncate(whole.length)).savedAs;
    await storage.append(bytesOf("end\n"), { at: whole.length, length: 5 });
    done.stored += "end\n";
    assert.equal(Buffer.from(await storage.readAside("floor")).toString(), "new");
  } finally {
    await storage.close();
    done.closed = true;
  }
}

const newLife = () => ({ stored: "", opened: false, closed: false });

/** Lives with calls that `judge` lets fail; returns what was acknowledged and the error. */
async function lived(context, path, judge) {
  const done = newLife();
  const error = await life(() => opened(context, path, {}, judged(judge)), done).then(() => undefined, (caught) => caught);
  return { done, error };
}

/** What must hold after any failure. `tail` is what may stand behind what was acknowledged. */
function checkKept(path, { stored, floor, savedAs }, story) {
  const content = existsSync(path) ? readFileSync(path, "utf8") : "";
  assert.ok(content.startsWith(stored), `${story}: what was acknowledged is there`);
  // Whether a failed append left nothing, a part or all: a part of what was asked for, never anything else.
  assert.ok([`${whole}torn`, `${whole}end\n`].some((asked) => asked.startsWith(content)), `${story}: nothing is there that nobody wrote`);
  const aside = existsSync(`${path}.floor`) ? readFileSync(`${path}.floor`, "utf8") : undefined;
  const allowed = { undefined: [undefined, "old"], old: ["old", "new"], new: ["new"] }[floor];
  assert.ok(allowed.includes(aside), `${story}: the companion is the old or the new, not ${aside}`);
  if (savedAs !== undefined || (floor === "new" && content === whole)) assert.equal(readFileSync(`${path}.torn-1`, "utf8"), "torn", `${story}: the tail is saved before it is dropped`);
}

test("each system call fails once, at each place", async (context) => {
  const dir = scratch(context);
  const counted = [];
  const good = await lived(context, join(dir, "good"), (name) => void counted.push(name));
  assert.equal(good.error, undefined);
  assert.equal(good.done.read, `${whole}torn`);
  // Every function of the list is reached, but for the one that only cleans up.
  assert.deepEqual([...new Set(counted)].sort(), ["close", "fdatasync", "fstatSync", "fsync", "ftruncate", "open", "read", "readFile", "realpath", "rename", "stat", "write", "writeSync"]);

  for (const [code, expected] of [["EIO", "STORAGE_FAILED"], ["ENOSPC", "STORAGE_FULL"], ["EDQUOT", "STORAGE_FULL"]]) {
    for (const [place, name] of counted.entries()) {
      const path = join(dir, `${code}-${place}`);
      const story = `${code} of ${name}, call ${place}`;
      const { done, error } = await lived(context, path, (called, index) => (index === place ? systemError(code, called) : undefined));
      assert.equal(error?.code, expected, `${story}: ${error?.stack}`);
      assert.equal(error.cause?.code, code, story);
      checkKept(path, done, story);
      // Whatever happened, another writer can take over.
      const next = await opened(context, path);
      assert.ok((await textOf(next)).startsWith(done.stored), story);
      await next.close();
      for (const left of readdirSync(dir).filter((file) => file.startsWith(`${code}-${place}`))) rmSync(join(dir, left));
    }
  }
});

test("after a failed write or flush nothing is tried again; reading goes on", async (context) => {
  const dir = scratch(context);
  for (const failing of ["writeSync", "fdatasync"]) {
    const path = join(dir, failing);
    let calls = [];
    let failures = 0;
    const storage = await opened(context, path, {}, judged((name) => {
      calls.push(name);
      if (name !== failing || failures === 0) return undefined;
      failures -= 1;
      return systemError("EIO", name);
    }));
    await storage.append(bytesOf("one\n"), { at: 0, length: 1 });
    failures = 1;
    await refused(storage.append(bytesOf("two\n"), { at: 4, length: 2 }), "STORAGE_FAILED", "EIO");
    const left = readFileSync(path, "utf8");
    calls = [];
    for (const at of [4, 8]) await refused(storage.append(bytesOf("two\n"), { at, length: 2 }), "STORAGE_FAILED");
    await refused(storage.truncate(4), "STORAGE_FAILED");
    assert.deepEqual(calls, [], "nothing is asked of the system any more");
    assert.equal(readFileSync(path, "utf8"), left);
    assert.equal(await textOf(storage), left);
    // A companion can still be written: it says nothing about the log.
    await storage.writeAside("floor", bytesOf("f"));
    await storage.close();
    const next = await opened(context, path);
    await next.append(bytesOf("three\n"), { at: left.length, length: 2 });
    assert.equal(readFileSync(path, "utf8"), `${left}three\n`);
  }
});

test("a companion that cannot be written leaves the log writable", async (context) => {
  const path = join(scratch(context), "a.statelog");
  let fail = true;
  const storage = await opened(context, path, {}, judged((name) => (fail && name === "rename" ? systemError("ENOSPC", name) : undefined)));
  await refused(storage.writeAside("floor", bytesOf("f")), "STORAGE_FULL", "ENOSPC");
  fail = false;
  await storage.append(bytesOf("one\n"), { at: 0, length: 1 });
  await storage.writeAside("floor", bytesOf("g"));
  assert.equal(readFileSync(`${path}.floor`, "utf8"), "g");
});

/** Writes that take at most `most` bytes at a time. */
const shortWrites = (most) => ({
  write: (fd, bytes, offset, length, at, done) => nodeFs.write(fd, bytes, offset, Math.min(length, most), at, done),
  writeSync: (fd, bytes, offset, length, at) => nodeFs.writeSync(fd, bytes, offset, Math.min(length, most), at),
});

test("a short write goes on until everything is written", async (context) => {
  const dir = scratch(context);
  for (const [most, length] of [[1, 300], [97, 70_000], [65_536, 200_000]]) {
    const path = join(dir, String(most));
    const content = Buffer.from(Array.from({ length }, (_, index) => index % 251));
    const storage = await opened(context, path, { durability: "os" }, shortWrites(most));
    await storage.append(content, { at: 0, length: 1 });
    await storage.append(content, { at: content.length, length: 2 });
    assert.ok(readFileSync(path).equals(Buffer.concat([content, content])));
    await storage.writeAside("floor", content);
    assert.ok(readFileSync(`${path}.floor`).equals(content));
    await storage.truncate(content.length);
    assert.ok(readFileSync(`${path}.torn-1`).equals(content));
  }
});

test("a write that writes nothing is an error, not an endless loop", async (context) => {
  const path = join(scratch(context), "a.statelog");
  let writes = 0;
  const storage = await opened(context, path, {}, { writeSync: () => ((writes += 1), 0), write: (...args) => ((writes += 1), setImmediate(args.at(-1), null, 0)) });
  assert.match((await refused(storage.append(new Uint8Array(9), { at: 0, length: 1 }), "STORAGE_FAILED")).message, /wrote nothing/);
  assert.equal(writes, 1);
  await storage.close();
  const other = await opened(context, path, {}, { write: (...args) => setImmediate(args.at(-1), null, 0) });
  await refused(other.append(new Uint8Array(100_000), { at: 0, length: 1 }), "STORAGE_FAILED");
});

test("a write that stops half-way leaves a beginning, which the size tells", async (context) => {
  const path = join(scratch(context), "a.statelog");
  let writes = 0;
  const writeSync = (fd, bytes, offset, length, at) => {
    if ((writes += 1) > 1) throw systemError("ENOSPC", "write");
    return nodeFs.writeSync(fd, bytes, offset, 3, at);
  };
  const storage = await opened(context, path, {}, { writeSync });
  await refused(storage.append(bytesOf("one\n"), { at: 0, length: 1 }), "STORAGE_FULL", "ENOSPC");
  assert.equal(readFileSync(path, "utf8"), "one");
  await storage.close();
  const next = await opened(context, path);
  await refused(next.append(bytesOf("one\n"), { at: 0, length: 1 }), "CONFLICT");
  const { savedAs } = await next.truncate(0);
  assert.equal(readFileSync(savedAs, "utf8"), "one");
});

test("a device that lies about a flush and loses bytes is noticed before the next append", async (context) => {
  const path = join(scratch(context), "a.statelog");
  let lies = false;
  const fdatasync = (fd, done) => (lies ? nodeFs.ftruncate(fd, 5, done) : nodeFs.fdatasync(fd, done));
  const storage = await opened(context, path, {}, { fdatasync });
  await storage.append(bytesOf("one\n"), { at: 0, length: 1 });
  lies = true;
  await refused(storage.append(bytesOf("two\n"), { at: 4, length: 2 }), "STORAGE_FAILED");
  assert.equal(readFileSync(path, "utf8"), "one\nt");
});

test("a writer that comes between check and write overwrites nothing, and is noticed", { skip: process.platform !== "linux" && "Linux alone appends wherever the end is" }, async (context) => {
  const path = join(scratch(context), "a.statelog");
  const writeSync = (fd, ...args) => {
    nodeFs.appendFileSync(path, "other\n");
    return nodeFs.writeSync(fd, ...args);
  };
  const storage = await opened(context, path, {}, { writeSync });
  assert.match((await refused(storage.append(bytesOf("one\n"), { at: 0, length: 1 }), "STORAGE_FAILED")).message, /at the same time/);
  assert.equal(readFileSync(path, "utf8"), "other\none\n");
});

test("a log that grows while its tail is saved is not cut", async (context) => {
  const path = join(scratch(context), "a.statelog");
  const fsync = (fd, done) => {
    nodeFs.appendFileSync(path, "other\n");
    nodeFs.fsync(fd, done);
  };
  const storage = await opened(context, path, { durability: "os" }, { fsync });
  await storage.append(bytesOf("one\ntorn"), { at: 0, length: 1 });
  await refused(storage.truncate(4), "CONFLICT");
  assert.match(readFileSync(path, "utf8"), /^one\ntorn(other\n)+$/);
});

test("a tail that cannot be saved as a whole is not dropped, and its part is not left behind", async (context) => {
  const dir = scratch(context);
  const path = join(dir, "a.statelog");
  let full = false;
  const storage = await opened(context, path, {}, judged((name) => (full && name === "fsync" ? systemError("ENOSPC", name) : undefined)));
  await storage.append(bytesOf("one\ntorn"), { at: 0, length: 1 });
  full = true;
  await refused(storage.truncate(4), "STORAGE_FULL", "ENOSPC");
  assert.equal(readFileSync(path, "utf8"), "one\ntorn");
  assert.deepEqual(readdirSync(dir), ["a.statelog"]);
});
