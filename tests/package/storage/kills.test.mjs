// What was acknowledged is there after a whole browser was killed.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { persistentBrowser, tab } from "./support/pages.mjs";
import { site } from "./support/site.mjs";
import { survive } from "./support/survive.mjs";

test("browsers that are killed lose nothing that was acknowledged", async (context) => {
  const dir = mkdtempSync(join(tmpdir(), "statelog-browser-"));
  let running;
  context.after(async () => {
    await running?.tabs.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
  });
  const address = await site(context);
  const begin = async () => {
    running = await persistentBrowser(dir);
    return tab(running.tabs, address);
  };
  await survive(context, begin, () => running.kill());
});
