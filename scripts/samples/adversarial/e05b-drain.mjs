// e5, second half: too much was paid in, and after the payout an old state takes what was left. Chain facts are those of
// flow H.
import { ALICE, IRENE } from "../nitro/actors.mjs";
import { contractFlow } from "../nitro/contract-flows.mjs";
import { stateHashOf } from "../nitro/protocol.mjs";
import { mine, observe, observeHead } from "../world/chain.mjs";
import { acceptObjective, complete, describeObjective, requestObjective } from "../world/objectives.mjs";
import { shareState } from "../world/talk.mjs";
import { createWorld } from "../world/world.mjs";
import { fundLedger, ledgerChannel, ledgerState } from "../flows/steps/fund-ledger.mjs";
import { payInLedger } from "../flows/steps/pay-in-ledger.mjs";
import { submitAndWait } from "../flows/steps/submit-and-wait.mjs";

export const name = "e05b-drain";
export const title = "A surplus, and who gets it";
export const description = "Somebody pays 100 too much into a ledger; after the full payout Irene challenges with the postfund and takes the 100";

/** Alice's log; Irene leads. */
export function tell() {
  const flow = contractFlow("H_overfunded_drain");
  const deposits = [flow.transaction("deposit irene"), flow.transaction("deposit alice")];
  const world = createWorld(deposits[0]);
  const [irene, alice] = [world.node(IRENE), world.node(ALICE)];
  const channel = ledgerChannel(flow.fixedParts.channel, irene, alice);
  fundLedger(channel, deposits);
  see(alice, flow.transaction("deposit by somebody"));
  payInLedger(channel, 2, [60, 140]);
  close(alice, irene, channel, flow.transaction("concludeAndTransferAllAssets"));

  see(alice, flow.transaction("challenge turn 1"));
  mine(alice, flow.block("timed out"));
  observeHead(alice, flow.block("timed out"));
  see(alice, flow.transaction("transferAllAssets of the old state"));
  return alice.log;
}

function see(node, transaction) {
  mine(node, transaction);
  observe(node, transaction, { knowledge: transaction.knowledge });
}

function close(alice, irene, channel, withdrawal) {
  const objective = describeObjective("direct_defund", channel);
  const final = ledgerState(channel, 3, [60, 140], { isFinal: true });
  const offered = shareState(alice, objective, final, {
    purpose: "final",
    causationId: requestObjective(alice, objective),
    waitingFor: "WaitingForFinalization",
    welcome: (node, received) => acceptObjective(node, objective, { peer: alice }, received),
  });
  const answered = shareState(irene, objective, final, { purpose: "final", causationId: offered.get(irene) });
  const submitted = submitAndWait(alice, objective, withdrawal, {
    kind: "withdraw_all",
    stateHash: stateHashOf(channel.fixedPart, final),
    causationId: answered.get(alice),
    waitingFor: "WaitingForWithdraw",
  });
  mine(alice, withdrawal);
  complete(alice, objective, observe(alice, withdrawal, { knowledge: withdrawal.knowledge, submitted, objective }));
}
