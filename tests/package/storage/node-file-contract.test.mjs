// The contract of storages, kept by files of every durability.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { storageContract } from "statelog/testing";
import { fileStorage, scratch } from "./support/files.mjs";

for (const durability of ["device", "os"]) {
  let count = 0;
  const place = (dir) => () => {
    const path = join(dir, `${(count += 1)}.statelog`);
    return { open: () => fileStorage(path, { durability }), openReader: () => fileStorage(path, { readOnly: true }), exclusive: true };
  };
  test(`files of the durability "${durability}"`, async (context) => {
    for (const { name, run } of storageContract(place(scratch(context)))) await context.test(name, async () => assert.equal(await run(), undefined));
    assert.ok(count >= 15, "there are promises to keep");
  });
}
