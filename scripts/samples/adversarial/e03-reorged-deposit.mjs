// e3: Alice signs the postfund because she has seen Irene's deposit, and a reorganisation takes the deposit away. Chain
// facts are those of flow M.
import { ALICE, IRENE } from "../nitro/actors.mjs";
import { contractFlow } from "../nitro/contract-flows.mjs";
import { mine, observeReorganisation } from "../world/chain.mjs";
import { describeObjective, progress } from "../world/objectives.mjs";
import { shareState } from "../world/talk.mjs";
import { createWorld } from "../world/world.mjs";
import { depositBoth, exchangePrefund, ledgerChannel, ledgerState } from "../flows/steps/fund-ledger.mjs";

export const name = "e03-reorged-deposit";
export const title = "A deposit that was taken back";
export const description = "Alice signs the postfund on the strength of Irene's deposit; two seconds later the block that held it is not part of the chain any more";

/** Alice's log. */
export function tell() {
  const flow = contractFlow("M_reorganised_deposit");
  const deposits = [flow.transaction("deposit alice"), flow.transaction("deposit irene")];
  const world = createWorld(deposits[0]);
  const [alice, irene] = [world.node(ALICE), world.node(IRENE)];
  const channel = ledgerChannel(flow.fixedParts.channel, alice, irene);
  const objective = describeObjective("direct_fund", channel);
  const agreed = exchangePrefund(alice, irene, objective, ledgerState(channel, 0, [100, 100]));
  const funded = depositBoth(alice, irene, objective, deposits, agreed);
  shareState(alice, objective, ledgerState(channel, 1, [100, 100]), {
    purpose: "postfund", causationId: funded, waitingFor: "WaitingForCompletePostFund",
  });

  mine(alice, flow.block("the block of irene's deposit"));
  const reverted = observeReorganisation(alice, deposits[1], funded);
  progress(alice, objective, "WaitingForCompleteFunding", reverted);
  return alice.log;
}
