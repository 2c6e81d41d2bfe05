// The behaviour suite, which runs in Node by itself, in headless Chromium: each file on the main thread of a page of its
// own and in a worker of its own.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { basename } from "node:path";
import { test } from "node:test";
import { listFiles } from "../../scripts/lib/files.mjs";
import { fromRoot } from "../../scripts/lib/paths.mjs";
import { openPage } from "../support/browser.mjs";
import { bundle } from "./browser/bundle.mjs";

const files = listFiles(fromRoot("tests", "package", "behaviour"), (path) => path.endsWith(".test.mjs"));
const inPage = () => import("/script.js").then(({ results }) => results);
const inWorker = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker("/script.js", { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(`the worker did not start: ${message}`));
  });

/** Runs a script in a place of a new page; resolves to the outcomes of its tests. */
async function outcomes(context, script, place) {
  const server = createServer(({ url }, response) => {
    response.setHeader("content-type", url === "/script.js" ? "text/javascript" : "text/html");
    response.end(url === "/script.js" ? script : '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>suite</title>');
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => server.close());
  const { page } = await openPage(context, `http://127.0.0.1:${server.address().port}/`);
  return page.evaluate(place);
}

for (const [where, place] of [["on the main thread", inPage], ["in a worker", inWorker]]) {
  for (const path of files) {
    test(`${basename(path, ".test.mjs")} ${where}`, async (context) => {
      const results = await outcomes(context, await bundle(path), place);
      const failed = results.filter(({ error }) => error !== undefined);
      assert.deepEqual(failed, []);
      assert.ok(results.length > 0, "there are tests in the file");
      context.diagnostic(`${results.length} tests`);
    });
  }
}

test("what fails in the browser is noticed", async (context) => {
  const script = `import assert from "node:assert/strict";
import { test } from "node:test";
const wrong = [
  () => assert.ok(0), () => assert.equal(1, "1"), () => assert.notEqual(1, 1), () => assert.fail("on purpose"),
  () => assert.deepEqual([1], [2]), () => assert.deepEqual({ a: 1 }, { a: 1, b: undefined }), () => assert.deepEqual([], {}), () => assert.deepEqual(new Map(), new Map()),
  () => assert.deepEqual({ a: [{ b: 1 }] }, { a: [{ b: 2 }] }), () => assert.match("a", /b/), () => assert.throws(() => {}), () => assert.throws(() => assert.fail("a"), /b/), () => assert.throws(() => assert.fail("a"), TypeError),
  async () => assert.fail("later"),
];
for (const [index, body] of wrong.entries()) test(String(index), body);
test("right", () => assert.deepEqual({ a: [1, { b: undefined }] }, { a: [1, { b: undefined }] }));`;
  const results = await outcomes(context, await bundle("wrong.mjs", script), inPage);
  const passed = results.filter(({ error }) => error === undefined).map(({ name }) => name);
  assert.deepEqual([passed, results.length], [["right"], 15]);
});
