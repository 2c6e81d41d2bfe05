// Hashes and signatures of the Nitro protocol, computed by its npm package and ethers, in the forms of our events:
// lower-case hex, decimal strings. Signing is deterministic (RFC 6979), so every run gives the same bytes.
import nitroProtocol from "@statechannels/nitro-protocol";
import { ethers } from "ethers";

const { getChannelId, hashState, signData } = nitroProtocol;
const { arrayify, defaultAbiCoder, joinSignature, keccak256, splitSignature, verifyMessage } = ethers.utils;

export const NATIVE_ASSET = `0x${"0".repeat(40)}`;
export const ALLOCATION_SIMPLE = 0;
export const ALLOCATION_GUARANTEE = 2;

/** The id of the channel with this fixed part: Bytes32. */
export function channelIdOf(fixedPart) {
  return getChannelId(fixedPart);
}

/** The hash that participants sign for a state: Bytes32. */
export function stateHashOf(fixedPart, { appData, outcome, turnNum, isFinal }) {
  return hashState({ ...fixedPart, appData, outcome: outcome.map(toPackageExit), turnNum, isFinal });
}

function toPackageExit({ asset, assetType, assetMetadata, allocations }) {
  return { asset, assetMetadata: { assetType, metadata: assetMetadata }, allocations };
}

/** The hash that the payer signs for a voucher over the cumulative `amount`: Bytes32. */
export function voucherHashOf(channelId, amount) {
  return keccak256(defaultAbiCoder.encode(["bytes32", "uint256"], [channelId, amount]));
}

/** The appData by which the payment app lets the payee redeem a voucher that the payer signed over `amount`. */
export function redemptionData(channelId, amount, payer) {
  const { v, r, s } = splitSignature(signHash(payer, voucherHashOf(channelId, amount)));
  return defaultAbiCoder.encode(["uint256", "uint8", "bytes32", "bytes32"], [amount, v, r, s]);
}

/** The hash that a challenger signs, besides the state itself: Bytes32. */
export function challengeHashOf(stateHash) {
  return keccak256(defaultAbiCoder.encode(["bytes32", "string"], [stateHash, "forceMove"]));
}

/** Signs a 32-byte hash with the EIP-191 prefix and checks by recovery that the contract will see `actor`. */
export function signHash(actor, hash) {
  const signature = joinSignature(signData(hash, actor.privateKey));
  if (recoverSigner(hash, signature) !== actor.address) throw new Error(`${actor.name}'s signature does not recover`);
  return signature;
}

/** The address whose signature over `hash` this is, lower-case. */
export function recoverSigner(hash, signature) {
  return verifyMessage(arrayify(hash), signature).toLowerCase();
}

/** An outcome in one asset that is split between destinations: `[[destination, amount], …]`. */
export function simpleOutcome(shares) {
  const allocations = shares.map(([destination, amount]) => (
    { destination, amount: String(amount), allocationType: ALLOCATION_SIMPLE, metadata: "0x" }
  ));
  return [{ asset: NATIVE_ASSET, assetType: 0, assetMetadata: "0x", allocations }];
}
