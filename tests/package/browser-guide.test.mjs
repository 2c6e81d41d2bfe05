// The guide to logs in the browser: its code is one program, which compiles, is built by Vite as the guide says, and
// prints in Chromium what stands below each piece, under the policy that the guide names.

import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import * as vite from "vite";
import { fromRoot, packageDir } from "../../scripts/lib/paths.mjs";
import { browserOf } from "./storage/support/pages.mjs";
import { site } from "./storage/support/site.mjs";
import { consumer } from "./support/consumer.mjs";
import { blocksOf } from "./support/examples.mjs";

const page = readFileSync(fromRoot("docs", "guides", "keeping-a-log-in-the-browser.md"), "utf8");
const isPolicy = (text) => text.startsWith("default-src");
const code = blocksOf(page, "ts");
const output = blocksOf(page, "text").filter((text) => !isPolicy(text));
const [policy] = blocksOf(page, "text").filter(isPolicy);
const newTabs = browserOf({ after });

const compilerOptions = { strict: true, noEmit: true, target: "ES2022", module: "ESNext", moduleResolution: "Bundler", lib: ["ES2022", "DOM"], types: [] };
// The policy forbids an icon that is inlined, so there is a file.
const html = '<!doctype html><meta charset="utf-8"><link rel="icon" href="/icon.svg"><title>guide</title><script type="module" src="/main.ts"></script>';

/** What the page at an address prints, up to the word `end`; what it warns of does not count. */
async function printsOf(context, address) {
  const tab = await (await newTabs(context)).newPage();
  const prints = [];
  const ended = new Promise((resolve, reject) => {
    tab.on("pageerror", reject);
    tab.on("console", (message) => {
      if (message.type() === "error") reject(new Error(message.text()));
      if (message.text() === "end") resolve(prints);
      else if (message.type() === "log") prints.push(message.text());
    });
  });
  await tab.goto(address);
  return ended;
}

test("the guide to logs in the browser does what it says", async (context) => {
  assert.ok(code.length >= 6 && output.length >= 5, "the pieces are found");
  const { dir, run } = consumer(context, {
    files: { "main.ts": `${code.join("\n")}\nconsole.log("end");\n`, "index.html": html, "public/icon.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>', "tsconfig.json": JSON.stringify({ compilerOptions, files: ["main.ts"] }) },
  });
  try {
    run(fromRoot("node_modules", "typescript", "bin", "tsc"), "-p", ".");
  } catch (error) {
    assert.fail(`tsc found errors:\n${error.stdout}`);
  }
  copyFileSync(join(packageDir, "esm", "browser", "opfs-worker.js"), join(dir, "public", "opfs-worker.js"));
  const settings = { root: dir, configFile: false, logLevel: "error", preview: { host: "127.0.0.1", port: 0, headers: { "content-security-policy": policy.trim() } } };
  await vite.build({ ...settings, build: { target: "es2022" } });
  const server = await vite.preview(settings);
  context.after(() => server.close());
  assert.deepEqual(await printsOf(context, server.resolvedUrls.local[0]), output.join("").trimEnd().split("\n"));
});

test("the import map of the guide is all that a plain page needs", async (context) => {
  const [map] = blocksOf(page, "html");
  const script = 'import { indexedDbStorage, openLog } from "statelog/browser"; const log = await openLog(await indexedDbStorage("alice")); console.log(log.opened.storage.kind, log.length); await log.close(); console.log("end");';
  const head = map.replace("/statelog/", "/pkg/").replace("/idb/build/", "/idb/");
  const body = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>plain</title>${head}<script type="module">${script}</script>`;
  const address = await site(context, { answers: { "/": { type: "text/html", body } } });
  assert.deepEqual(await printsOf(context, address), ["indexeddb 0"]);
});
