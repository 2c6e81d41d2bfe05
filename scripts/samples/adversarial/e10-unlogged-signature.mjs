// e10: a challenge shows Irene's signature on a state that her log does not know: a part of her log is lost, or somebody
// else has her key. Chain facts are those of flow L.
import { ALICE, IRENE } from "../nitro/actors.mjs";
import { contractFlow } from "../nitro/contract-flows.mjs";
import { mine, observe, observeHead } from "../world/chain.mjs";
import { createWorld } from "../world/world.mjs";
import { fundLedger, ledgerChannel } from "../flows/steps/fund-ledger.mjs";
import { payInLedger } from "../flows/steps/pay-in-ledger.mjs";

export const name = "e10-unlogged-signature";
export const title = "My signature, but not in my log";
export const description = "Alice challenges with turn 3, signed by both; Irene's log ends at turn 2, since her disk was restored from a backup";

/** Irene's log. */
export function tell() {
  const flow = contractFlow("L_challenge_turn_3");
  const deposits = [flow.transaction("deposit alice"), flow.transaction("deposit irene")];
  const world = createWorld(deposits[0]);
  const [alice, irene] = [world.node(ALICE), world.node(IRENE)];
  const channel = ledgerChannel(flow.fixedParts.channel, alice, irene);
  fundLedger(channel, deposits);
  payInLedger(channel, 2, [70, 130]);

  const challenge = flow.transaction("challenge turn 3");
  mine(irene, challenge);
  observe(irene, challenge, { knowledge: challenge.knowledge });
  observeHead(irene, challenge);
  return irene.log;
}
