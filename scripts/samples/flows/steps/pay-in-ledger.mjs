// What the challenge stories have between their chain events: the leader pays the follower inside their ledger.
import { describeObjective } from "../../world/objectives.mjs";
import { shareState } from "../../world/talk.mjs";
import { ledgerState } from "./fund-ledger.mjs";

/** Both sign the next balance of a ledger. Answers the state. */
export function payInLedger(channel, turnNum, shares) {
  const state = ledgerState(channel, turnNum, shares);
  agreeOnUpdate(channel, state);
  return state;
}

/**
 * The leader signs the next state, then the follower. A payload needs an objective, so the messages name the one that
 * funded the channel; what ties the events together is the payment.
 */
export function agreeOnUpdate(channel, state) {
  const [, follower] = channel.parties;
  const heard = offerUpdate(channel, state);
  shareState(follower, describeObjective("direct_fund", channel), state, { ...updateOf(state), causationId: heard });
}

/** The leader signs and sends the next state. Answers by what the follower hears of it. */
export function offerUpdate(channel, state) {
  const [leader, follower] = channel.parties;
  return shareState(leader, describeObjective("direct_fund", channel), state, updateOf(state)).get(follower);
}

const updateOf = ({ turnNum }) => ({ purpose: "update", correlationId: `LedgerPayment-${turnNum}` });
