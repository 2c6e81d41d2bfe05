// Challenges too large to be recorded whole: what is dropped, in which order, and that a log takes what is left.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStore, nitro } from "statelog";
import { byViem, challengeValues, encodeLog } from "./support/oracles.mjs";
import { Random } from "./support/random.mjs";

const context = { chainId: 1, blockTimestamp: 1 };

/** A challenge made of these parts, decoded; and the parts. */
function challenge(random, { appData = "0x", outcome = [], sigs = [random.bytes(65)], proof = [] }) {
  const fixedPart = random.fixedPart();
  const channelId = byViem.channelId(fixedPart);
  const candidate = { state: { appData, outcome, turnNum: 7, isFinal: true }, sigs };
  const encoded = encodeLog("ChallengeRegistered", challengeValues(channelId, 9, proof, candidate));
  const log = { address: random.bytes(20), blockNumber: 1, blockHash: random.bytes(32), transactionHash: random.bytes(32), transactionIndex: 0, logIndex: 0, ...encoded };
  const event = nitro.decodeAdjudicatorLog(log, context);
  const stateHash = byViem.stateHash(fixedPart, candidate.state);
  const { offset } = new EventStore().append(event);
  assert.equal(offset, 0);
  return { event, stateHash, candidate, proof };
}

const signed = (random, members = {}) => ({ state: { appData: "0x", outcome: [], turnNum: 6, isFinal: false, ...members }, sigs: [random.bytes(65)] });
const exit = (random, members = {}) => ({ asset: random.address(), assetType: 0, assetMetadata: "0x", allocations: [], ...members });

test("a challenge within the bounds is whole", (given) => {
  const random = new Random(given);
  const same = random.bytes(65);
  const { event, candidate, proof } = challenge(random, { appData: random.bytes(16_384), sigs: [same, same], proof: [signed(random, { appData: random.bytes(10_000) })] });
  assert.deepEqual(event.candidate, candidate);
  assert.deepEqual(event.proof, proof);
});

test("first, repeated signatures go", (given) => {
  const random = new Random(given);
  const [one, two] = [random.bytes(65), random.bytes(65)];
  const { event, candidate, proof, stateHash } = challenge(random, { sigs: Array.from({ length: 600 }, (_, at) => (at % 2 === 0 ? one : two)), proof: [signed(random)] });
  assert.deepEqual(event.candidate, { state: candidate.state, sigs: [one, two], stateHash, truncated: true });
  assert.deepEqual(event.proof, proof);
});

test("then the proof", (given) => {
  const random = new Random(given);
  const { event, candidate, stateHash } = challenge(random, { appData: random.bytes(100), proof: [signed(random, { appData: random.bytes(16_385) })] });
  assert.deepEqual(event.candidate, { ...candidate, stateHash, truncated: true });
  assert.deepEqual(event.proof, []);
});

test("then the candidate's appData", (given) => {
  const random = new Random(given);
  const outcome = [exit(random)];
  const { event, candidate, stateHash } = challenge(random, { appData: random.bytes(16_385), outcome, proof: [signed(random)] });
  assert.deepEqual(event.candidate, { state: { turnNum: 7, isFinal: true, outcome }, sigs: candidate.sigs, stateHash, truncated: true });
  assert.deepEqual(event.proof, []);
});

test("then its outcome", (given) => {
  const random = new Random(given);
  const outcome = [exit(random, { assetMetadata: random.bytes(40_000) })];
  const { event, candidate, stateHash } = challenge(random, { appData: random.bytes(5), outcome });
  assert.deepEqual(event.candidate, { state: { turnNum: 7, isFinal: true }, sigs: candidate.sigs, stateHash, truncated: true });
});

test("and last the signatures after the 64th", (given) => {
  const random = new Random(given);
  const sigs = Array.from({ length: 3000 }, () => random.bytes(65));
  const { event, stateHash } = challenge(random, { appData: random.bytes(300_000), sigs, outcome: Array.from({ length: 300 }, () => exit(random, { allocations: [random.allocation()] })) });
  assert.deepEqual(event.candidate, { state: { turnNum: 7, isFinal: true }, sigs: sigs.slice(0, 64), stateHash, truncated: true });
  assert.deepEqual(event.proof, []);
});

test("around the bound of an event, every challenge can be recorded with all its ids", (given) => {
  const random = new Random(given);
  for (let bytes = 14_000; bytes <= 16_384; bytes += 37) {
    const { event } = challenge(random, { appData: random.bytes(bytes), proof: [signed(random, { appData: random.bytes(16_000) })] });
    const whole = { ...event, timestamp: 2 ** 53 - 1, challengerSig: random.bytes(65), correlationId: `DirectFunding-${random.bytes(32)}` };
    assert.ok(JSON.stringify(whole).length + 83 <= 65_535, `${bytes} bytes`);
  }
});
