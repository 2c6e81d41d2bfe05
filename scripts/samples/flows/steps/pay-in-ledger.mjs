// What the challenge stories have between their chain events: the leader pays the follower inside their ledger.
import { describeObjective } from "../../world/objectives.mjs";
import { shareState } from "../../world/talk.mjs";
import { ledgerState } from "./fund-ledger.mjs";

/**
 * Both sign the next balance. A payload needs an objective, so the messages name the one that funded the ledger; what
 * ties the events together is the payment. Answers the state.
 */
export function payInLedger(channel, turnNum, shares) {
  const [leader, follower] = channel.parties;
  const objective = describeObjective("direct_fund", channel);
  const state = ledgerState(channel, turnNum, shares);
  const update = { purpose: "update", correlationId: `LedgerPayment-${turnNum}` };
  const offered = shareState(leader, objective, state, update);
  shareState(follower, objective, state, { ...update, causationId: offered.get(follower) });
  return state;
}
