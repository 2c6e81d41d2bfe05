// Values in the shapes in which go-nitro writes them: capitalised keys, bytes in base64, amounts and nonces as JSON
// numbers of any size. What stands here as a bigint is written with all its digits.

const NO_DESTINATION = `0x${"0".repeat(64)}`;

/** The JSON of a value that may hold bigints. */
export function goText(value) {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(goText).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${goText(member)}`).join(",")}}`;
}

export function goFixedPart({ participants, channelNonce, appDefinition, challengeDuration }) {
  return { Participants: participants, ChannelNonce: BigInt(channelNonce), AppDefinition: appDefinition, ChallengeDuration: challengeDuration };
}

/** A state with signatures by place of participant. */
export function goSignedState(fixedPart, { appData, outcome, turnNum, isFinal }, signatures) {
  const state = { ...goFixedPart(fixedPart), AppData: hexToBase64(appData), Outcome: outcome.map(goExit), TurnNum: turnNum, IsFinal: isFinal };
  return { State: state, Sigs: signatures };
}

function goExit({ asset, assetType, assetMetadata, allocations }) {
  return {
    Asset: asset,
    AssetMetadata: { AssetType: assetType, Metadata: hexToBase64(assetMetadata) },
    Allocations: allocations.map(({ destination, amount, allocationType, metadata }) => ({
      Destination: destination, Amount: BigInt(amount), AllocationType: allocationType, Metadata: hexToBase64(metadata),
    })),
  };
}

/** go-nitro writes both kinds of proposal always, the one that is not meant with zero values. Only the fork names an asset. */
export function goProposal(ledgerId, { kind, target, amount, left, right, leftDeposit, leftAmount, asset }) {
  const nothing = NO_DESTINATION;
  return kind === "add"
    ? { LedgerID: ledgerId, ToAdd: goAdd(target, BigInt(amount), left, right, BigInt(leftDeposit), asset), ToRemove: { Target: nothing, LeftAmount: null, AssetAddress: asset && NO_ASSET } }
    : { LedgerID: ledgerId, ToAdd: goAdd(nothing, null, nothing, nothing, null, asset && NO_ASSET), ToRemove: { Target: target, LeftAmount: BigInt(leftAmount), AssetAddress: asset } };
}

const NO_ASSET = `0x${"0".repeat(40)}`;

function goAdd(target, amount, left, right, leftDeposit, asset) {
  return { Guarantee: { Amount: amount, Target: target, Left: left, Right: right }, LeftDeposit: leftDeposit, AssetAddress: asset };
}

export function toBase64(text) {
  return Buffer.from(text, "utf8").toString("base64");
}

function hexToBase64(hex) {
  return Buffer.from(hex.slice(2), "hex").toString("base64");
}
