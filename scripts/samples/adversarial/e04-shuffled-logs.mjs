// e4: the two logs of one transaction arrive in the wrong order, and after a reconnection every log of the channel
// arrives once more. Chain facts are those of flow A.
import { ALICE, IRENE } from "../nitro/actors.mjs";
import { contractFlow } from "../nitro/contract-flows.mjs";
import { observe } from "../world/chain.mjs";
import { createWorld } from "../world/world.mjs";
import { closeTogether } from "../flows/direct-fund-defund.mjs";
import { fundLedger, ledgerChannel } from "../flows/steps/fund-ledger.mjs";

export const name = "e04-shuffled-logs";
export const title = "Logs out of order, and twice";
export const description = "The payout is reported before the conclusion that it rests on, and after a reconnection every log comes a second time; the channel ends as it should";

const RECONNECTION_MILLIS = 5000;

/** Alice's log. */
export function tell() {
  const flow = contractFlow("A_direct_fund_defund");
  const deposits = [flow.transaction("deposit alice"), flow.transaction("deposit irene")];
  const world = createWorld(deposits[0]);
  const [alice, irene] = [world.node(ALICE), world.node(IRENE)];
  const channel = ledgerChannel(flow.fixedParts.channel, alice, irene);
  fundLedger(channel, deposits);

  const withdrawal = flow.transaction("concludeAndTransferAllAssets");
  const reversed = { ...withdrawal, events: withdrawal.events.toReversed() };
  const knowledge = closeTogether(alice, irene, channel, withdrawal, reversed);

  world.clock.pass(RECONNECTION_MILLIS);
  for (const transaction of [...deposits, withdrawal]) observe(alice, transaction, { knowledge });
  return alice.log;
}
