// What the scenario reports when it runs in a page.

import { openPage } from "../../support/browser.mjs";

/** Opens an address and resolves with `window.report`; rejects when the page meets an error first. */
export async function reportOf(context, address) {
  const { page, failure } = await openPage(context, address);
  await Promise.race([page.waitForFunction("window.report !== undefined", undefined, { timeout: 30_000 }), failure]);
  return page.evaluate("window.report");
}
