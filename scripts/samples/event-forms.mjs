// The event catalogue as a table: which members an event of each type has, and their forms. The tests hold the samples
// against it. A name that ends in `?` is optional; a form answers whether a value has it.

const matching = (pattern) => (value) => typeof value === "string" && pattern.test(value);
const integerBelow = (limit) => (value) => Number.isSafeInteger(value) && value >= 0 && value < limit;
const decimalOfBits = (bits) => (value) => matching(/^(0|[1-9][0-9]*)$/)(value) && BigInt(value) < 1n << BigInt(bits);
const oneOf = (...values) => (value) => values.includes(value);
const textOf = (units) => (value) => typeof value === "string" && value.length <= units;
const bodyText = (value) => typeof value === "string" && Buffer.byteLength(value) <= 32_768;
const listOf = (form, least = 0) => (value) => Array.isArray(value) && value.length >= least && value.every(form);
const record = (members) => (value) => problemsOf(value, members).length === 0;

const bytes32 = matching(/^0x[0-9a-f]{64}$/);
const bytes20 = matching(/^0x[0-9a-f]{40}$/);
const bytes65 = matching(/^0x[0-9a-f]{130}$/);
const bytes = (value) => matching(/^0x([0-9a-f]{2})*$/)(value) && value.length <= 2 + 2 * 16_384;
const u256 = decimalOfBits(256);
const u64 = decimalOfBits(64);
const uint8 = integerBelow(2 ** 8);
const uint32 = integerBelow(2 ** 32);
const uint48 = integerBelow(2 ** 48);
const whole = integerBelow(2 ** 53);
const flag = (value) => typeof value === "boolean";
const yes = oneOf(true);
const text = textOf(1024);

const fixedPart = record({
  participants: listOf(bytes20, 1), channelNonce: u64, appDefinition: bytes20, challengeDuration: uint48,
});
const allocation = record({ destination: bytes32, amount: u256, allocationType: uint8, metadata: bytes });
const assetExit = record({ asset: bytes20, assetType: uint8, assetMetadata: bytes, allocations: listOf(allocation) });
const variablePart = record({ appData: bytes, outcome: listOf(assetExit), turnNum: uint48, isFinal: flag });
const sig = record({ signature: bytes65, signerIndex: uint8 });
const signedState = record({ state: variablePart, sigs: listOf(bytes65), "stateHash?": bytes32, "truncated?": yes });
const add = record({
  kind: oneOf("add"), target: bytes32, amount: u256, left: bytes32, right: bytes32, leftDeposit: u256,
  "allocationType?": oneOf(1, 2), "asset?": bytes20,
});
const remove = record({ kind: oneOf("remove"), target: bytes32, leftAmount: u256, "asset?": bytes20 });
const proposal = (value) => add(value) || remove(value);
const chain = record({
  chainId: whole, contract: bytes20, blockNumber: whole, blockHash: bytes32, blockTimestamp: uint48,
  txHash: bytes32, txIndex: uint32, logIndex: uint32,
});
const amountToDeposit = record({ asset: bytes20, amount: u256, expectedHeld: u256 });

const ledgerProposal = {
  ledgerId: bytes32, turnNum: uint48, proposal, role: oneOf("leader", "follower"), stateHash: bytes32, sig,
};
const voucher = { channelId: bytes32, amount: u256, signature: bytes65 };
const fromPeer = { from: bytes20, "messageId?": bytes32 };

const COMMON = { type: text, timestamp: whole, "causationId?": bytes32, "correlationId?": text };

const TYPES = {
  objective_created: {
    objectiveId: text,
    kind: oneOf("direct_fund", "direct_defund", "virtual_fund", "virtual_defund", "swap", "other"),
    "channelId?": bytes32, "relatedChannels?": listOf(bytes32), "role?": uint8,
    source: oneOf("local_request", "peer_payload"), "peer?": bytes20, status: oneOf("unapproved", "approved"),
  },
  objective_approved: { objectiveId: text, by: oneOf("api", "policy"), "policy?": text },
  objective_rejected: { objectiveId: text, via: oneOf("policy", "api", "counterparty_notice"), "by?": bytes20, "reason?": text },
  objective_progressed: { objectiveId: text, waitingFor: text },
  objective_completed: { objectiveId: text, "override?": text },
  objective_failed: { objectiveId: text, error: text, retryable: flag },
  channel_created: {
    channelId: bytes32, protocol: oneOf("nitro-2", "opaque"), fixedPart,
    kind: oneOf("ledger", "virtual", "direct", "swap", "other"), chainId: whole, adjudicator: bytes20, "myIndex?": uint8,
    supportRule: oneOf("unanimous", "virtual_payment", "turn_taking", "custom"),
  },
  state_signed: {
    channelId: bytes32, state: variablePart, stateHash: bytes32, sig,
    "purpose?": oneOf("prefund", "postfund", "update", "final", "redemption", "challenge"), "override?": text,
  },
  state_received: {
    channelId: bytes32, state: variablePart, stateHash: bytes32, sigs: listOf(sig, 1), ...fromPeer, "truncated?": yes,
  },
  ledger_proposal_signed: { ...ledgerProposal, "override?": text },
  ledger_proposal_received: { ...ledgerProposal, ...fromPeer },
  voucher_signed: { ...voucher, "override?": text },
  voucher_received: { ...voucher, ...fromPeer },
  deposit_detected: { channelId: bytes32, asset: bytes20, nowHeld: u256, chain },
  challenge_registered: {
    channelId: bytes32, finalizesAt: uint48, candidate: signedState, proof: listOf(signedState), "challengerSig?": bytes65, chain,
  },
  challenge_cleared: { channelId: bytes32, newTurnNumRecord: uint48, "candidate?": signedState, chain },
  checkpoint_recorded: { channelId: bytes32, newTurnNumRecord: uint48, "candidate?": signedState, chain },
  channel_concluded: { channelId: bytes32, finalizesAt: uint48, "candidate?": signedState, chain },
  allocation_updated: {
    channelId: bytes32, "assetIndex?": uint32, "asset?": bytes20, initialHoldings: u256, finalHoldings: u256,
    "indices?": listOf(uint32), via: oneOf("transfer", "transfer_all", "conclude_and_transfer", "mirror", "unknown"), chain,
  },
  reclaim_detected: {
    channelId: bytes32, assetIndex: uint32, "targetChannelId?": bytes32, "indexOfTargetInSource?": uint32,
    "targetAssetIndex?": uint32, chain,
  },
  chain_event_reverted: { chainId: whole, blockHash: bytes32, txHash: bytes32, logIndex: uint32 },
  chain_head_observed: {
    chainId: whole, blockNumber: whole, blockHash: bytes32, blockTimestamp: uint48, "finalizedBlockNumber?": whole,
  },
  transaction_submitted: {
    channelId: bytes32, "objectiveId?": text,
    kind: oneOf("approve", "deposit", "withdraw_all", "conclude", "challenge", "checkpoint", "transfer", "transfer_all", "reclaim", "other"),
    "txHash?": bytes32, "amounts?": listOf(amountToDeposit), "stateHash?": bytes32, "override?": text,
  },
  transaction_resolved: {
    "txHash?": bytes32, result: oneOf("mined", "reverted", "dropped", "replaced"), "replacedBy?": bytes32, "reason?": text,
    "chain?": chain,
  },
  message_sent: { messageId: bytes32, to: bytes20, body: bodyText, delivery: oneOf("queued", "written", "gave_up") },
  message_received: { messageId: bytes32, from: bytes20, body: bodyText, "truncated?": yes },
  snapshot_created: { length: whole, stateHash: bytes32, foldVersion: uint32 },
  extension: { namespace: text, name: text, "channelId?": bytes32, payload: bytes, critical: flag },
};

/** What is wrong with an event's members, each as `name: why`; an empty list if nothing is. */
export function problemsOfEvent(event) {
  const members = TYPES[event.type];
  return members === undefined ? [`type: ${event.type} is unknown`] : problemsOf(event, { ...COMMON, ...members });
}

function problemsOf(value, members) {
  if (typeof value !== "object" || value === null) return ["not an object"];
  const forms = new Map(Object.entries(members).map(([name, form]) => [name.replace("?", ""), form]));
  const missing = Object.keys(members).filter((name) => !name.endsWith("?") && !(name in value));
  const wrong = Object.keys(value).filter((name) => !forms.get(name)?.(value[name]));
  return [...missing.map((name) => `${name}: missing`), ...wrong.map((name) => `${name}: not in its form, or unknown`)];
}
