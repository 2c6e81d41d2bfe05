// e5, first half: a channel that has been paid out is challenged with an old state. There is nothing left to take. Chain
// facts are those of flow A.
import { ALICE, IRENE } from "../nitro/actors.mjs";
import { contractFlow } from "../nitro/contract-flows.mjs";
import { mine, observe } from "../world/chain.mjs";
import { createWorld } from "../world/world.mjs";
import { closeTogether } from "../flows/direct-fund-defund.mjs";
import { fundLedger, ledgerChannel } from "../flows/steps/fund-ledger.mjs";

export const name = "e05a-zombie-challenge";
export const title = "A challenge after the end";
export const description = "Everything has been paid out and the contract has forgotten the channel, so it accepts a challenge with the postfund; nothing is left that it could take";

/** Alice's log. */
export function tell() {
  const flow = contractFlow("A_direct_fund_defund");
  const deposits = [flow.transaction("deposit alice"), flow.transaction("deposit irene")];
  const world = createWorld(deposits[0]);
  const [alice, irene] = [world.node(ALICE), world.node(IRENE)];
  const channel = ledgerChannel(flow.fixedParts.channel, alice, irene);
  fundLedger(channel, deposits);
  closeTogether(alice, irene, channel, flow.transaction("concludeAndTransferAllAssets"));

  const challenge = flow.transaction("challenge an old state");
  mine(alice, challenge);
  observe(alice, challenge, {});
  return alice.log;
}
