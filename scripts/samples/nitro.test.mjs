// Hashes, signatures, ledger states and decoded logs against the golden vectors.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ALICE, BOB, IRENE } from "./nitro/actors.mjs";
import { decodeAdjudicatorLog } from "./nitro/adjudicator-log.mjs";
import { ledgerStateAfter } from "./nitro/ledger.mjs";
import { challengeHashOf, channelIdOf, recoverSigner, signHash, stateHashOf, voucherHashOf } from "./nitro/protocol.mjs";

const golden = JSON.parse(readFileSync(new URL("../../tests/golden/vectors/nitro.json", import.meta.url), "utf8"));
const ACTORS = { alice: ALICE, irene: IRENE, bob: BOB };

/** A vector's state in the form of our events. */
function eventState({ appData, outcome, turnNum, isFinal }) {
  const exits = outcome.map(({ asset, assetMetadata, allocations }) => ({
    asset: asset.toLowerCase(),
    assetType: assetMetadata.assetType,
    assetMetadata: assetMetadata.metadata,
    allocations: allocations.map((allocation) => ({ ...allocation, amount: BigInt(allocation.amount).toString() })),
  }));
  return { appData, outcome: exits, turnNum, isFinal };
}

const vector = (prefix) => golden.vectors.find(({ name }) => name.startsWith(prefix));

test("channel ids, state hashes and signatures are those of the vectors", () => {
  for (const { name, fixedPart, variablePart, channelId, stateHash, sigs } of golden.vectors) {
    assert.equal(channelIdOf(fixedPart), channelId, name);
    assert.equal(stateHashOf(fixedPart, eventState(variablePart)), stateHash, name);
    for (const [who, signature] of Object.entries(sigs).filter(([who]) => who in ACTORS)) {
      assert.equal(signHash(ACTORS[who], stateHash), signature, `${name} by ${who}`);
    }
  }
});

test("vouchers and challenge messages are those of the vectors", () => {
  for (const { channelId, amount, hash, signer, sig } of golden.vouchers) {
    assert.equal(voucherHashOf(channelId, amount), hash);
    assert.equal(signHash(ACTORS[signer], hash), sig);
  }
  const { state, hash, signer, sig } = golden.challenge;
  assert.equal(challengeHashOf(vector(`${state} `).stateHash), hash);
  assert.equal(recoverSigner(hash, sig), golden.keys[signer].address.toLowerCase());
});

const LEDGER_STEPS = [
  { from: "V2a ", add: { party: [ALICE, IRENE], target: "V3 ", allocationType: 2 }, to: "V2b2 " },
  { from: "V2b2 ", remove: { target: "V3 " }, to: "V2c " },
  { from: "V7a ", add: { party: [IRENE, BOB], target: "V3 ", allocationType: 1 }, to: "V7b " },
  { from: "V7b ", remove: { target: "V3 " }, to: "V7c " },
];

for (const { from, add, remove, to } of LEDGER_STEPS) {
  test(`${to.trim()} follows from ${from.trim()}`, () => {
    const { channelId: target } = vector((add ?? remove).target);
    const proposal = add === undefined
      ? { kind: "remove", target, leftAmount: "6" }
      : {
        kind: "add", target, amount: "10", leftDeposit: "10", allocationType: add.allocationType,
        left: add.party[0].destination, right: add.party[1].destination,
      };
    const after = ledgerStateAfter(eventState(vector(from).variablePart), proposal);
    assert.deepEqual(after, eventState(vector(to).variablePart));
    assert.equal(stateHashOf(vector(to).fixedPart, after), vector(to).stateHash);
  });
}

test("a raw log decodes to what the vectors say it states", () => {
  for (const log of Object.values(golden.contractFlows.flows).flat().flatMap(({ logs }) => logs ?? [])) {
    const { type, chain, ...event } = decodeAdjudicatorLog(log, "where it was found");
    const { destination, destinationHoldings, assetIndex, candidateTurnNum, ...args } = log.args;
    assert.equal(chain, "where it was found");
    assert.equal(event.channelId, destination ?? args.channelId);
    assert.equal(event.nowHeld, destinationHoldings);
    assert.equal(event.assetIndex?.toString(), assetIndex);
    assert.equal(event.candidate?.state.turnNum, candidateTurnNum);
    for (const name of Object.keys(args)) assert.equal(event[name], args[name], `${type}.${name}`);
  }
});
