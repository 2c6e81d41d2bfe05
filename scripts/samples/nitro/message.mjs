// The bodies of messages between nodes, as go-nitro writes them: capitalised keys, amounts as JSON numbers,
// bytes and payloads in base64, signatures by participant index. The amounts of the samples are small, so plain
// JSON numbers hold them.
import { createHash } from "node:crypto";

const NO_DESTINATION = `0x${"0".repeat(64)}`;

/** A message that carries any of objective payloads, ledger proposals, payments and ids of rejected objectives: `{ body, messageId }`. */
export function composeMessage(from, to, { payloads = [], proposals = [], payments = [], rejected = [] }) {
  const body = JSON.stringify({
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
  const signedState = { State: goState(fixedPart, state), Sigs: { [signerIndex]: signature } };
  return { PayloadData: toBase64(JSON.stringify(signedState)), ObjectiveId: objectiveId, Type: "SignedStatePayload" };
}

/** The payee or an intermediary asks the payer for the final state. */
export function requestForFinalState(objectiveId, channelId) {
  return { PayloadData: toBase64(JSON.stringify(channelId)), ObjectiveId: objectiveId, Type: "RequestFinalStatePayload" };
}

/** A proposal, with the signature on the ledger state that follows from it. */
export function signedProposal(ledgerId, turnNum, proposal, signature) {
  return { Signature: signature, Proposal: { LedgerID: ledgerId, ...goProposal(proposal) }, TurnNum: turnNum };
}

/** A voucher over a cumulative amount. */
export function payment(channelId, amount, signature) {
  return { ChannelId: channelId, Amount: Number(amount), Signature: signature };
}

function goState({ participants, channelNonce, appDefinition, challengeDuration }, { appData, outcome, turnNum, isFinal }) {
  return {
    Participants: participants,
    ChannelNonce: Number(channelNonce),
    AppDefinition: appDefinition,
    ChallengeDuration: challengeDuration,
    AppData: hexToBase64(appData),
    Outcome: outcome.map(goExit),
    TurnNum: turnNum,
    IsFinal: isFinal,
  };
}

function goExit({ asset, assetType, assetMetadata, allocations }) {
  return {
    Asset: asset,
    AssetMetadata: { AssetType: assetType, Metadata: hexToBase64(assetMetadata) },
    Allocations: allocations.map(({ destination, amount, allocationType, metadata }) => ({
      Destination: destination, Amount: Number(amount), AllocationType: allocationType, Metadata: hexToBase64(metadata),
    })),
  };
}

/** go-nitro writes both kinds of proposal always, the one that is not meant with zero values. */
function goProposal({ kind, target, amount, left, right, leftDeposit, leftAmount }) {
  return kind === "add"
    ? { ToAdd: goAdd(target, Number(amount), left, right, Number(leftDeposit)), ToRemove: { Target: NO_DESTINATION, LeftAmount: null } }
    : { ToAdd: goAdd(NO_DESTINATION, null, NO_DESTINATION, NO_DESTINATION, null), ToRemove: { Target: target, LeftAmount: Number(leftAmount) } };
}

function goAdd(target, amount, left, right, leftDeposit) {
  return { Guarantee: { Amount: amount, Target: target, Left: left, Right: right }, LeftDeposit: leftDeposit };
}

function toBase64(text) {
  return Buffer.from(text, "utf8").toString("base64");
}

function hexToBase64(hex) {
  return Buffer.from(hex.slice(2), "hex").toString("base64");
}
