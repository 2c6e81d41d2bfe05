// e12: the postfund is signed and its message queued, and then the node crashes. go-nitro stores no messages, so after
// the restart nobody sends it again.
import { ALICE, IRENE } from "../nitro/actors.mjs";
import { contractFlow } from "../nitro/contract-flows.mjs";
import { complete, describeObjective } from "../world/objectives.mjs";
import { shareState, shareStateInVain } from "../world/talk.mjs";
import { createWorld } from "../world/world.mjs";
import { depositBoth, exchangePrefund, ledgerChannel, ledgerState } from "../flows/steps/fund-ledger.mjs";
import { offerUpdate } from "../flows/steps/pay-in-ledger.mjs";

export const name = "e12-lost-message";
export const title = "A message that never left";
export const description = "Alice's node crashes between queueing the postfund and writing it; she believes in a funded channel, and Irene does not answer her payments";

const RESTART_MILLIS = 8000;

/** Alice's log. */
export function tell() {
  const flow = contractFlow("D_challenge_timeout_withdraw");
  const deposits = [flow.transaction("deposit alice"), flow.transaction("deposit irene")];
  const world = createWorld(deposits[0]);
  const [alice, irene] = [world.node(ALICE), world.node(IRENE)];
  const channel = ledgerChannel(flow.fixedParts.channel, alice, irene);
  const objective = describeObjective("direct_fund", channel);
  const agreed = exchangePrefund(alice, irene, objective, ledgerState(channel, 0, [100, 100]));
  const funded = depositBoth(alice, irene, objective, deposits, agreed);
  const postfund = ledgerState(channel, 1, [100, 100]);
  shareStateInVain(alice, objective, postfund, {
    purpose: "postfund", causationId: funded, waitingFor: "WaitingForCompletePostFund",
  });

  world.clock.pass(RESTART_MILLIS);
  const heard = shareState(irene, objective, postfund, { purpose: "postfund" });
  complete(alice, objective, heard.get(alice));
  world.clock.pass(RESTART_MILLIS);
  offerUpdate(channel, ledgerState(channel, 2, [90, 110]));
  return alice.log;
}
