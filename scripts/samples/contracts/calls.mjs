// Calls of the adjudicator: the arguments that its ABI wants, made from states in the form of our events, and what a
// reader of the calldata knows about the logs that the call leaves: the members of events that a log does not carry.
import nitroProtocol from "@statechannels/nitro-protocol";
import { ethers } from "ethers";
import { challengeHashOf, NATIVE_ASSET, signHash, stateHashOf } from "../nitro/protocol.mjs";

const { splitSignature, hexZeroPad } = ethers.utils;
const ZERO_HASH = hexZeroPad("0x00", 32);

/** A state with signatures, in the form of our events. Signs for each of `signers`. */
export function signed(fixedPart, state, signers) {
  const hash = stateHashOf(fixedPart, state);
  return { state, sigs: signers.map((actor) => signHash(actor, hash)) };
}

const toContractExit = ({ asset, assetType, assetMetadata, allocations }) => (
  { asset, assetMetadata: { assetType, metadata: assetMetadata }, allocations }
);

const toContractOutcome = (outcome) => outcome.map(toContractExit);

const toContractState = ({ state: { outcome, ...rest }, sigs }) => (
  { variablePart: { ...rest, outcome: toContractOutcome(outcome) }, sigs: sigs.map((sig) => splitSignature(sig)) }
);

const encodeOutcome = (outcome) => nitroProtocol.encodeOutcome(toContractOutcome(outcome));

/** Pays `amount` into a channel, or any other destination. */
export function deposit(destination, amount, expectedHeld, asset = NATIVE_ASSET) {
  const value = asset === NATIVE_ASSET ? amount : 0;
  return { name: "deposit", args: [asset, destination, expectedHeld, amount], value, knowledge: {} };
}

export function challenge(fixedPart, candidate, challenger, proof = []) {
  const challengerSig = signHash(challenger, challengeHashOf(stateHashOf(fixedPart, candidate.state)));
  return {
    name: "challenge",
    args: [fixedPart, proof.map(toContractState), toContractState(candidate), splitSignature(challengerSig)],
    knowledge: { challenge_registered: { challengerSig } },
  };
}

export function checkpoint(fixedPart, candidate, proof = []) {
  return {
    name: "checkpoint",
    args: [fixedPart, proof.map(toContractState), toContractState(candidate)],
    knowledge: { challenge_cleared: { candidate }, checkpoint_recorded: { candidate } },
  };
}

export function conclude(fixedPart, candidate) {
  return {
    name: "conclude",
    args: [fixedPart, toContractState(candidate)],
    knowledge: { channel_concluded: { candidate } },
  };
}

export function concludeAndTransferAllAssets(fixedPart, candidate) {
  return {
    name: "concludeAndTransferAllAssets",
    args: [fixedPart, toContractState(candidate)],
    knowledge: { channel_concluded: { candidate }, allocation_updated: { via: "conclude_and_transfer" } },
  };
}

/** Pays everybody in every asset. `stateHash` is zero after a conclusion. */
export function transferAllAssets(channelId, outcome, stateHash = ZERO_HASH) {
  return {
    name: "transferAllAssets",
    args: [channelId, toContractOutcome(outcome), stateHash],
    knowledge: { allocation_updated: { via: "transfer_all" } },
  };
}

/** Pays the allocations at `indices` in one asset; no indices mean all of them. */
export function transfer(channelId, assetIndex, outcome, stateHash, indices) {
  return {
    name: "transfer",
    args: [assetIndex, channelId, encodeOutcome(outcome), stateHash, indices],
    knowledge: { allocation_updated: { via: "transfer", indices } },
  };
}

/** `source` and `target` are `{ channelId, outcome, stateHash, assetIndex }`. */
export function reclaim(source, target, indexOfTargetInSource) {
  return {
    name: "reclaim",
    args: [{
      sourceChannelId: source.channelId,
      sourceStateHash: source.stateHash,
      sourceOutcomeBytes: encodeOutcome(source.outcome),
      sourceAssetIndex: source.assetIndex,
      indexOfTargetInSource,
      targetStateHash: target.stateHash,
      targetOutcomeBytes: encodeOutcome(target.outcome),
      targetAssetIndex: target.assetIndex,
    }],
    knowledge: {
      reclaim_detected: { targetChannelId: target.channelId, indexOfTargetInSource, targetAssetIndex: target.assetIndex },
    },
  };
}

