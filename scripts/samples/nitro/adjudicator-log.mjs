// Raw EVM logs of the adjudicator contract -> events 14 to 20 of the catalogue, decoded with the npm package's ABI.
import nitroProtocol from "@statechannels/nitro-protocol";
import { ethers } from "ethers";

const { abi } = nitroProtocol.ContractArtifacts.NitroAdjudicatorArtifact;
const adjudicator = new ethers.utils.Interface(abi);
const { joinSignature } = ethers.utils;

/** The event that one raw log (`{ topics, data }`) states; `chain` says where it was found. */
export function decodeAdjudicatorLog({ topics, data }, chain) {
  const { name, args } = adjudicator.parseLog({ topics, data });
  return { ...DECODERS[name](args), chain };
}

const DECODERS = {
  Deposited: ({ destination, asset, destinationHoldings }) => ({
    type: "deposit_detected",
    channelId: destination,
    asset: asset.toLowerCase(),
    nowHeld: destinationHoldings.toString(),
  }),
  ChallengeRegistered: ({ channelId, finalizesAt, proof, candidate }) => ({
    type: "challenge_registered",
    channelId,
    finalizesAt,
    candidate: signedState(candidate),
    proof: proof.map(signedState),
  }),
  ChallengeCleared: ({ channelId, newTurnNumRecord }) => ({ type: "challenge_cleared", channelId, newTurnNumRecord }),
  Checkpointed: ({ channelId, newTurnNumRecord }) => ({ type: "checkpoint_recorded", channelId, newTurnNumRecord }),
  Concluded: ({ channelId, finalizesAt }) => ({ type: "channel_concluded", channelId, finalizesAt }),
  // The log alone does not say which call paid out; whoever knows the transaction replaces `via`.
  AllocationUpdated: ({ channelId, assetIndex, initialHoldings, finalHoldings }) => ({
    type: "allocation_updated",
    channelId,
    assetIndex: assetIndex.toNumber(),
    initialHoldings: initialHoldings.toString(),
    finalHoldings: finalHoldings.toString(),
    via: "unknown",
  }),
  Reclaimed: ({ channelId, assetIndex }) => ({ type: "reclaim_detected", channelId, assetIndex: assetIndex.toNumber() }),
};

function signedState({ variablePart, sigs }) {
  const { appData, outcome, turnNum, isFinal } = variablePart;
  return {
    state: { appData, outcome: outcome.map(assetExit), turnNum, isFinal },
    sigs: sigs.map(({ v, r, s }) => joinSignature({ v, r, s })),
  };
}

function assetExit({ asset, assetMetadata, allocations }) {
  return {
    asset: asset.toLowerCase(),
    assetType: assetMetadata.assetType,
    assetMetadata: assetMetadata.metadata,
    allocations: allocations.map(({ destination, amount, allocationType, metadata }) => (
      { destination, amount: amount.toString(), allocationType, metadata }
    )),
  };
}
