// What the walk has to know about the contract to go on: which state and outcome a channel's status commits to. Payouts
// and reclaims are computed by the contract's own pure functions, and every status word is checked.
import nitroProtocol from "@statechannels/nitro-protocol";
import { ethers } from "ethers";

const { defaultAbiCoder, hexZeroPad, keccak256 } = ethers.utils;
export const ZERO_HASH = hexZeroPad("0x00", 32);

const hashOutcome = (outcome) => nitroProtocol.hashOutcome(outcome.map(({ asset, assetType, assetMetadata, allocations }) => (
  { asset, assetMetadata: { assetType, metadata: assetMetadata }, allocations }
)));

const plain = ({ destination, amount, allocationType, metadata }) => (
  { destination, amount: amount.toString(), allocationType, metadata }
);

export function createModel(chain) {
  /** By channel id: `{ stateHash, outcome }` while the status commits to one. */
  const committed = new Map();
  const withAllocations = (outcome, index, allocations) => outcome.map((exit, at) => (
    at === index ? { ...exit, allocations: allocations.map(plain) } : exit
  ));

  return {
    of: (channelId) => committed.get(channelId),
    commit: (channelId, stateHash, outcome) => committed.set(channelId, { stateHash, outcome }),
    forget: (channelId) => committed.delete(channelId),
    async pay(channelId, index, initialHoldings, indices) {
      const { stateHash, outcome } = committed.get(channelId);
      const { newAllocations } = await chain.read(
        "compute_transfer_effects_and_interactions", initialHoldings, outcome[index].allocations, indices,
      );
      committed.set(channelId, { stateHash, outcome: withAllocations(outcome, index, newAllocations) });
    },
    async reclaim(source, target, indexOfTarget) {
      const { stateHash, outcome } = committed.get(source.channelId);
      const [allocations] = await chain.read(
        "compute_reclaim_effects",
        outcome[source.assetIndex].allocations,
        committed.get(target.channelId).outcome[target.assetIndex].allocations,
        indexOfTarget,
      );
      committed.set(source.channelId, { stateHash, outcome: withAllocations(outcome, source.assetIndex, allocations) });
    },
    /** A status of zero commits to nothing; any other must commit to what the model holds. */
    check(channelId, status) {
      if (BigInt(status) === 0n) committed.delete(channelId);
      const { stateHash, outcome } = committed.get(channelId) ?? { stateHash: ZERO_HASH };
      const outcomeHash = outcome === undefined ? ZERO_HASH : hashOutcome(outcome);
      const fingerprint = keccak256(defaultAbiCoder.encode(["bytes32", "bytes32"], [stateHash, outcomeHash]));
      if (BigInt(status) !== 0n && status.slice(26) !== fingerprint.slice(26)) throw new Error(`the model of ${channelId} is wrong`);
    },
  };
}
