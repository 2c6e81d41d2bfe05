// Flow (b), told once for three nodes: a virtual channel between Alice and Bob over Irene, funded out of two ledgers,
// two payments, and back. The samples virtual-fund-pay-defund and virtual-intermediary are two nodes' logs of it; others
// tell the beginning, and another end.
import { ALICE, BOB, IRENE } from "../../nitro/actors.mjs";
import { contractFlow } from "../../nitro/contract-flows.mjs";
import { ALLOCATION_GUARANTEE, simpleOutcome } from "../../nitro/protocol.mjs";
import { acceptObjective, complete, createChannel, describeObjective, progress, requestObjective } from "../../world/objectives.mjs";
import { agreeOnProposal, payByVoucher, shareState } from "../../world/talk.mjs";
import { createWorld, describeChannel, shortlyBefore } from "../../world/world.mjs";
import { fundLedger, ledgerChannel } from "./fund-ledger.mjs";

/** What Alice can spend in the virtual channel, and what she has spent in the end. */
export const CAPACITY = 10;
const PAYMENTS = [1, 4];
export const PAID = PAYMENTS.at(-1);
const PAUSE_MILLIS = 500;

/** Tells the story and answers its three nodes, each with its log. */
export function tellVirtualPayment() {
  const cast = tellUntilPaid("F_virtual_challenge_reclaim");
  defund(cast);
  return cast;
}

/**
 * Tells the story until Bob has two vouchers. The contract flow that is named holds his ledger with Irene and the virtual
 * channel; their guarantee for it gets this allocation type. Answers everybody and everything.
 */
export function tellUntilPaid(flowName, { allocationType = ALLOCATION_GUARANTEE } = {}) {
  const inner = contractFlow("B_conclude_only_high_s");
  const outer = contractFlow(flowName);
  const firstDeposits = [inner.transaction("deposit alice"), inner.transaction("deposit irene")];
  const secondDeposits = [outer.transaction("deposit irene"), outer.transaction("deposit bob")];
  const world = createWorld(firstDeposits[0]);
  const [alice, irene, bob] = [ALICE, IRENE, BOB].map((actor) => world.node(actor));

  const left = fundLedger(ledgerChannel(inner.fixedParts.channel, alice, irene), firstDeposits).ledger;
  world.clock.reach(shortlyBefore(secondDeposits[0]));
  const right = fundLedger(ledgerChannel(outer.fixedParts.ledger, irene, bob), secondDeposits).ledger;

  const kind = { kind: "virtual", supportRule: "virtual_payment" };
  const channel = describeChannel(outer.fixedParts.virtual, [alice, irene, bob], kind);
  const cast = { alice, irene, bob, left, right, channel, clock: world.clock, flow: outer, allocationType };
  fund(cast);
  pay(cast);
  return cast;
}

/** The ledgers that fund the channel for one node. */
export function ledgersOf({ left, right }, node) {
  return [left, right].map(({ channel }) => channel).filter(({ parties }) => parties.includes(node));
}

/** The virtual channel's state in which the payer and the payee have these shares. */
export function channelState({ channel }, turnNum, [payer, payee], { isFinal = false, appData = "0x" } = {}) {
  const [first, , last] = channel.parties;
  const outcome = simpleOutcome([[first.actor.destination, payer], [last.actor.destination, payee]]);
  return { appData, outcome, turnNum, isFinal };
}

function fund(cast) {
  cast.clock.pass(PAUSE_MILLIS);
  const objective = describeObjective("virtual_fund", cast.channel);
  const agreed = exchangePrefund(cast, objective);
  const guaranteed = guarantee(cast, objective, agreed);
  exchangePostfund(cast, objective, guaranteed);
}

function exchangePrefund(cast, objective) {
  const { alice, irene, bob } = cast;
  const prefund = channelState(cast, 0, [CAPACITY, 0]);
  let approved;
  requestObjective(alice, objective, {
    relatedChannels: ledgersOf(cast, alice),
    meanwhile: (cause) => {
      approved = cause;
      createChannel(alice, objective, cause);
    },
  });
  const welcome = (node, received) => {
    const accepted = acceptObjective(node, objective, { peer: alice, relatedChannels: ledgersOf(cast, node) }, received);
    createChannel(node, objective, accepted);
  };
  const waitingFor = "WaitingForCompletePrefund";
  const fromAlice = shareState(alice, objective, prefund, { purpose: "prefund", causationId: approved, waitingFor, welcome });
  const fromIrene = shareState(irene, objective, prefund, { purpose: "prefund", causationId: fromAlice.get(irene), waitingFor });
  const fromBob = shareState(bob, objective, prefund, { purpose: "prefund", causationId: fromAlice.get(bob), waitingFor });
  progress(bob, objective, "WaitingForCompleteFunding", fromIrene.get(bob));
  return fromBob;
}

/** Each ledger's leader proposes to lock the channel's capacity in a guarantee for it. */
function guarantee({ alice, irene, bob, left, right, channel, allocationType }, objective, agreed) {
  const wait = (node) => (signed) => progress(node, objective, "WaitingForCompleteFunding", signed);
  const add = ({ leader, follower }) => ({
    kind: "add",
    target: channel.channelId,
    amount: String(CAPACITY),
    left: leader.actor.destination,
    right: follower.actor.destination,
    leftDeposit: String(CAPACITY),
    allocationType,
  });
  const onLeft = agreeOnProposal(left, add(left), objective, { causationId: agreed.get(alice), afterwards: wait(alice) });
  const onRight = agreeOnProposal(right, add(right), objective, { causationId: agreed.get(irene), afterwards: wait(irene) });
  return new Map([[alice, onLeft.byLeader], [irene, onRight.byLeader], [bob, onRight.byFollower]]);
}

/** Irene is done once she signed: an intermediary has nothing to wait for. */
function exchangePostfund(cast, objective, guaranteed) {
  const { alice, irene, bob } = cast;
  const postfund = channelState(cast, 1, [CAPACITY, 0]);
  const sign = (node, waitingFor) => (
    shareState(node, objective, postfund, { purpose: "postfund", causationId: guaranteed.get(node), waitingFor })
  );
  sign(alice, "WaitingForCompletePostFund");
  sign(irene);
  complete(irene, objective, guaranteed.get(irene));
  const fromBob = sign(bob);
  complete(alice, objective, fromBob.get(alice));
  complete(bob, objective, guaranteed.get(bob));
}

/** A voucher names everything paid so far; no turn number moves, and Irene sees none of it. */
function pay({ alice, bob, channel, clock }) {
  for (const [index, amount] of PAYMENTS.entries()) {
    clock.pass(PAUSE_MILLIS);
    payByVoucher(alice, bob, channel, amount, `Payment-${index + 1}`);
  }
}

/** The channel ends as it should: a final state, and no guarantees any more. */
export function defund(cast) {
  cast.clock.pass(PAUSE_MILLIS);
  const objective = describeObjective("virtual_defund", cast.channel);
  const agreed = signFinal(cast, objective);
  removeGuarantees(cast, objective, agreed);
}

function signFinal(cast, objective) {
  const { irene, bob } = cast;
  const { final, fromAlice, waitingFor } = offerFinal(cast, objective);
  const sign = (node, next) => (
    shareState(node, objective, final, { purpose: "final", causationId: fromAlice.get(node), waitingFor: next })
  );
  sign(irene, waitingFor);
  return sign(bob, "WaitingForDefundingOnMyLeft");
}

/** Alice asks to close the channel, and signs its final state. */
export function offerFinal(cast, objective) {
  const { alice } = cast;
  const final = channelState(cast, 2, [CAPACITY - PAID, PAID], { isFinal: true });
  const approved = requestObjective(alice, objective, { relatedChannels: ledgersOf(cast, alice) });
  const welcome = (node, received) => (
    acceptObjective(node, objective, { peer: alice, relatedChannels: ledgersOf(cast, node) }, received)
  );
  const waitingFor = "WaitingForSupportedFinalState";
  const fromAlice = shareState(alice, objective, final, { purpose: "final", causationId: approved, waitingFor, welcome });
  return { final, fromAlice, waitingFor };
}

/** Each ledger gives back what the final state leaves: the guarantee's left side gets the payer's share. */
function removeGuarantees({ alice, irene, bob, left, right, channel }, objective, agreed) {
  const remove = { kind: "remove", target: channel.channelId, leftAmount: String(CAPACITY - PAID) };
  const settle = (ledger, waitingFor) => agreeOnProposal(ledger, remove, objective, {
    causationId: agreed.get(ledger.leader),
    afterwards: (signed) => progress(ledger.leader, objective, waitingFor, signed),
  });
  complete(alice, objective, settle(left, "WaitingForDefundingOnMyRight").byLeader);
  const onRight = settle(right, "WaitingForDefundingOnMyRight");
  complete(irene, objective, onRight.byLeader);
  complete(bob, objective, onRight.byFollower);
}
