// The same functions by two other implementations that share no code with each other: the contracts' own package on
// ethers 5, and viem. All of them take our records.

import ethersPackage from "ethers";
import nitroProtocol from "@statechannels/nitro-protocol";
import { encodeAbiParameters, hashMessage, keccak256, recoverMessageAddress } from "viem";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
// What the package keeps to itself.
const internal = (name) => require(`@statechannels/nitro-protocol/dist/src/contract/${name}.js`);
const { hashChallengeMessage } = internal("challenge");
const { encodeGuaranteeData } = internal("outcome");
const { computeReclaimEffects, computeTransferEffectsAndInteractions } = internal("multi-asset-holder");
export const { ethers } = ethersPackage;
const { utils } = ethers;

/** The adjudicator's interface. */
export const adjudicator = new utils.Interface(nitroProtocol.ContractArtifacts.NitroAdjudicatorArtifact.abi);

/** An exit in the nesting of the contracts. */
const nested = (amount) => ({ asset, assetType, assetMetadata, allocations }) => ({
  asset,
  assetMetadata: { assetType, metadata: assetMetadata },
  allocations: allocations.map((allocation) => ({ ...allocation, amount: amount(allocation.amount) })),
});

const forEthers = (outcome) => outcome.map(nested(String));
const forViem = (outcome) => outcome.map(nested(BigInt));
const wholeState = (fixedPart, state) => ({ ...fixedPart, ...state, outcome: forEthers(state.outcome) });

const parameter = (type, name) => ({ type, ...(name && { name }) });
/** The type of an outcome, for viem. */
export const exitType = {
  type: "tuple[]",
  name: "outcome",
  components: [
    parameter("address", "asset"),
    { type: "tuple", name: "assetMetadata", components: [parameter("uint8", "assetType"), parameter("bytes", "metadata")] },
    {
      type: "tuple[]",
      name: "allocations",
      components: [parameter("bytes32", "destination"), parameter("uint256", "amount"), parameter("uint8", "allocationType"), parameter("bytes", "metadata")],
    },
  ],
};
const stateType = { type: "tuple", name: "variablePart", components: [exitType, parameter("bytes", "appData"), parameter("uint48", "turnNum"), parameter("bool", "isFinal")] };
const signatureType = { type: "tuple[]", name: "sigs", components: [parameter("uint8", "v"), parameter("bytes32", "r"), parameter("bytes32", "s")] };
const signedType = (type, name) => ({ type, name, components: [stateType, signatureType] });
const challengeTypes = [parameter("uint48"), signedType("tuple[]", "proof"), signedType("tuple", "candidate")];
const types = (text) => text.split(" ").map((type) => ({ type }));
const viemHash = (text, values) => keccak256(encodeAbiParameters(types(text), values));

/** The contracts' package. */
export const byEthers = {
  channelId: (fixedPart) => nitroProtocol.getChannelId(fixedPart),
  encodeOutcome: (outcome) => nitroProtocol.encodeOutcome(forEthers(outcome)),
  outcomeHash: (outcome) => nitroProtocol.hashOutcome(forEthers(outcome)),
  stateHash: (fixedPart, state) => nitroProtocol.hashState(wholeState(fixedPart, state)),
  challengeHash: (fixedPart, state) => hashChallengeMessage(wholeState(fixedPart, state)),
  voucherHash: (channelId, amount) => utils.keccak256(utils.defaultAbiCoder.encode(["tuple(bytes32,uint256)"], [[channelId, amount]])),
  guaranteeMetadata: (left, right) => encodeGuaranteeData({ left, right }),
  recoverSigner: (hash, signature) => utils.verifyMessage(utils.arrayify(hash), signature).toLowerCase(),
  statusWord(turnNumRecord, finalizesAt, stateHash, outcomeHash) {
    const print = utils.keccak256(utils.defaultAbiCoder.encode(["tuple(bytes32,bytes32)"], [[stateHash, outcomeHash]]));
    return utils.hexConcat([utils.hexZeroPad(utils.hexlify(turnNumRecord), 6), utils.hexZeroPad(utils.hexlify(finalizesAt), 6), utils.hexDataSlice(print, 12)]);
  },
  payouts(holdings, allocations, indices) {
    const effects = computeTransferEffectsAndInteractions(holdings, allocations, indices);
    return {
      payouts: effects.exitAllocations.map(({ destination, amount }) => ({ destination, amount: BigInt(amount).toString() })),
      allocations: effects.newAllocations.map((left, at) => ({ ...allocations[at], ...left, amount: BigInt(left.amount).toString() })),
      total: BigInt(effects.totalPayouts).toString(),
      allocatesOnlyZeros: effects.allocatesOnlyZeros,
    };
  },
  reclaim: (source, target, index) => computeReclaimEffects(source, target, index).map((left) => ({ ...left, amount: BigInt(left.amount).toString() })),
};

/** viem. */
export const byViem = {
  channelId: ({ participants, channelNonce, appDefinition, challengeDuration }) =>
    viemHash("address[] uint64 address uint48", [participants, BigInt(channelNonce), appDefinition, challengeDuration]),
  encodeOutcome: (outcome) => encodeAbiParameters([exitType], [forViem(outcome)]),
  outcomeHash: (outcome) => keccak256(byViem.encodeOutcome(outcome)),
  stateHash: (fixedPart, { appData, outcome, turnNum, isFinal }) =>
    keccak256(encodeAbiParameters([...types("bytes32 bytes"), exitType, ...types("uint48 bool")], [byViem.channelId(fixedPart), appData, forViem(outcome), turnNum, isFinal])),
  challengeHash: (fixedPart, state) => viemHash("bytes32 string", [byViem.stateHash(fixedPart, state), "forceMove"]),
  voucherHash: (channelId, amount) => viemHash("bytes32 uint256", [channelId, BigInt(amount)]),
  guaranteeMetadata: (left, right) => encodeAbiParameters(types("bytes32 bytes32"), [left, right]),
  recoverSigner: async (hash, signature) => (await recoverMessageAddress({ message: { raw: hash }, signature })).toLowerCase(),
  digest: (hash) => hashMessage({ raw: hash }),
  challengeData(finalizesAt, proof, candidate) {
    const signed = ({ state, sigs }) => ({ variablePart: { ...state, outcome: forViem(state.outcome) }, sigs: sigs.map(split) });
    return encodeAbiParameters(challengeTypes, [finalizesAt, proof.map(signed), signed(candidate)]);
  },
};

/** A signature as the contracts take it. */
export const split = (signature) => ({ r: signature.slice(0, 66), s: `0x${signature.slice(66, 130)}`, v: Number(`0x${signature.slice(130)}`) });

/** A raw log of the adjudicator: topics and data. */
export function encodeLog(name, values) {
  return adjudicator.encodeEventLog(adjudicator.getEvent(name), values);
}

/** The arguments of a challenge as the adjudicator's interface takes them. */
export function challengeValues(channelId, finalizesAt, proof, candidate) {
  const signed = ({ state, sigs }) => ({ variablePart: { ...state, outcome: forEthers(state.outcome) }, sigs: sigs.map(split) });
  return [channelId, finalizesAt, proof.map(signed), signed(candidate)];
}
