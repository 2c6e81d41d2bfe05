// A log is opened piece by piece: neither its bytes nor its text are ever in JavaScript as a whole.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openLog } from "statelog/node";
import { extension } from "../behaviour/support/events.mjs";
import { opened, scratch } from "./support/files.mjs";

const opener = fileURLToPath(new URL("./support/opener.mjs", import.meta.url));
const mebibyte = 1 << 20;
const eventCount = 1_000;

/** A log of 30 MB: few events, each nearly as large as this type may be, so that writing it takes little time. */
async function largeLog(context) {
  const path = join(scratch(context), "large.statelog");
  const log = await openLog(path, { durability: "os" });
  for (let start = 0; start < eventCount; start += 50) {
    const batch = Array.from({ length: 50 }, (_, index) => extension(start + index, { payload: `0x${(start + index).toString(16).padStart(32_000, "0")}` }));
    await log.appendBatch(batch);
  }
  const root = log.root();
  await log.close();
  const { size } = statSync(path);
  assert.ok(size > 28 * mebibyte, `the log has ${size} bytes`);
  return { path, size, root };
}

test("opening a log of 30 MB needs a heap of 16 MB, and holds less than 4 MB in JavaScript at any time", async (context) => {
  const { path, root, size } = await largeLog(context);
  const run = (...args) => execFileSync(process.execPath, ["--max-old-space-size=16", ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const found = JSON.parse(run("--expose-gc", opener, path));
  context.diagnostic(JSON.stringify(found));
  assert.deepEqual([found.length, found.root], [eventCount, root]);
  assert.ok(found.calls > size / mebibyte, "progress is told often enough to see what is held between");
  assert.ok(found.peak.heapUsed < 2 * mebibyte, `on the heap: ${found.peak.heapUsed} bytes`);
  assert.ok(found.peak.arrayBuffers < 4 * mebibyte, `in buffers: ${found.peak.arrayBuffers} bytes`);
  // The other way round: a program that takes the log's text apart does not get by with such a heap.
  const whole = `const lines = require("node:fs").readFileSync(${JSON.stringify(path)}, "utf8").split("\\n").map((line) => line && JSON.parse(line)); console.log(lines.length)`;
  assert.throws(() => run("--eval", whole), /heap out of memory/);
});

test("no piece that a file storage hands over is larger than 1 MiB, from whatever position", async (context) => {
  const { path, size } = await largeLog(context);
  const storage = await opened(context, path, { readOnly: true });
  for (const from of [0, 1, mebibyte + 1, size - 1, size]) {
    let total = 0;
    for await (const piece of storage.read(from)) {
      assert.ok(piece.length > 0 && piece.length <= mebibyte, `a piece of ${piece.length} bytes`);
      assert.ok(piece.buffer.byteLength <= mebibyte, `a piece in a buffer of ${piece.buffer.byteLength} bytes`);
      total += piece.length;
    }
    assert.equal(total, size - from);
  }
});
