// One writer at a time: in one process, in several threads, in several processes, and after a violent death.

import assert from "node:assert/strict";
import { execFileSync, fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import nodeFs, { copyFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { appendTexts, eventually, fileStorage, opened, refused, scratch, textOf } from "./support/files.mjs";

const support = (name) => fileURLToPath(new URL(`./support/${name}`, import.meta.url));
const linux = { skip: process.platform !== "linux" && "looks into how Linux is locked" };

/** Another process, or thread, that is told to open and close; resolves once it listens. */
async function holder(context, { thread = false, ...options } = {}) {
  const child = thread ? new Worker(support("holder.mjs")) : fork(support("holder.mjs"), options);
  context.after(() => (thread ? child.terminate() : child.kill("SIGKILL")));
  const answer = async () => (await once(child, "message"))[0];
  assert.equal(await answer(), "ready");
  const tell = (order) => {
    const answered = answer();
    thread ? child.postMessage(order) : child.send(order);
    return answered;
  };
  return { child, open: (path) => tell({ open: path }), append: (text, at) => tell({ append: text, at }), close: () => tell({}) };
}

/** Opens a file that somebody has who is about to lose it. */
async function openedAtLast(context, path) {
  let storage;
  await eventually(async () => {
    storage = await opened(context, path).catch((error) => assert.equal(error.code, "LOCKED"));
    return storage !== undefined;
  }, "getting the lock");
  return storage;
}

test("a second writer is refused at once, a reader is not, and the next writer is welcome", async (context) => {
  const path = join(scratch(context), "a.statelog");
  const first = await opened(context, path);
  const { details } = await refused(opened(context, path), "LOCKED");
  assert.deepEqual(details, { name: path });
  await opened(context, path, { readOnly: true });
  await refused(opened(context, path), "LOCKED");
  await appendTexts(first, 0, "one\n");
  await first.close();
  await (await opened(context, path)).close();
});

test("other threads and other processes are refused, until the writer closes", async (context) => {
  const path = join(scratch(context), "a.statelog");
  for (const thread of [true, false]) {
    const other = await holder(context, { thread });
    const mine = await opened(context, path);
    assert.equal(await other.open(path), "LOCKED");
    await mine.close();
    assert.equal(await other.open(path), "held");
    await refused(opened(context, path), "LOCKED");
    assert.equal(await other.close(), "closed");
    await (await opened(context, path)).close();
  }
});

test("workers of a cluster, who share what they listen on, do not share a log", (context) => {
  const path = join(scratch(context), "a.statelog");
  assert.equal(execFileSync(process.execPath, [support("cluster.mjs"), path], { encoding: "utf8" }), "LOCKED held\n");
});

test("of two processes that race for a log, new or old, exactly one gets it, 200 times", async (context) => {
  const dir = scratch(context);
  const racers = await Promise.all([holder(context), holder(context)]);
  const wins = [0, 0];
  for (let round = 0; round < 200; round += 1) {
    const path = join(dir, `${round >> 1}.statelog`);
    const results = await Promise.all(racers.map(({ open }) => open(path)));
    assert.deepEqual([...results].sort(), ["LOCKED", "held"], `round ${round}`);
    wins[results.indexOf("held")] += 1;
    await Promise.all(racers.map(({ close }) => close()));
  }
  context.diagnostic(`${wins[0]} to ${wins[1]}`);
});

test("the lock of a killed process, or of a thread that was ended, is free again", async (context) => {
  const path = join(scratch(context), "a.statelog");
  for (const thread of [true, false]) {
    const other = await holder(context, { thread });
    assert.equal(await other.open(path), "held");
    await refused(opened(context, path), "LOCKED");
    thread ? other.child.terminate() : other.child.kill("SIGKILL");
    await (await openedAtLast(context, path)).close();
  }
});

test("the lock belongs to the file, not to its name", async (context) => {
  const dir = scratch(context);
  const [path, moved] = [join(dir, "a.statelog"), join(dir, "b.statelog")];
  const storage = await opened(context, path);
  const end = await appendTexts(storage, 0, "one\n");
  renameSync(path, moved);
  await refused(opened(context, moved), "LOCKED");
  // A copy is another log, and so is a new file of the old name.
  copyFileSync(moved, path);
  const other = await opened(context, path);
  await appendTexts(other, end, "other\n");
  await appendTexts(storage, end, "two\n");
  await storage.close();
  await (await opened(context, moved)).close();
});

test("a failed opening leaves no lock behind", async (context) => {
  const path = join(scratch(context), "a.statelog");
  const replaced = { fdatasync: (_, done) => setImmediate(done, new Error("injected")) };
  await refused(opened(context, path, {}, replaced), "STORAGE_FAILED");
  await (await opened(context, path)).close();
});

test("a file that is exchanged while it is opened is not used", async (context) => {
  const path = join(scratch(context), "a.statelog");
  const stat = (...args) => {
    renameSync(path, `${path}.old`);
    writeFileSync(path, "");
    nodeFs.stat(...args);
  };
  assert.match((await refused(opened(context, path, {}, { stat }), "STORAGE_FAILED")).message, /replaced/);
  await (await opened(context, path)).close();
  await (await opened(context, `${path}.old`)).close();
});

test("the lock's name fills the address, so that every version of Node means the same", linux, async (context) => {
  const path = join(scratch(context), "a.statelog");
  const names = () => readFileSync("/proc/net/unix", "latin1").split("\n").flatMap((line) => /@statelog writer of .*$/.exec(line) ?? []);
  const { dev, ino } = await opened(context, path).then(() => statSync(path));
  const mine = names().filter((name) => name.startsWith(`@statelog writer of ${dev}:${ino} `));
  assert.equal(mine.length, 1);
  assert.equal(mine[0].length, 108);
  assert.doesNotMatch(mine[0].slice(1), /@/, "padded by the kernel's caller");
});

test("a stranger who knocks at the lock neither gets in nor disturbs", linux, async (context) => {
  const path = join(scratch(context), "a.statelog");
  const storage = await opened(context, path);
  const { dev, ino } = statSync(path);
  const stranger = connect({ path: `\0statelog writer of ${dev}:${ino} `.padEnd(108, ".") });
  stranger.on("error", () => undefined);
  await once(stranger, "close");
  await refused(opened(context, path), "LOCKED");
  await appendTexts(storage, 0, "one\n");
  await storage.close();
  assert.equal(await textOf(await opened(context, path)), "one\n");
});

test("where the lock does not reach, as between containers, the fence decides", linux, async (context) => {
  if (spawnSync("unshare", ["-n", "true"]).status !== 0) return context.skip("needs a network namespace of its own");
  const path = join(scratch(context), "a.statelog");
  const mine = await opened(context, path);
  const other = await holder(context, { execPath: "unshare", execArgv: ["-n", process.execPath] });
  assert.equal(await other.open(path), "held", "the lock does not reach there");
  const end = await appendTexts(mine, 0, "one\n");
  assert.equal(await other.append("other\n", 0), "CONFLICT");
  await other.close();
  assert.equal(await other.open(path), "held");
  assert.equal(await other.append("other\n", end), "stored");
  await refused(mine.append(new Uint8Array(4), { at: end, length: 2 }), "CONFLICT");
  assert.equal(readFileSync(path, "utf8"), "one\nother\n");
});

test("an open log does not keep a program running", (context) => {
  const path = join(scratch(context), "a.statelog");
  const program = `
    const { fileStorage } = await import(${JSON.stringify(new URL("./support/files.mjs", import.meta.url).href)});
    const storage = await fileStorage(${JSON.stringify(path)});
    storage.watch(() => undefined);
    await storage.append(new Uint8Array(4), { at: 0, length: 1 });
    console.log("appended");
  `;
  assert.equal(execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8", timeout: 60_000 }), "appended\n");
});

test("a log whose file was deleted does not lock the next file of that name", async (context) => {
  const path = join(scratch(context), "a.statelog");
  const storage = await fileStorage(path);
  context.after(() => storage.close());
  rmSync(path);
  await appendTexts(await opened(context, path), 0, "one\n");
  await refused(storage.append(new Uint8Array(4), { at: 0, length: 1 }), "STORAGE_FAILED");
});
