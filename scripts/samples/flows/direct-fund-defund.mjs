// Flow (a): Alice and Irene fund a ledger channel, then close it together. Chain facts of contract flow A.
import { ALICE, IRENE } from "../nitro/actors.mjs";
import { contractFlow } from "../nitro/contract-flows.mjs";
import { stateHashOf } from "../nitro/protocol.mjs";
import { mine, observe } from "../world/chain.mjs";
import { acceptObjective, complete, describeObjective, requestObjective } from "../world/objectives.mjs";
import { fullySigned, shareState } from "../world/talk.mjs";
import { createWorld } from "../world/world.mjs";
import { fundLedger, ledgerChannel, ledgerState } from "./steps/fund-ledger.mjs";
import { submitAndWait } from "./steps/submit-and-wait.mjs";

export const name = "direct-fund-defund";
export const title = "Fund and close a ledger channel";
export const description = "The smallest whole life of a channel: prefund, two deposits, postfund, a final state, and one transaction that pays out";

/** The log ends with a committed snapshot when the built package is there to compute its state hash. */
export const endsWithSnapshot = true;

/** Alice's log. */
export function tell() {
  const flow = contractFlow("A_direct_fund_defund");
  const deposits = [flow.transaction("deposit alice"), flow.transaction("deposit irene")];
  const world = createWorld(deposits[0]);
  const [alice, irene] = [world.node(ALICE), world.node(IRENE)];
  const channel = ledgerChannel(flow.fixedParts.channel, alice, irene);
  fundLedger(channel, deposits);
  closeTogether(alice, irene, channel, flow.transaction("concludeAndTransferAllAssets"));
  return alice.log;
}

/**
 * Both sign a final state, and Alice's transaction pays out. `arrival` is the transaction as its logs reach her, if not in
 * the order of the chain. Answers what is known of the calldata.
 */
export function closeTogether(alice, irene, channel, withdrawal, arrival = withdrawal) {
  const objective = describeObjective("direct_defund", channel);
  const final = ledgerState(channel, 2, [100, 100], { isFinal: true });
  const agreed = signFinal(alice, irene, objective, final);
  const submitted = submitAndWait(alice, objective, withdrawal, {
    kind: "withdraw_all",
    stateHash: stateHashOf(channel.fixedPart, final),
    causationId: agreed,
    waitingFor: "WaitingForWithdraw",
  });
  mine(alice, withdrawal);
  const knowledge = {
    channel_concluded: { candidate: fullySigned(channel, final) },
    allocation_updated: { via: "conclude_and_transfer" },
  };
  complete(alice, objective, observe(alice, arrival, { knowledge, submitted, objective }));
  return knowledge;
}

function signFinal(alice, irene, objective, final) {
  const approved = requestObjective(alice, objective);
  const offered = shareState(alice, objective, final, {
    purpose: "final",
    causationId: approved,
    waitingFor: "WaitingForFinalization",
    welcome: (node, received) => acceptObjective(node, objective, { peer: alice }, received),
  });
  const answered = shareState(irene, objective, final, { purpose: "final", causationId: offered.get(irene) });
  return answered.get(alice);
}
