// A page that keeps a log, as a person uses it: it appends, is reloaded, is opened in a second tab that follows, and takes
// over when the first is closed. As a plain page, and as one that Vite has built or serves.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import * as vite from "vite";
import { consumer } from "../support/consumer.mjs";
import { browserOf } from "./support/pages.mjs";
import { site } from "./support/site.mjs";

const newTabs = browserOf({ after });

const body = '<button id="add">add</button><p id="role"></p><p id="notes"></p>';
const page = (script) => `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>notes</title>${body}${script}`;

/** What the page does: writes the log, or follows the tab that does. */
const main = (entry) => `import { isStatelogError, openLog } from ${JSON.stringify(entry)};
const show = (id, text) => (document.querySelector("#" + id).textContent = text);
const writer = openLog("notes").then((log) => ({ log, role: "writes" }));
const { log, role } = await writer.catch(async (error) => {
  if (!isStatelogError(error, "LOCKED")) throw error;
  return { log: await openLog("notes", { readOnly: true }), role: "follows" };
});
const notes = [];
log.subscribe(({ name }) => show("notes", (notes.push(name), notes.join(" "))), { from: "start" });
document.querySelector("#add").addEventListener("click", () => {
  const name = "n" + log.length;
  log.append({ type: "extension", namespace: "org.example.notes", name, payload: "0x", critical: false }).catch((error) => show("role", error.code));
});
show("role", role + " " + log.opened.storage.kind + " " + log.opened.durability);`;

// No configuration file, as a beginner has none; `host` and `port` only choose a free port on this machine.
const settings = (root) => ({ root, configFile: false, logLevel: "error", server: { host: "127.0.0.1", port: 0 }, preview: { host: "127.0.0.1", port: 0 } });
const project = (context) => consumer(context, { files: { "index.html": page('<script type="module" src="/main.js"></script>'), "main.js": main("statelog/browser") } }).dir;

const places = {
  "a plain page": (context) =>
    site(context, { answers: { "/": { type: "text/html", body: page('<script type="module" src="/main.js"></script>') }, "/main.js": { body: main("/pkg/esm/browser.js") } } }),
  "a page that Vite has built": async (context) => {
    const served = settings(project(context));
    await vite.build({ ...served, build: { target: "es2022" } });
    const server = await vite.preview(served);
    context.after(() => server.close());
    return server.resolvedUrls.local[0];
  },
  "a page that Vite serves": async (context) => {
    const server = await vite.createServer(settings(project(context)));
    context.after(() => server.close());
    await server.listen();
    return server.resolvedUrls.local[0];
  },
};

/** Waits until an element of the page says something. */
const says = (tab, id, text) => tab.locator(`#${id}`).filter({ hasText: new RegExp(`^${text}$`) }).waitFor();

for (const [what, serve] of Object.entries(places)) {
  test(`${what} keeps its log over a reload and in a second tab`, async (context) => {
    const [tabs, address] = [await newTabs(context), await serve(context)];
    const first = await tabs.newPage();
    await first.goto(address);
    await says(first, "role", "writes opfs device");
    for (let count = 0; count < 3; count += 1) await first.click("#add");
    await says(first, "notes", "n0 n1 n2");

    await first.reload();
    await says(first, "role", "writes opfs device");
    await says(first, "notes", "n0 n1 n2");

    const second = await tabs.newPage();
    await second.goto(address);
    await says(second, "role", "follows opfs device");
    await says(second, "notes", "n0 n1 n2");
    await first.click("#add");
    await says(second, "notes", "n0 n1 n2 n3");
    await second.click("#add");
    await says(second, "role", "READ_ONLY");

    await first.close();
    await second.reload();
    await says(second, "role", "writes opfs device");
    await second.click("#add");
    await says(second, "notes", "n0 n1 n2 n3 n4");
    assert.equal(await second.locator("#notes").textContent(), "n0 n1 n2 n3 n4");
  });
}
