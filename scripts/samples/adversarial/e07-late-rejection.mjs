// e7: an objective is complete, and then the peer rejects it. go-nitro would take it for rejected.
import { ALICE, IRENE } from "../nitro/actors.mjs";
import { contractFlow } from "../nitro/contract-flows.mjs";
import { rejectByNotice } from "../world/objectives.mjs";
import { deliver, send } from "../world/talk.mjs";
import { createWorld } from "../world/world.mjs";
import { fundLedger, ledgerChannel } from "../flows/steps/fund-ledger.mjs";
import { payInLedger } from "../flows/steps/pay-in-ledger.mjs";

export const name = "e07-late-rejection";
export const title = "Rejected after it was complete";
export const description = "A ledger is funded and in use when a notice arrives that rejects its funding; the objective stays complete, and the payments go on";

const PAUSE_MILLIS = 3000;

/** Alice's log. */
export function tell() {
  const flow = contractFlow("B_conclude_only_high_s");
  const deposits = [flow.transaction("deposit alice"), flow.transaction("deposit irene")];
  const world = createWorld(deposits[0]);
  const [alice, irene] = [world.node(ALICE), world.node(IRENE)];
  const channel = ledgerChannel(flow.fixedParts.channel, alice, irene);
  const { objective } = fundLedger(channel, deposits);
  payInLedger(channel, 2, [90, 110]);

  world.clock.pass(PAUSE_MILLIS);
  const { objectiveId } = objective;
  const notice = send(irene, alice, { rejected: [objectiveId] }, { correlationId: objectiveId });
  deliver(notice, (received) => rejectByNotice(alice, objective, { by: irene }, received));

  world.clock.pass(PAUSE_MILLIS);
  payInLedger(channel, 3, [80, 120]);
  return alice.log;
}
