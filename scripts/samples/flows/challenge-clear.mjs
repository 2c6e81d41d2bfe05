// Flow (c): Alice challenges with states that she has replaced; Irene answers. Chain facts of contract flow C, whose
// checkpoints and counter-challenge are Irene's transactions, so the log is hers.
import { ALICE, IRENE } from "../nitro/actors.mjs";
import { contractFlow } from "../nitro/contract-flows.mjs";
import { challengeHashOf, signHash, stateHashOf } from "../nitro/protocol.mjs";
import { mine, observe, submit } from "../world/chain.mjs";
import { fullySigned } from "../world/talk.mjs";
import { createWorld } from "../world/world.mjs";
import { fundLedger, ledgerChannel } from "./steps/fund-ledger.mjs";
import { payInLedger } from "./steps/pay-in-ledger.mjs";

export const name = "challenge-clear";
export const title = "A stale challenge, cleared";
export const description = "Alice challenges with a balance she has since replaced; Irene checkpoints the newer one in time, and counter-challenges when it happens again";

/** Irene's log. */
export function tell() {
  const flow = contractFlow("C_challenge_clear");
  const deposits = [flow.transaction("deposit alice"), flow.transaction("deposit irene")];
  const world = createWorld(deposits[0]);
  const [alice, irene] = [world.node(ALICE), world.node(IRENE)];
  const channel = ledgerChannel(flow.fixedParts.channel, alice, irene);
  const postfund = fundLedger(channel, deposits).ledger.state;

  const second = payInLedger(channel, 2, [90, 110]);
  const stale = seeChallenge(irene, channel, flow.transaction("challenge turn 1 by alice"), postfund, alice);
  checkpoint(irene, channel, flow.transaction("checkpoint turn 2 by irene"), second, "challenge_cleared", stale);

  const third = payInLedger(channel, 3, [80, 120]);
  checkpoint(irene, channel, flow.transaction("checkpoint turn 3"), third, "checkpoint_recorded");

  const fourth = payInLedger(channel, 4, [80, 120]);
  const again = seeChallenge(irene, channel, flow.transaction("challenge turn 3"), third, alice);
  counterChallenge(irene, channel, flow.transaction("counter-challenge turn 4"), fourth, again);
  return irene.log;
}

function challengerSignature(channel, state, challenger) {
  return signHash(challenger.actor, challengeHashOf(stateHashOf(channel.fixedPart, state)));
}

function seeChallenge(node, channel, transaction, state, challenger) {
  mine(node, transaction);
  const challengerSig = challengerSignature(channel, state, challenger);
  return observe(node, transaction, { knowledge: { challenge_registered: { challengerSig } } });
}

function checkpoint(node, channel, transaction, state, effect, causationId) {
  const stateHash = stateHashOf(channel.fixedPart, state);
  const submitted = submit(node, transaction, { kind: "checkpoint", channel, stateHash, causationId });
  mine(node, transaction);
  observe(node, transaction, { knowledge: { [effect]: { candidate: fullySigned(channel, state) } }, submitted });
}

function counterChallenge(node, channel, transaction, state, causationId) {
  const stateHash = stateHashOf(channel.fixedPart, state);
  const submitted = submit(node, transaction, { kind: "challenge", channel, stateHash, causationId });
  mine(node, transaction);
  const challengerSig = challengerSignature(channel, state, node);
  observe(node, transaction, { knowledge: { challenge_registered: { challengerSig } }, submitted });
}
