// Pages in headless Chromium.

import { chromium } from "playwright-core";
import { setUpBrowser } from "../../scripts/setup/browser.mjs";

/** Sandboxing fails for root, and a browser under test has nothing to look for outside this machine. */
export const browserArguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

/** Opens an address; `failure` rejects with the first error that the page meets. Everything is closed after the test. */
export async function openPage(context, address, options = {}) {
  const browser = await chromium.launch({ executablePath: setUpBrowser().chrome, args: browserArguments });
  context.after(() => browser.close());
  const page = await browser.newPage(options);
  const failure = new Promise((_, reject) => page.on("pageerror", reject));
  // Whoever does not wait for it must not be ended by it.
  failure.catch(() => {});
  await page.goto(address);
  return { page, failure };
}
