import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, layers } from "./layers.mjs";

const names = (chosen) => chosen.map(({ name }) => name);

test("without a list every layer runs", () => {
  assert.deepEqual(choose(undefined), layers);
});

test("layers keep their order whatever the order of the list", () => {
  assert.deepEqual(names(choose("package, rust")), ["rust", "package"]);
});

test("the name of a group stands for its members", () => {
  assert.deepEqual(names(choose("wasm")), ["wasm-node", "wasm-browser", "wasm-worker"]);
  assert.deepEqual(names(choose("wasm-node")), ["wasm-node"]);
});

test("an unknown or empty list is refused with the names that exist", () => {
  assert.throws(() => choose("rust,wsam"), /no layer "wsam"; the layers are .*wasm-node/);
  assert.throws(() => choose(","), /no layer/);
});
