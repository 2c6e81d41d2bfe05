// The way every ledger channel begins: prefund signed, both deposits on chain, postfund signed.
import { NATIVE_ASSET, simpleOutcome } from "../../nitro/protocol.mjs";
import { mine, observe } from "../../world/chain.mjs";
import { acceptObjective, complete, createChannel, describeObjective, requestObjective } from "../../world/objectives.mjs";
import { describeLedger, shareState } from "../../world/talk.mjs";
import { describeChannel } from "../../world/world.mjs";
import { submitAndWait } from "./submit-and-wait.mjs";

const DEPOSIT = 100;

/** A ledger channel for two nodes of a world; the first leads. */
export function ledgerChannel(fixedPart, leader, follower) {
  return describeChannel(fixedPart, [leader, follower], { kind: "ledger", supportRule: "unanimous" });
}

/** A ledger state without guarantees: the leader's share and the follower's. */
export function ledgerState({ parties }, turnNum, shares, { isFinal = false } = {}) {
  const outcome = simpleOutcome(parties.map(({ actor }, index) => [actor.destination, shares[index]]));
  return { appData: "0x", outcome, turnNum, isFinal };
}

/**
 * Both parties of a ledger channel put 100 each into it. `deposits` are the two transactions of the contract flow, the
 * leader's first. Answers the funded ledger at turn 1 and the objective.
 */
export function fundLedger(channel, deposits) {
  const [leader, follower] = channel.parties;
  const objective = describeObjective("direct_fund", channel);
  const shares = [DEPOSIT, DEPOSIT];
  const leaderHeard = exchangePrefund(leader, follower, objective, ledgerState(channel, 0, shares));
  const funded = depositBoth(leader, follower, objective, deposits, leaderHeard);
  const postfund = ledgerState(channel, 1, shares);
  exchangePostfund(leader, follower, objective, postfund, funded);
  return { ledger: describeLedger(channel, postfund), objective };
}

/** The leader asks for the objective and offers the prefund; the follower signs it too. Answers by what the leader hears of it. */
export function exchangePrefund(leader, follower, objective, prefund) {
  let approved;
  requestObjective(leader, objective, {
    meanwhile: (cause) => {
      approved = cause;
      createChannel(leader, objective, cause);
    },
  });
  const welcome = (node, received) => {
    const accepted = acceptObjective(node, objective, { peer: leader }, received);
    createChannel(node, objective, accepted);
  };
  const offered = shareState(leader, objective, prefund, {
    purpose: "prefund", causationId: approved, waitingFor: "WaitingForCompletePrefund", welcome,
  });
  const answered = shareState(follower, objective, prefund, {
    purpose: "prefund", causationId: offered.get(follower), waitingFor: "WaitingForMyTurnToFund",
  });
  return answered.get(leader);
}

/**
 * The leader deposits first; the follower only when the leader's share is safely there.
 * Answers the id of the event by which the leader sees the channel funded.
 */
export function depositBoth(leader, follower, objective, [first, second], leaderHeard) {
  const leaderPays = deposit(leader, objective, first, 0, leaderHeard);
  mine(leader, first);
  observe(leader, first, { submitted: leaderPays, objective });
  const followersTurn = observe(follower, first, { objective });
  const followerPays = deposit(follower, objective, second, DEPOSIT, followersTurn);
  mine(follower, second);
  observe(follower, second, { submitted: followerPays, objective });
  return observe(leader, second, { objective });
}

/** A node submits a deposit; answers the event's id. */
export function deposit(node, objective, transaction, expectedHeld, causationId, amount = DEPOSIT) {
  const amounts = [{ asset: NATIVE_ASSET, amount: String(amount), expectedHeld: String(expectedHeld) }];
  return submitAndWait(node, objective, transaction, {
    kind: "deposit", amounts, causationId, waitingFor: "WaitingForCompleteFunding",
  });
}

/** Both sign the postfund, which ends the objective. `funded` is by what the leader saw the channel funded. */
export function exchangePostfund(leader, follower, objective, postfund, funded) {
  const offered = shareState(leader, objective, postfund, {
    purpose: "postfund", causationId: funded, waitingFor: "WaitingForCompletePostFund",
  });
  const heard = offered.get(follower);
  const answered = shareState(follower, objective, postfund, { purpose: "postfund", causationId: heard });
  complete(follower, objective, heard);
  complete(leader, objective, answered.get(leader));
}
