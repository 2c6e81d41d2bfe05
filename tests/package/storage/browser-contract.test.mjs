// The storages of the browser keep the contract of storages.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { browserOf, tab } from "./support/pages.mjs";
import { site } from "./support/site.mjs";

const newTabs = browserOf({ after });

for (const kind of ["opfs", "indexeddb"]) {
  test(`${kind} keeps the contract`, async (context) => {
    const page = await tab(await newTabs(context), await site(context));
    const outcomes = await page.evaluate(async (kind) => {
      const { storageContract } = await import("/pkg/esm/testing.js");
      const place = () => {
        const name = crypto.randomUUID();
        return { open: () => t.open(kind, name), openReader: () => t.open(kind, name, { readOnly: true }), exclusive: true };
      };
      const outcomes = [];
      for (const { name, run } of storageContract(place)) outcomes.push({ name, ...(await t.outcome(run())) });
      return outcomes;
    }, kind);
    assert.ok(outcomes.length > 10, "there are promises");
    assert.deepEqual(outcomes.filter(({ message }) => message !== undefined), []);
  });
}
