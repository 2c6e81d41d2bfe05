// e2: Bob signs the final state and, since it stays unsupported, the redemption of his voucher: two states at turn 2,
// both his right. The pair has the form of V9b and V9c; chain facts are those of flow K.
import { stateHashOf } from "../nitro/protocol.mjs";
import { mine, observe, submit } from "../world/chain.mjs";
import { complete, describeObjective } from "../world/objectives.mjs";
import { shareState, signState } from "../world/talk.mjs";
import { offerFinal, tellUntilPaid } from "../flows/steps/virtual-payment.mjs";
import { actOnChain, challengeBoth, redemptionOf } from "./steps/redeem.mjs";

export const name = "e02-dual-sign";
export const title = "A second signature that is all right";
export const description = "Bob has signed the final state of a virtual channel, but Irene never does; he signs the redemption of his voucher at the same turn and collects on the chain";

/** How long Bob waits for Irene. */
const PATIENCE_MILLIS = 12_000;

/** Bob's log. */
export function tell() {
  const cast = tellUntilPaid("K_redemption");
  const { bob, clock, channel, flow } = cast;
  const objective = describeObjective("virtual_defund", channel);
  const asked = signFinal(cast, objective);
  clock.pass(PATIENCE_MILLIS);

  const redemption = redemptionOf(cast);
  const { signed } = signState(bob, channel, redemption, {
    purpose: "redemption",
    override: "Irene does not sign the final state; the voucher has to be redeemed on the chain",
    causationId: asked,
    correlationId: objective.objectiveId,
  });
  const timedOut = challengeBoth(cast, objective, redemption, signed);
  const onLedger = { ...objective, channel: cast.right.channel };
  const reclaimed = actOnChain(cast, onLedger, flow.transaction("reclaim V"), {
    kind: "reclaim", waitingFor: "WaitingForReclaim", causationId: timedOut,
  });
  complete(bob, objective, reclaimed);
  withdraw(cast, flow.transaction("transferAllAssets of the ledger"), reclaimed);
  return bob.log;
}

/** Alice asks to close; Bob signs too and hears nothing more. Answers by what Bob heard of it. */
function signFinal(cast, objective) {
  const { final, fromAlice, waitingFor } = offerFinal(cast, objective);
  const asked = fromAlice.get(cast.bob);
  shareState(cast.bob, objective, final, { purpose: "final", causationId: asked, waitingFor });
  return asked;
}

function withdraw({ bob, right }, transaction, causationId) {
  const stateHash = stateHashOf(right.channel.fixedPart, right.state);
  const submitted = submit(bob, transaction, { kind: "transfer_all", channel: right.channel, stateHash, causationId });
  mine(bob, transaction);
  observe(bob, transaction, { knowledge: transaction.knowledge, submitted });
}
