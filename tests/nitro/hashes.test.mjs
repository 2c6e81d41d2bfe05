// Ids, encodings and hashes are those of two other implementations.

import assert from "node:assert/strict";
import { test } from "node:test";
import { nitro } from "statelog";
import { byEthers, byViem } from "./support/oracles.mjs";
import { Random, effort } from "./support/random.mjs";

/** Compares one function of ours with both oracles. */
function same(name, ...given) {
  const ours = nitro[name](...given);
  const shown = () => `${name}(${JSON.stringify(given)})`;
  assert.equal(ours, byEthers[name](...given), shown());
  if (byViem[name] !== undefined) assert.equal(ours, byViem[name](...given), shown());
  return ours;
}

test("2,000 random states: channel id, encoded outcome, outcome hash, state hash, challenge hash", (context) => {
  const random = new Random(context);
  for (let left = 2000 * effort; left > 0; left -= 1) {
    const [fixedPart, state] = [random.fixedPart(), random.state()];
    same("channelId", fixedPart);
    same("encodeOutcome", state.outcome);
    same("outcomeHash", state.outcome);
    const hash = same("stateHash", fixedPart, state);
    const challenge = nitro.challengeHash(hash);
    assert.equal(challenge, byEthers.challengeHash(fixedPart, state));
    assert.equal(challenge, byViem.challengeHash(fixedPart, state));
  }
});

test("10,000 random vouchers, guarantees and status words", (context) => {
  const random = new Random(context);
  for (let left = 10_000 * effort; left > 0; left -= 1) {
    same("voucherHash", random.bytes(32), random.integer(256).toString());
    same("guaranteeMetadata", random.destination(), random.destination());
    same("statusWord", Number(random.integer(48)), Number(random.integer(48)), random.bytes(32), random.bytes(32));
  }
});

test("an outcome beyond what an event may hold is encoded and hashed", (context) => {
  const random = new Random(context);
  const exit = () => ({ asset: random.address(), assetType: 0, assetMetadata: random.bytes(16_384), allocations: Array.from({ length: 100 }, () => random.allocation()) });
  const outcome = Array.from({ length: 10 }, exit);
  same("encodeOutcome", outcome);
  same("outcomeHash", outcome);
});

test("hex in capitals gives the same hashes", (context) => {
  const random = new Random(context);
  const fixedPart = random.fixedPart();
  const capitals = { ...fixedPart, participants: fixedPart.participants.map((address) => `0x${address.slice(2).toUpperCase()}`) };
  assert.equal(nitro.channelId(capitals), nitro.channelId(fixedPart));
});
