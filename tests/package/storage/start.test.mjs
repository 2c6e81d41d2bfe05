// The worker starts on plain pages, under a strict policy, and behind bundlers without configuration.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { build as esbuild } from "esbuild";
import * as vite from "vite";
import { consumer } from "../support/consumer.mjs";
import { browserOf, tab } from "./support/pages.mjs";
import { site } from "./support/site.mjs";

const newTabs = browserOf({ after });
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const workerPath = "/pkg/esm/browser/opfs-worker.js";

const scenario = `
  const log = await openLog("log");
  await log.append({ type: "objective_created", objectiveId: "chess-with-bob", kind: "other", source: "local_request", status: "unapproved", timestamp: 1700000000000 });
  await log.close();
  const again = await openLog("log", { create: false });
  const report = { storage: again.opened.storage.kind, type: again.get(0).type, length: again.length };
  await again.close();`;
const expected = { storage: "opfs", type: "objective_created", length: 1 };

/** The addresses of the workers that a page starts. */
function workersOf(page) {
  const addresses = [];
  page.on("worker", (worker) => addresses.push(worker.url()));
  return addresses;
}

/** Opens a page that runs the scenario by itself; resolves to its report and to its workers. */
async function reportOf(context, address) {
  const page = await (await newTabs(context)).newPage();
  const workers = workersOf(page);
  const failure = new Promise((_, reject) => page.on("pageerror", reject));
  failure.catch(() => {});
  // What the page prints needs no polling, which the policy would forbid.
  const told = page.waitForEvent("console", (message) => message.text().startsWith("report: "));
  await page.goto(address);
  const message = await Promise.race([told, failure]);
  return { report: JSON.parse(message.text().slice("report: ".length)), workers };
}

/** Runs the scenario with the entry as the site serves it. */
async function runHere(context, options) {
  const page = await tab(await newTabs(context), await site(context, options));
  const workers = workersOf(page);
  const report = await page.evaluate(`(async () => { const { openLog } = await import("/pkg/esm/browser.js"); ${scenario} return report; })()`);
  return { report, workers };
}

/** Opens a log in the file system only; resolves to the outcome and to the workers. */
async function openHere(context, options, opening = () => t.open("opfs", "log")) {
  const page = await tab(await newTabs(context), await site(context, options));
  const workers = workersOf(page);
  const { value, ...failed } = await page.evaluate(async (opening) => t.outcome((0, eval)(opening)().then(({ kind }) => kind)), String(opening));
  return { kind: value, ...failed, workers };
}

const isFile = (address) => new URL(address).pathname === workerPath;
const isInlined = (address) => address.startsWith("blob:");

test("a plain page with modules needs no bundler, and the package beside it only where the file system is missing", async (context) => {
  const asked = [];
  const { report, workers } = await runHere(context, { asked });
  assert.deepEqual(report, expected);
  assert.ok(workers.length > 0 && workers.every(isFile), workers.join());
  assert.deepEqual(asked.filter((path) => path.startsWith("/idb/") || path.includes("opfs-worker-source")), []);
});

test("a policy that forbids everything inlined lets it work", async (context) => {
  const { report, workers } = await runHere(context, { policy });
  assert.deepEqual(report, expected);
  assert.ok(workers.every(isFile), workers.join());
});

const wrongFiles = {
  "is not there": { status: 404, type: "text/plain", body: "not found" },
  "is a page instead, as where every address has one": { type: "text/html", body: "<!doctype html><title>home</title>" },
  "cannot be read as a script": { body: "<!doctype html>" },
  "is of another version": { body: 'onmessage = ({ data: { id } }) => postMessage({ id, result: { protocol: 0, lifeLock: "x" } });' },
  "breaks while it answers": { body: 'onmessage = () => { throw new Error("broken"); };' },
};

for (const [what, answer] of Object.entries(wrongFiles)) {
  test(`a file that ${what} is replaced by the inlined text`, async (context) => {
    const { kind, workers } = await openHere(context, { answers: { [workerPath]: answer } });
    assert.equal(kind, "opfs");
    assert.ok(workers.some(isInlined), workers.join());
  });
}

test("a file that says nothing is replaced, too, after a while", async (context) => {
  const page = await tab(await newTabs(context), await site(context, { answers: { [workerPath]: { body: "" } } }));
  await page.clock.install();
  const kind = page.evaluate(async () => (await t.open("opfs", "log")).kind);
  await page.waitForEvent("worker");
  const inlined = page.waitForEvent("worker");
  await page.clock.fastForward(10_000);
  assert.ok(isInlined((await inlined).url()));
  assert.equal(await kind, "opfs");
});

test("a package that is loaded from another origin works", async (context) => {
  const elsewhere = await site(context);
  const page = await tab(await newTabs(context), await site(context));
  const kind = await page.evaluate(async (base) => {
    const { opfsStorage } = await import(`${base}pkg/esm/browser/opfs-storage.js`);
    return (await opfsStorage("log")).kind;
  }, elsewhere);
  assert.equal(kind, "opfs");
});

test("when neither starts, the error has both reasons and a way out", async (context) => {
  const { code, details, message } = await openHere(context, { policy: `${policy} 'unsafe-eval'`, answers: { [workerPath]: { status: 404, type: "text/plain", body: "not found" } } });
  assert.equal(code, "STORAGE_FAILED");
  assert.deepEqual(details.problems, ["the module file: its worker's script did not load", "the inlined script: its worker's script did not load"]);
  assert.match(message, /opfs-worker\.js .* option worker/);
});

const givenWorkers = {
  "an address": () => t.open("opfs", "log", { worker: () => "/pkg/esm/browser/opfs-worker.js?mine" }),
  "a URL": () => t.open("opfs", "log", { worker: () => new URL("/pkg/esm/browser/opfs-worker.js?mine", location.href) }),
  "a worker that runs already": async () => {
    const worker = new Worker("/pkg/esm/browser/opfs-worker.js?mine");
    await new Promise((resolve) => setTimeout(resolve, 100));
    return t.open("opfs", "log", { worker: () => worker });
  },
};

for (const [what, opening] of Object.entries(givenWorkers)) {
  test(`the option worker overrides both: ${what}`, async (context) => {
    const { kind, workers } = await openHere(context, {}, opening);
    assert.equal(kind, "opfs");
    assert.deepEqual(workers.map((address) => new URL(address).search), ["?mine"]);
  });
}

test("a given worker that does not start is not replaced", async (context) => {
  const { code, details } = await openHere(context, {}, () => t.open("opfs", "log", { worker: () => "/nowhere.js" }));
  assert.deepEqual([code, details.problems.length], ["STORAGE_FAILED", 1]);
});

const html = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>consumer</title><script type="module" src="/main.js"></script>';
const files = { "index.html": html, "main.js": `import { openLog } from "statelog/browser";\n(async () => {${scenario}\n  console.log("report: " + JSON.stringify(report));\n})();\n` };

// No configuration file, as a beginner has none; `host` and `port` only choose a free port on this machine.
const settings = (root, headers) => ({ root, configFile: false, logLevel: "error", server: { host: "127.0.0.1", port: 0 }, preview: { host: "127.0.0.1", port: 0, headers } });

test("Vite, built for production and served under the policy", async (context) => {
  const { dir } = consumer(context, { files });
  const served = settings(dir, { "content-security-policy": policy });
  await vite.build({ ...served, build: { target: "es2022" } });
  const server = await vite.preview(served);
  context.after(() => server.close());
  const { report, workers } = await reportOf(context, server.resolvedUrls.local[0]);
  assert.deepEqual(report, expected);
  assert.ok(workers.length > 0 && !workers.some(isInlined), workers.join());
});

test("Vite's development server", async (context) => {
  const { dir } = consumer(context, { files });
  const server = await vite.createServer(settings(dir));
  context.after(() => server.close());
  await server.listen();
  const { report, workers } = await reportOf(context, server.resolvedUrls.local[0]);
  assert.deepEqual(report, expected);
  context.diagnostic(workers.join());
});

test("esbuild, which leaves the file of the worker behind", async (context) => {
  const { dir } = consumer(context, { files });
  const { outputFiles } = await esbuild({ entryPoints: [join(dir, "main.js")], bundle: true, format: "esm", target: "es2022", write: false, logLevel: "silent" });
  const address = await site(context, { answers: { "/": { type: "text/html", body: html }, "/main.js": { body: outputFiles[0].text } } });
  const { report, workers } = await reportOf(context, address);
  assert.deepEqual(report, expected);
  assert.ok(workers.some(isInlined), workers.join());
});
