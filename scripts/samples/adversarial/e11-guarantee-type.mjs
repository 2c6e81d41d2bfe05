// e11: the ledger guarantees the virtual channel by an allocation of type 1, as go-nitro wrote it. The contract knows no
// such guarantee, so it cannot be reclaimed. Chain facts are those of flow G.
import { stateHashOf } from "../nitro/protocol.mjs";
import { requestForFinalState } from "../nitro/message.mjs";
import { mine, observe, observeFailure, submit } from "../world/chain.mjs";
import { complete, describeObjective, progress, requestObjective } from "../world/objectives.mjs";
import { send, signState } from "../world/talk.mjs";
import { ledgersOf, tellUntilPaid } from "../flows/steps/virtual-payment.mjs";
import { submitAndWait } from "../flows/steps/submit-and-wait.mjs";
import { actOnChain, challengeBoth, redemptionOf } from "./steps/redeem.mjs";

export const name = "e11-guarantee-type";
export const title = "A guarantee that cannot be reclaimed";
export const description = "Bob redeems his voucher against a guarantee of allocation type 1; the contract refuses the reclaim, and only a payout of everything frees the money";

const PATIENCE_MILLIS = 12_000;

/** Bob's log. */
export function tell() {
  const cast = tellUntilPaid("G_guarantee_type_1", { allocationType: 1 });
  const { bob, clock, channel, right, flow } = cast;
  const objective = describeObjective("virtual_defund", channel);
  const asked = askForFinal(cast, objective);
  clock.pass(PATIENCE_MILLIS);

  const redemption = redemptionOf(cast);
  const { signed, stateHash } = signState(bob, channel, redemption, {
    purpose: "redemption", causationId: asked, correlationId: objective.objectiveId,
  });
  const timedOut = challengeBoth(cast, objective, redemption, signed);
  const onLedger = { ...objective, channel: right.channel };
  const refused = reclaimInVain(bob, onLedger, flow.transaction("reclaim V"), timedOut);
  const paid = actOnChain(cast, onLedger, flow.transaction("transferAllAssets of the ledger"), {
    kind: "transfer_all", stateHash: stateHashOf(right.channel.fixedPart, right.state), waitingFor: "WaitingForWithdraw", causationId: refused,
  });
  complete(bob, objective, paid);
  collect(cast, flow.transaction("transferAllAssets of V"), stateHash, paid);
  return bob.log;
}

/** Bob wants to close the channel. Only the payer signs first, so he asks her; she does not answer. */
function askForFinal(cast, objective) {
  const { alice, bob, channel } = cast;
  const { objectiveId } = objective;
  let asked;
  requestObjective(bob, objective, {
    relatedChannels: ledgersOf(cast, bob),
    meanwhile: (approved) => {
      const content = { payloads: [requestForFinalState(objectiveId, channel.channelId)] };
      send(bob, alice, content, { causationId: approved, correlationId: objectiveId });
      asked = progress(bob, objective, "WaitingForFinalStateFromAlice", approved);
    },
  });
  return asked;
}

/** The ledger's payout has credited the virtual channel with what it could not reclaim. */
function collect({ bob, channel }, transaction, stateHash, causationId) {
  const submitted = submit(bob, transaction, { kind: "transfer_all", channel, stateHash, causationId });
  mine(bob, transaction);
  observe(bob, transaction, { knowledge: transaction.knowledge, submitted });
}

function reclaimInVain(bob, objective, transaction, causationId) {
  const submitted = submitAndWait(bob, objective, transaction, { kind: "reclaim", causationId, waitingFor: "WaitingForReclaim" });
  mine(bob, transaction);
  return observeFailure(bob, transaction, { submitted, objective });
}
