// The bodies of messages between nodes, as go-nitro writes them.
import { createHash } from "node:crypto";
import { goProposal, goSignedState, goText, toBase64 } from "./go-shapes.mjs";

/** A message that carries any of objective payloads, ledger proposals, payments and ids of rejected objectives: `{ body, messageId }`. */
export function composeMessage(from, to, { payloads = [], proposals = [], payments = [], rejected = [] }) {
  const body = goText({
    To: to.address,
    From: from.address,
    ObjectivePayloads: payloads,
    LedgerProposals: proposals,
    Payments: payments,
    RejectedObjectives: rejected,
  });
  return { body, messageId: `0x${createHash("sha256").update(body).digest("hex")}` };
}

/** A signed state as payload of an objective. */
export function statePayload(objectiveId, fixedPart, state, { signature, signerIndex }) {
  const signedState = goSignedState(fixedPart, state, { [signerIndex]: signature });
  return { PayloadData: toBase64(goText(signedState)), ObjectiveId: objectiveId, Type: "SignedStatePayload" };
}

/** The payee or an intermediary asks the payer for the final state. */
export function requestForFinalState(objectiveId, channelId) {
  return { PayloadData: toBase64(goText(channelId)), ObjectiveId: objectiveId, Type: "RequestFinalStatePayload" };
}

/** A proposal, with the signature on the ledger state that follows from it. */
export function signedProposal(ledgerId, turnNum, proposal, signature) {
  return { Signature: signature, Proposal: goProposal(ledgerId, proposal), TurnNum: turnNum };
}

/** A voucher over a cumulative amount. */
export function payment(channelId, amount, signature) {
  return { ChannelId: channelId, Amount: BigInt(amount), Signature: signature };
}
