// The built page, as a person sees it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import * as vite from "vite";
import { fromRoot } from "../../scripts/lib/paths.mjs";
import { openPage } from "../support/browser.mjs";

const root = fromRoot("www");

before(() => vite.build({ root, logLevel: "error" }));

async function serve(context) {
  const server = await vite.preview({ root, logLevel: "error", preview: { host: "127.0.0.1", port: 0 } });
  context.after(() => server.close());
  return server.resolvedUrls.local[0];
}

test("every event of the sample log is shown in order, and a state for it", async (context) => {
  const { page } = await openPage(context, await serve(context));
  await page.waitForSelector("#events li");
  const sample = readFileSync(fromRoot("www", "public", "samples", "direct-fund-defund.statelog"), "utf8");
  const events = sample.trim().split("\n").flatMap((line) => JSON.parse(line).events ?? []);
  assert.deepEqual(await page.locator("#events .type").allTextContents(), events.map(({ type }) => type));
  assert.equal(await page.locator("#states article").count(), 3, "two objectives and a channel");
});

test("a log that cannot be loaded is reported on the page", async (context) => {
  const address = await serve(context);
  const { page } = await openPage(context, "about:blank");
  await page.route("**/samples/**", (route) => route.fulfill({ status: 404 }));
  await page.goto(address);
  assert.match(await page.locator(".failure").textContent(), /direct-fund-defund.*404/);
});
