// What was acknowledged outlives the process, and a full disk.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Random } from "../../nitro/support/random.mjs";
import { appendTexts, bytesOf, fileStorage, opened, refused, scratch, textOf } from "./support/files.mjs";

const appender = fileURLToPath(new URL("./support/appender.mjs", import.meta.url));

/** Runs the appender and kills it once it has acknowledged some records; returns all numbers that it printed. */
async function killedAfter(path, durability, count) {
  const child = spawn(process.execPath, [appender, path, durability], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += chunk;
    if (printed.split("\n").length > count) child.kill("SIGKILL");
  });
  const [code, signal] = await once(child, "close");
  assert.equal(signal, "SIGKILL", `the appender ended by itself with ${code}`);
  return printed.split("\n").slice(0, -1).map(Number);
}

const form = (number) => `${number} ${"x".repeat(number % 5 === 0 ? 150_000 : number % 97)}`;

for (const durability of ["device", "os"]) {
  test(`kill -9 takes nothing that was acknowledged, durability "${durability}"`, async (context) => {
    const random = new Random(context);
    const dir = scratch(context);
    const rounds = process.env.STATELOG_LONG ? 200 : 20;
    let torn = 0;
    for (let round = 0; round < rounds; round += 1) {
      // A few lives of one log, then a new one.
      const path = join(dir, `${Math.floor(round / 5)}.statelog`);
      const printed = await killedAfter(path, durability, 1 + random.below(12));
      const last = printed.at(-1);
      const lines = readFileSync(path, "utf8").split("\n");
      assert.ok(lines.length - 1 > last, `round ${round}: record ${last} was acknowledged, ${lines.length - 1} are there`);
      for (let number = 0; number < lines.length - 1; number += 1) assert.ok(lines[number] === form(number), `round ${round}: record ${number} is whole and in its place`);
      assert.ok(form(lines.length - 1).startsWith(lines.at(-1)), `round ${round}: behind the last record is at most the beginning of the next`);
      if (lines.at(-1) !== "") torn += 1;
      assert.deepEqual(printed, Array.from(printed, (_, index) => printed[0] + index));
      if (round % 5 === 4) rmSync(path);
    }
    context.diagnostic(`${torn} of ${rounds} lives ended within a write`);
  });
}

/** Mounts a file system of a few blocks, or says why not. */
function smallDisk(context) {
  const dir = mkdtempSync(join(tmpdir(), "statelog-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", dir], { stdio: "pipe" });
  } catch (error) {
    rmSync(dir, { recursive: true });
    context.skip(`needs to mount a tmpfs: ${String(error.stderr ?? error.message).trim()}`);
    return undefined;
  }
  context.after(() => {
    execFileSync("umount", ["-l", dir]);
    rmSync(dir, { recursive: true });
  });
  return dir;
}

test("a full disk is STORAGE_FULL, keeps what was acknowledged, and can be gone on with once there is room", async (context) => {
  const dir = smallDisk(context);
  if (dir === undefined) return;
  const path = join(dir, "a.statelog");
  const ballast = await fileStorage(join(dir, "ballast"));
  await ballast.append(new Uint8Array(100_000), { at: 0, length: 1 });
  await ballast.close();
  const storage = await opened(context, path);
  const record = `${"r".repeat(6999)}\n`;
  let at = 0;
  let error;
  while (error === undefined) {
    assert.ok(at < 256 << 10);
    error = await appendTexts(storage, at, record).then((end) => void (at = end), (caught) => caught);
  }
  assert.equal(error.code, "STORAGE_FULL", error.stack);
  assert.equal(error.cause.code, "ENOSPC");
  await refused(storage.append(bytesOf("x"), { at, length: 1 }), "STORAGE_FAILED");
  const kept = await textOf(storage);
  assert.ok(at > 0 && kept.startsWith(record.repeat(at / record.length)));
  await storage.close();

  // Whether a beginning of the last record is there or not: with room it is cut off and the log goes on.
  const blocked = await opened(context, path);
  if (kept.length > at) await refused(blocked.truncate(at), "STORAGE_FULL", "ENOSPC");
  await refused(blocked.writeAside("floor", new Uint8Array(50_000)), "STORAGE_FULL", "ENOSPC");
  assert.equal(await textOf(blocked), kept);
  await blocked.close();
  rmSync(join(dir, "ballast"));
  const next = await opened(context, path);
  if (kept.length > at) await next.truncate(at);
  at = await appendTexts(next, at, record);
  assert.equal(readFileSync(path, "utf8"), record.repeat(at / record.length));
});
