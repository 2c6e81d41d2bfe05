// Events 8 to 13, 25 and 26: what nodes sign, and how it reaches the others.
import { composeMessage, payment, signedProposal, statePayload } from "../nitro/message.mjs";
import { ledgerStateAfter } from "../nitro/ledger.mjs";
import { signHash, stateHashOf, voucherHashOf } from "../nitro/protocol.mjs";
import { progress } from "./objectives.mjs";

/** How long a message is under way. */
const LATENCY_MILLIS = 20;

/** Records that a message left; answers what `deliver` needs. */
export function send(from, to, content, { causationId, correlationId, delivery = "written" }) {
  const message = composeMessage(from.actor, to.actor, content);
  from.log.record({ type: "message_sent", ...message, to: to.actor.address, delivery, causationId, correlationId });
  return { from, to, message, correlationId };
}

/** The message arrives: one commit holds it and what `understand` makes of it. */
export function deliver({ from, to, message, correlationId }, understand) {
  to.clock.pass(LATENCY_MILLIS);
  return to.log.together(() => {
    const received = to.log.record({ type: "message_received", ...message, from: from.actor.address, correlationId });
    return understand(received);
  });
}

/** Signs a state. Answers the event's id and the parts of it that go on the way. */
export function signState(node, channel, state, { purpose, override, causationId, correlationId }) {
  const stateHash = stateHashOf(channel.fixedPart, state);
  const sig = { signature: signHash(node.actor, stateHash), signerIndex: channel.indexOf(node) };
  const signed = node.log.record({
    type: "state_signed", channelId: channel.channelId, state, stateHash, sig, purpose, override, causationId, correlationId,
  });
  return { signed, stateHash, sig };
}

/**
 * A node signs a state for an objective and sends it to the channel's other parties, who record it.
 * `welcome(receiver, received)` tells what a first message brings about before its state can be recorded; it belongs
 * to the receiver's commit. `correlationId` is the objective unless given. Answers for every receiver the id of its
 * `state_received`.
 */
export function shareState(node, objective, state, options) {
  const { channel, objectiveId } = objective;
  const { purpose, causationId, correlationId = objectiveId, waitingFor, welcome } = options;
  const { sent, stateHash, sig } = node.log.together(() => {
    const { signed, ...parts } = signState(node, channel, state, { purpose, causationId, correlationId });
    const content = { payloads: [statePayload(objectiveId, channel.fixedPart, state, parts.sig)] };
    const addressees = channel.othersThan(node);
    const sent = addressees.map((to) => send(node, to, content, { causationId: signed, correlationId }));
    if (waitingFor !== undefined) progress(node, objective, waitingFor, signed);
    return { sent, ...parts };
  });
  return new Map(sent.map((envelope) => [envelope.to, deliver(envelope, (received) => {
    welcome?.(envelope.to, received);
    return recordReceivedState(envelope, channel, { state, stateHash, sigs: [sig] }, received);
  })]));
}

function recordReceivedState({ from, to, message, correlationId }, { channelId }, signedState, causationId) {
  return to.log.record({
    type: "state_received",
    channelId,
    ...signedState,
    from: from.actor.address,
    messageId: message.messageId,
    causationId,
    correlationId,
  });
}

/** A state is signed and sent, but the peer is not reachable. Answers how to record that sending was given up. */
export function shareStateInVain(node, objective, state, { purpose, causationId, waitingFor }) {
  const { channel, objectiveId } = objective;
  const [to] = channel.othersThan(node);
  const sendAs = (delivery, content, cause) => (
    send(node, to, content, { delivery, causationId: cause, correlationId: objectiveId })
  );
  return node.log.together(() => {
    const { signed, sig } = signState(node, channel, state, { purpose, causationId, correlationId: objectiveId });
    const content = { payloads: [statePayload(objectiveId, channel.fixedPart, state, sig)] };
    sendAs("queued", content, signed);
    const waiting = progress(node, objective, waitingFor, signed);
    return { waiting, giveUp: () => sendAs("gave_up", content, signed) };
  });
}

/** A ledger channel in its latest state; `agreeOnProposal` moves it on. */
export function describeLedger(channel, state) {
  const [leader, follower] = channel.parties;
  return { channel, state, leader, follower };
}

/**
 * The leader proposes, the follower countersigns: both signatures are over the ledger state that follows.
 * Answers the id of each side's `ledger_proposal_received`.
 */
export function agreeOnProposal(ledger, proposal, { objectiveId }, { causationId, afterwards }) {
  const state = ledgerStateAfter(ledger.state, proposal);
  const step = { ledger, proposal, turnNum: state.turnNum, stateHash: stateHashOf(ledger.channel.fixedPart, state), objectiveId };
  const heard = conveyProposal(step, ledger.leader, ledger.follower, "leader", { causationId, afterwards });
  const answered = conveyProposal(step, ledger.follower, ledger.leader, "follower", { causationId: heard });
  ledger.state = state;
  return { byFollower: heard, byLeader: answered };
}

function conveyProposal({ ledger, proposal, turnNum, stateHash, objectiveId }, from, to, role, { causationId, afterwards }) {
  const ledgerId = ledger.channel.channelId;
  const sig = { signature: signHash(from.actor, stateHash), signerIndex: ledger.channel.indexOf(from) };
  const facts = { ledgerId, turnNum, proposal, role, stateHash, sig, correlationId: objectiveId };
  const envelope = from.log.together(() => {
    const signed = from.log.record({ type: "ledger_proposal_signed", ...facts, causationId });
    const content = { proposals: [signedProposal(ledgerId, turnNum, proposal, sig.signature)] };
    const sent = send(from, to, content, { causationId: signed, correlationId: objectiveId });
    afterwards?.(signed);
    return sent;
  });
  return deliver(envelope, (received) => to.log.record({
    type: "ledger_proposal_received",
    ...facts,
    from: from.actor.address,
    messageId: envelope.message.messageId,
    causationId: received,
  }));
}

/** The payer hands the payee a voucher over everything paid so far; `correlationId` names the payment. */
export function payByVoucher(payer, payee, channel, amount, correlationId) {
  sendVoucher(payer, payee, channel, amount, correlationId)();
}

/** The payer signs and sends a voucher; the answer lets it arrive. */
export function sendVoucher(payer, payee, { channelId }, amount, correlationId) {
  const signature = signHash(payer.actor, voucherHashOf(channelId, amount));
  const voucher = { channelId, amount: String(amount), signature };
  const envelope = payer.log.together(() => {
    const signed = payer.log.record({ type: "voucher_signed", ...voucher, correlationId });
    return send(payer, payee, { payments: [payment(channelId, amount, signature)] }, { causationId: signed, correlationId });
  });
  return () => deliver(envelope, (received) => payee.log.record({
    type: "voucher_received",
    ...voucher,
    from: payer.actor.address,
    messageId: envelope.message.messageId,
    causationId: received,
    correlationId,
  }));
}

/** A state as a transaction carries it: with every party's signature, in the order of the participants. */
export function fullySigned({ fixedPart, parties }, state) {
  const stateHash = stateHashOf(fixedPart, state);
  return { state, sigs: parties.map(({ actor }) => signHash(actor, stateHash)) };
}
