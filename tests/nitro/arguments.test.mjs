// What has the wrong form is refused with INVALID_ARGUMENT and the path of the first wrong part.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isStatelogError, nitro } from "statelog";

const word = `0x${"11".repeat(32)}`;
const address = `0x${"22".repeat(20)}`;
const fixedPart = { participants: [address], channelNonce: "1", appDefinition: address, challengeDuration: 60 };
const state = { appData: "0x", outcome: [], turnNum: 0, isFinal: false };
const allocation = { destination: word, amount: "1", allocationType: 0, metadata: "0x" };
const exit = { asset: address, assetType: 0, assetMetadata: "0x", allocations: [allocation] };
const cyclic = { ...exit };
cyclic.allocations = [cyclic];

const wrong = {
  "a fixed part left out": [() => nitro.channelId(), "/fixedPart"],
  "a fixed part that is null": [() => nitro.channelId(null), "/fixedPart"],
  "no participants": [() => nitro.channelId({ ...fixedPart, participants: [] }), "/fixedPart/participants"],
  "a short address": [() => nitro.channelId({ ...fixedPart, participants: [address, "0x22"] }), "/fixedPart/participants/1"],
  "a nonce as a number": [() => nitro.channelId({ ...fixedPart, channelNonce: 1 }), "/fixedPart/channelNonce"],
  "a nonce as a bigint": [() => nitro.channelId({ ...fixedPart, channelNonce: 1n }), "/fixedPart/channelNonce"],
  "a nonce of 65 bits": [() => nitro.channelId({ ...fixedPart, channelNonce: (2n ** 64n).toString() }), "/fixedPart/channelNonce"],
  "a duration of 49 bits": [() => nitro.channelId({ ...fixedPart, challengeDuration: 2 ** 48 }), "/fixedPart/challengeDuration"],
  "an unknown member": [() => nitro.stateHash(fixedPart, { ...state, turnNumber: 1 }), "/state/turnNumber"],
  "a negative turn": [() => nitro.stateHash(fixedPart, { ...state, turnNum: -1 }), "/state/turnNum"],
  "a turn that is NaN": [() => nitro.stateHash(fixedPart, { ...state, turnNum: NaN }), "/state/turnNum"],
  "an amount of 257 bits": [() => nitro.outcomeHash([{ ...exit, allocations: [{ ...allocation, amount: (2n ** 256n).toString() }] }]), "/outcome/0/allocations/0/amount"],
  "an outcome inside itself": [() => nitro.encodeOutcome([cyclic]), "/outcome/0/allocations/0"],
  "an amount in hex": [() => nitro.voucherHash(word, "0x1"), "/amount"],
  "a function as a hash": [() => nitro.challengeHash(() => word), "/stateHash"],
  "a signature without v": [() => nitro.recoverSigner(word, `0x${"11".repeat(64)}`), "/signature"],
  "right left out": [() => nitro.guaranteeMetadata(word), "/right"],
  "a time of 49 bits": [() => nitro.statusWord(0, 2 ** 48, word, word), "/finalizesAt"],
  "indices that fall": [() => nitro.payouts("1", [allocation, allocation], [1, 0]), "/indices/1"],
  "an index beyond the allocations": [() => nitro.payouts("1", [allocation], [1]), "/indices/0"],
  "a payout of a guarantee": [() => nitro.payouts("1", [allocation, { ...allocation, allocationType: 2 }]), "/allocations/1"],
  "a reclaim of what is no guarantee": [() => nitro.reclaim([allocation], [allocation, allocation], 0), "/index"],
  "an unknown kind of objective": [() => nitro.objectiveId("other", word), "/kind"],
};

for (const [name, [call, path]] of Object.entries(wrong)) {
  test(`refused: ${name}`, () => {
    assert.throws(call, (error) => {
      assert.ok(isStatelogError(error, "INVALID_ARGUMENT"), String(error));
      assert.equal(error.details.path, path);
      for (const member of ["expected", "got"]) assert.equal(typeof error.details[member], "string");
      return true;
    });
  });
}

test("the ids of objectives are those of go-nitro and its fork", () => {
  const prefixes = {
    direct_fund: "DirectFunding-", direct_defund: "DirectDefunding-", virtual_fund: "VirtualFund-", virtual_defund: "VirtualDefund-",
    bridged_fund: "BridgedFunding-", bridged_defund: "bridgeddefunding-", mirror_bridged_defund: "mirrorbridgeddefunding-",
    swap_fund: "SwapFund-", swap_defund: "SwapDefund-", swap: "Swap-",
  };
  for (const [kind, prefix] of Object.entries(prefixes)) assert.equal(nitro.objectiveId(kind, `0x${"AB".repeat(32)}`), prefix + `0x${"ab".repeat(32)}`);
});
