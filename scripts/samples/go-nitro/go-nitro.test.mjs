// The committed stores are what the generator writes, and they hold what they are for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { problemsOfEvent } from "../event-forms.mjs";
import { fixtures, pathOf } from "./fixtures.mjs";

for (const { name, tell } of fixtures) {
  const text = readFileSync(pathOf(name), "utf8");

  test(`${name}: the committed file is what the generator writes`, () => {
    assert.ok(text === tell(), "write it anew with: node scripts/samples/go-nitro/generate.mjs");
  });

  test(`${name}: every event that is expected has its members in their forms`, () => {
    const { events } = JSON.parse(text);
    assert.ok(events.length > 10);
    for (const event of events) assert.deepEqual(problemsOfEvent({ ...event, timestamp: 1 }), []);
  });

  test(`${name}: a double could not hold its numbers`, () => {
    const numbers = JSON.parse(text).text.match(/(?<=[:[,])\d{16,}(?=[\],}])/g);
    assert.ok(numbers.some((digits) => BigInt(Number(digits)) !== BigInt(digits)));
  });
}
