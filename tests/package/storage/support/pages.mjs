// Pages of the site. Pages of one context share their storage, as tabs of one browser do.

import { chromium } from "playwright-core";
import { setUpBrowser } from "../../../../scripts/setup/browser.mjs";
import { browserArguments } from "../../../support/browser.mjs";

const launch = { executablePath: setUpBrowser().chrome, args: browserArguments };

/** One browser for the tests of a file, each of which gets storage of its own. */
export function browserOf(hooks) {
  let browser;
  hooks.after(() => browser?.close());
  return async (context) => {
    browser ??= await chromium.launch(launch);
    const tabs = await browser.newContext();
    context.after(() => tabs.close());
    return tabs;
  };
}

/**
 * A browser whose storage is in a directory, and outlives it. `kill` ends all its processes at once, as a machine without
 * memory does, and resolves when they are gone.
 */
export async function persistentBrowser(dir) {
  const tabs = await chromium.launchPersistentContext(dir, launch);
  const closed = new Promise((resolve) => tabs.on("close", resolve));
  const session = await tabs.browser().newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const browser = processInfo.find(({ type }) => type === "browser").id;
  const kill = async () => {
    process.kill(browser, "SIGKILL");
    await closed;
  };
  return { tabs, kill };
}

/** Opens a tab that has what the tests use: modules run before a page counts as loaded. */
export async function tab(tabs, address) {
  const page = await tabs.newPage();
  await page.goto(address);
  return page;
}
