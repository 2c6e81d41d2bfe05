// Flows G, I and K: a virtual channel and the ledger of Irene and Bob that guarantees it, ended on the chain.
import { ALICE, BOB, IRENE } from "../../nitro/actors.mjs";
import { redemptionData, stateHashOf } from "../../nitro/protocol.mjs";
import { challenge, deposit, reclaim, signed, transfer, transferAllAssets } from "../calls.mjs";
import { channelOf, guaranteeingState, stateOf } from "../channels.mjs";

const CAPACITY = 10;
const PAID = 4;

async function open({ chain, channels, delay, tx }, nonce, allocationType) {
  const ledger = channelOf([IRENE, BOB], nonce, chain.consensusApp);
  const virtual = channelOf([ALICE, IRENE, BOB], nonce + 1, chain.virtualPaymentApp);
  channels({
    ledger: ledger.channelId, ledgerFixedPart: ledger.fixedPart, virtual: virtual.channelId, virtualFixedPart: virtual.fixedPart,
  });
  await tx("deposit irene expectedHeld=0 amount=100", IRENE, deposit(ledger.channelId, 100, 0));
  await delay(1);
  await tx("deposit bob expectedHeld=100 amount=100", BOB, deposit(ledger.channelId, 100, 100));
  const guaranteeing = guaranteeingState(2, [[IRENE.destination, 90], [BOB.destination, 100]], {
    target: virtual.channelId, amount: CAPACITY, left: IRENE.destination, right: BOB.destination, allocationType,
  });
  return { ledger, virtual, guaranteeing, ledgerHash: stateHashOf(ledger.fixedPart, guaranteeing) };
}

const payment = (turnNum, paid, options) => (
  stateOf(turnNum, [[ALICE.destination, CAPACITY - paid], [BOB.destination, paid]], options)
);

/** Bob redeems his voucher and challenges the ledger too; both time out. */
async function timeOut({ delay, pass, snap, tx }, { ledger, virtual, guaranteeing }) {
  const postfund = signed(virtual.fixedPart, payment(1, 0), virtual.parties);
  const redemption = payment(2, PAID, { appData: redemptionData(virtual.channelId, PAID, ALICE) });
  const candidate = signed(virtual.fixedPart, redemption, [BOB]);
  await delay(20);
  await tx("bob challenges V with redemption turn 2", BOB, challenge(virtual.fixedPart, candidate, BOB, [postfund]));
  await snap("V challenged", virtual.channelId);
  await delay(1);
  const ledgerCandidate = signed(ledger.fixedPart, guaranteeing, ledger.parties);
  await tx("bob challenges ledger turn 2", BOB, challenge(ledger.fixedPart, ledgerCandidate, BOB));
  await snap("L challenged", ledger.channelId);
  await pass("both timed out", 61);
  await snap("L timed out", ledger.channelId);
  await snap("V timed out", virtual.channelId);
  return { outcome: redemption.outcome, stateHash: stateHashOf(virtual.fixedPart, redemption) };
}

function reclaimOf({ ledger, virtual, guaranteeing, ledgerHash }, redeemed) {
  const source = { channelId: ledger.channelId, outcome: guaranteeing.outcome, stateHash: ledgerHash, assetIndex: 0 };
  return reclaim(source, { channelId: virtual.channelId, ...redeemed, assetIndex: 0 }, 2);
}

/** A guarantee with the allocation type that go-nitro wrote for one: the contract does not know it as a guarantee. */
export const guaranteeTypeOne = {
  name: "G_guarantee_type_1",
  async run(recorder) {
    const { delay, reverts, snap, tx } = recorder;
    const story = await open(recorder, 13, 1);
    const redeemed = await timeOut(recorder, story);
    await reverts("reclaim V from ledger", BOB, reclaimOf(story, redeemed), { mined: true });
    await delay(2);
    const { ledger, virtual, guaranteeing, ledgerHash } = story;
    await tx("transferAllAssets of the ledger", BOB, transferAllAssets(ledger.channelId, guaranteeing.outcome, ledgerHash));
    await snap("L withdrawn", ledger.channelId);
    await snap("V credited", virtual.channelId);
    await delay(2);
    await tx("transferAllAssets of V", BOB, transferAllAssets(virtual.channelId, redeemed.outcome, redeemed.stateHash));
    await snap("V withdrawn", virtual.channelId);
  },
};

/** A guarantee of type 2 blocks the payout of everything, but not a transfer that names only its index. */
export const guaranteeBlocks = {
  name: "I_guarantee_blocks_transfer_all",
  async run(recorder) {
    const { delay, reverts, snap, tx } = recorder;
    const story = await open(recorder, 15, 2);
    await timeOut(recorder, story);
    const { ledger: { channelId }, virtual, guaranteeing, ledgerHash } = story;
    const transferOf = (outcome, indices) => transfer(channelId, 0, outcome, ledgerHash, indices);
    const { outcome } = guaranteeing;
    await reverts("transferAllAssets", BOB, transferAllAssets(channelId, outcome, ledgerHash), { mined: true });
    await reverts("transfer everything by no indices", BOB, transferOf(outcome, []));
    await reverts("transfer everything by indices", BOB, transferOf(outcome, [0, 1, 2]));
    await delay(2);
    await tx("transfer index 1", BOB, transferOf(outcome, [1]));
    await snap("bob paid", channelId);
    const [exit] = outcome;
    const paid = (...indices) => [{
      ...exit, allocations: exit.allocations.map((allocation, at) => (indices.includes(at) ? { ...allocation, amount: "0" } : allocation)),
    }];
    await tx("transfer index 2, the guarantee", BOB, transferOf(paid(1), [2]));
    await snap("guarantee paid", channelId);
    await snap("V credited", virtual.channelId);
    await tx("transfer index 0", IRENE, transferOf(paid(1, 2), [0]));
    await snap("all paid", channelId);
  },
};

/** What should happen: the guarantee is reclaimed, and the ledger pays 96 and 104. */
export const redeemed = {
  name: "K_redemption",
  async run(recorder) {
    const { delay, snap, tx } = recorder;
    const story = await open(recorder, 17, 2);
    const redemption = await timeOut(recorder, story);
    await tx("reclaim V from ledger", BOB, reclaimOf(story, redemption));
    const { ledger: { channelId }, virtual, ledgerHash } = story;
    await snap("L reclaimed", channelId);
    await delay(2);
    const { outcome } = stateOf(2, [[IRENE.destination, 96], [BOB.destination, 104]]);
    await tx("transferAllAssets of the ledger", BOB, transferAllAssets(channelId, outcome, ledgerHash));
    await snap("L withdrawn", channelId);
    await snap("V still finalized", virtual.channelId);
  },
};
