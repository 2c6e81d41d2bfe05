// A trap of the WebAssembly leaves its instance unusable: FATAL, for this call and all later ones. A file of its own,
// since afterwards nothing works in this process or page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStore, canonicalize } from "statelog";
import { Store } from "./support/core.mjs";
import { extension, refused } from "./support/events.mjs";

test("a trap is FATAL, and so is everything after it", () => {
  const store = new EventStore();
  store.append(extension(0));
  const trap = new WebAssembly.RuntimeError("unreachable");
  const { verify } = Store.prototype;
  Store.prototype.verify = () => {
    throw trap;
  };
  assert.equal(refused("FATAL", () => store.verify()).cause, trap);
  Store.prototype.verify = verify;
  for (const work of [() => store.verify(), () => store.append(extension(1)), () => store.length, () => new EventStore(), () => EventStore.import(""), () => canonicalize(extension(0))]) {
    assert.match(refused("FATAL", work).message, /Restart/);
  }
});
