// Payouts and reclaims are those of the contracts' package.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isStatelogError, nitro } from "statelog";
import { byEthers } from "./support/oracles.mjs";
import { Random, effort } from "./support/random.mjs";

const largest = 2n ** 256n - 1n;

/** Allocations whose amounts are often comparable with the holdings, and never guarantees. */
const allocations = (random, most) => {
  const small = random.oneIn(2);
  return random.list(most, () => ({ ...random.allocation(), allocationType: random.below(2), metadata: "0x", ...(small && { amount: String(random.below(100)) }) }));
};

test("10,000 random payouts, of all and of chosen allocations", (context) => {
  const random = new Random(context);
  for (let left = 10_000 * effort; left > 0; left -= 1) {
    const given = allocations(random, 8);
    const holdings = random.oneIn(2) ? String(random.below(400)) : random.integer(256).toString();
    const indices = given.map((_, at) => at).filter(() => random.oneIn(2));
    assert.deepEqual(nitro.payouts(holdings, given, indices), byEthers.payouts(holdings, given, indices));
    if (left % 10 === 0) assert.deepEqual(nitro.payouts(holdings, given), byEthers.payouts(holdings, given, []));
  }
});

/** What the contracts' package computes. It knows neither overflow nor that left and right may be the same. */
function reclaimed(source, target, index) {
  try {
    const result = byEthers.reclaim(source, target, index);
    return result.every(({ amount }) => BigInt(amount) <= largest) ? result : undefined;
  } catch {
    return undefined;
  }
}

function ours(source, target, index) {
  try {
    return nitro.reclaim(source, target, index);
  } catch (error) {
    assert.ok(isStatelogError(error, "INVALID_ARGUMENT") && error.details.path === "/index", error);
    return undefined;
  }
}

test("10,000 random reclaims, of which many revert", (context) => {
  const random = new Random(context);
  const counts = { done: 0, reverted: 0 };
  for (let left = 10_000 * effort; left > 0; left -= 1) {
    const amount = () => (random.oneIn(4) ? random.integer(256) : BigInt(random.below(50)));
    const [a, b] = [amount(), amount()];
    const [leftSide, rightSide] = [random.destination(), random.bytes(32)];
    const simple = (destination, value) => ({ destination, amount: value.toString(), allocationType: 0, metadata: "0x" });
    const guarantee = {
      ...simple(random.bytes(32), random.oneIn(10) ? amount() : (a + b) & largest),
      allocationType: random.oneIn(20) ? 1 : 2,
      metadata: nitro.guaranteeMetadata(leftSide, rightSide),
    };
    const others = random.list(2, () => simple(random.destination(), amount()));
    const source = [simple(leftSide, amount()), guarantee, ...others, ...(random.oneIn(10) ? [] : [simple(rightSide, amount())])];
    if (random.oneIn(2)) source.reverse();
    const target = [simple(random.destination(), a), simple(random.destination(), b)];
    const index = source.indexOf(guarantee);
    const result = ours(source, target, index);
    assert.deepEqual(result, reclaimed(source, target, index), JSON.stringify({ source, target, index }));
    counts[result === undefined ? "reverted" : "done"] += 1;
  }
  context.diagnostic(JSON.stringify(counts));
  assert.ok(counts.done > 0 && counts.reverted > 0);
});

// The contract adds both amounts to the one allocation; the package's emulation of it forgets the first.
test("a guarantee whose left is its right gives both amounts back to it", (context) => {
  const random = new Random(context);
  const [side, channel] = [random.destination(), random.bytes(32)];
  const simple = (destination, amount) => ({ destination, amount, allocationType: 0, metadata: "0x" });
  const guarantee = { ...simple(channel, "10"), allocationType: 2, metadata: nitro.guaranteeMetadata(side, side) };
  const result = nitro.reclaim([simple(side, "5"), guarantee], [simple(side, "6"), simple(side, "4")], 1);
  assert.deepEqual(result, [simple(side, "15")]);
});
