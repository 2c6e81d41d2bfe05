// How Bob ends a virtual channel without the others: he challenges with the redemption of his voucher, challenges the
// ledger too, and waits for both to time out. Chain facts of the flow that the cast was told with.
import { ALICE } from "../../nitro/actors.mjs";
import { redemptionData, stateHashOf } from "../../nitro/protocol.mjs";
import { mine, observe, observeHead } from "../../world/chain.mjs";
import { CAPACITY, channelState, PAID } from "../../flows/steps/virtual-payment.mjs";
import { submitAndWait } from "../../flows/steps/submit-and-wait.mjs";

/** The state that redeems all that Bob was paid. */
export function redemptionOf(cast) {
  const appData = redemptionData(cast.channel.channelId, PAID, ALICE);
  return channelState(cast, 2, [CAPACITY - PAID, PAID], { appData });
}

/** Answers the id of the head by which both challenges have timed out. */
export function challengeBoth(cast, objective, redemption, causationId) {
  const { bob, right, flow } = cast;
  const submitted = { kind: "challenge", waitingFor: "WaitingForChallenge" };
  const first = actOnChain(cast, objective, flow.transaction("bob challenges V"), {
    ...submitted, stateHash: stateHashOf(objective.channel.fixedPart, redemption), causationId,
  });
  actOnChain(cast, { ...objective, channel: right.channel }, flow.transaction("bob challenges ledger"), {
    ...submitted, stateHash: stateHashOf(right.channel.fixedPart, right.state), causationId: first,
  });
  const block = flow.block("both timed out");
  mine(bob, block);
  return observeHead(bob, block);
}

/**
 * Bob submits a transaction about the objective's channel and sees what it did. Answers the id of its last log's event.
 */
export function actOnChain({ bob }, objective, transaction, { kind, stateHash, waitingFor, causationId }) {
  const submitted = submitAndWait(bob, objective, transaction, { kind, stateHash, causationId, waitingFor });
  mine(bob, transaction);
  return observe(bob, transaction, { knowledge: transaction.knowledge, submitted, objective });
}
