// Following a log that another process writes.

import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { appendTexts, eventually, opened, scratch, systemError } from "./support/files.mjs";

const watch = () => {
  throw systemError("ENOSPC", "watch");
};

for (const [how, replaced] of [["the system's notification", undefined], ["nothing but a look now and then", { watch }]]) {
  test(`growth is noticed with ${how}, until the watch ends`, async (context) => {
    const path = join(scratch(context), "a.statelog");
    const writer = await opened(context, path);
    const reader = await opened(context, path, { readOnly: true }, replaced);
    const calls = { stopped: 0, kept: 0 };
    const stop = reader.watch(() => (calls.stopped += 1));
    reader.watch(() => (calls.kept += 1));
    let end = await appendTexts(writer, 0, "one\n");
    await eventually(() => calls.stopped > 0 && calls.kept > 0, "the first call");
    stop();
    stop();
    const before = { ...calls };
    end = await appendTexts(writer, end, "two\n");
    await eventually(() => calls.kept > before.kept, "the second call");
    assert.equal(calls.stopped, before.stopped);
    // A tail that was cut and has grown again to the same length.
    const { kept } = calls;
    await writer.truncate(4);
    await appendTexts(writer, 4, "six\n");
    await eventually(() => calls.kept > kept, "the third call");
    await reader.close();
    const last = calls.kept;
    await appendTexts(writer, end, "ten\n");
    await new Promise((resolve) => setTimeout(resolve, 1200));
    assert.equal(calls.kept, last, "closing ends the watch");
  });
}

test("a notification that breaks off leaves the look now and then", async (context) => {
  const path = join(scratch(context), "a.statelog");
  const writer = await opened(context, path);
  const watcher = Object.assign(new EventEmitter(), { close: () => (watcher.closed = true) });
  const reader = await opened(context, path, { readOnly: true }, { watch: () => watcher });
  let calls = 0;
  reader.watch(() => (calls += 1));
  watcher.emit("error", systemError("EIO", "watch"));
  assert.equal(watcher.closed, true);
  await appendTexts(writer, 0, "one\n");
  await eventually(() => calls > 0, "the call");
  assert.equal(calls, 1);
});
