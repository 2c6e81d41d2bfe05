// Irene's store as cerc-io's fork leaves it: a ledger with two assets that guarantees a swap channel with Bob, a swap in
// it, and mirrored ledgers. Values stand as JSON.
import { ALICE, BOB, IRENE } from "../nitro/actors.mjs";
import { goFixedPart, goProposal, goSignedState, goText, toBase64 } from "../nitro/go-shapes.mjs";
import { guaranteeMetadata } from "../nitro/ledger.mjs";
import { composeMessage } from "../nitro/message.mjs";
import { ALLOCATION_GUARANTEE, NATIVE_ASSET, signHash } from "../nitro/protocol.mjs";
import { createStory } from "./story.mjs";

export const name = "fork";

const TOKEN = `0x${"70".repeat(20)}`;
const NOTHING = `0x${"0".repeat(64)}`;
const SWAP_ID = `0x${"5a".repeat(32)}`;
const MIRRORED = `0x${"33".repeat(32)}`;

export function tell() {
  const story = createStory(IRENE);
  const ledger = story.channel("ledger", [IRENE, BOB], { channelNonce: 2n ** 60n + 1n });
  const swap = story.channel("swap", [IRENE, BOB], { channelNonce: 2n ** 60n + 2n });
  const virtual = story.channel("virtual", [IRENE, BOB, ALICE], { channelNonce: 2n ** 60n + 3n });
  const store = {
    objectives: objectives(story, ledger, swap),
    channels: { [swap.channelId]: swapChannel(story, swap), [virtual.channelId]: virtualChannel(story, virtual) },
    consensus_channels: { [ledger.channelId]: consensusChannel(story, ledger, swap, virtual.channelId) },
    vouchers: {},
    swap: { [SWAP_ID]: goSwap(swap) },
    channelToSwaps: { [swap.channelId]: [SWAP_ID] },
    messages: [JSON.parse(composeMessage(BOB, IRENE, { payloads: [{ PayloadData: toBase64(goText({ Swap: goSwap(swap), StateSigs: {}, SwapStatus: 1 })), ObjectiveId: `Swap-${SWAP_ID}`, Type: "SwapPayload" }] }).body)],
  };
  story.remark("/messages/0/ObjectivePayloads/0/PayloadData", "no_event");
  story.remark("/swap", "no_event");
  story.remark("/channelToSwaps", "no_event");
  return story.fixture(goText(store));
}

const share = ({ destination }, amount) => ({ destination, amount: String(amount), allocationType: 0, metadata: "0x" });

/** Both assets with what Irene and Bob have of them, and guarantees. */
function outcome(native, tokens, guarantees = [[], []]) {
  return [[NATIVE_ASSET, native], [TOKEN, tokens]].map(([asset, [irene, bob]], at) => (
    { asset, assetType: 0, assetMetadata: "0x", allocations: [share(IRENE, irene), share(BOB, bob), ...guarantees[at]] }
  ));
}

function swapChannel(story, swap) {
  const turns = [[0, [10, 0], [0, 5]], [1, [10, 0], [0, 5]], [2, [7, 3], [2, 3]]];
  const states = turns.map(([turnNum, native, tokens]) => {
    const state = { appData: "0x", outcome: outcome(native, tokens), turnNum, isFinal: false };
    return [turnNum, goSignedState(swap.fixedPart, state, story.signed(swap, state, swap.parties))];
  });
  return goChannel(swap, Object.fromEntries(states), 2);
}

/** A virtual channel in tokens whose prefund all have signed. */
function virtualChannel(story, virtual) {
  const exit = { asset: TOKEN, assetType: 0, assetMetadata: "0x", allocations: [share(IRENE, 6), share(ALICE, 2)] };
  const state = { appData: "0x", outcome: [exit], turnNum: 0, isFinal: false };
  return goChannel(virtual, { 0: goSignedState(virtual.fixedPart, state, story.signed(virtual, state, virtual.parties)) }, 1);
}

function goChannel({ channelId, fixedPart }, states, type) {
  return {
    Id: channelId,
    MyIndex: 0,
    ...goFixedPart(fixedPart),
    OnChain: { Holdings: { [NATIVE_ASSET]: 0n, [TOKEN]: 0n }, Outcome: null, StateHash: NOTHING, FinalizesAt: 0n, IsChallengeInitiatedByMe: false, ChannelMode: 0 },
    OffChain: { SignedStateForTurnNum: states, LatestSupportedStateTurnNum: BigInt(Object.keys(states).at(-1)) },
    Type: type,
  };
}

function consensusChannel(story, ledger, swap, target) {
  const guaranteed = (target, amount) => ({ destination: target, amount: String(amount), allocationType: ALLOCATION_GUARANTEE, metadata: guaranteeMetadata(IRENE.destination, BOB.destination) });
  const forSwap = [[guaranteed(swap.channelId, 10)], [guaranteed(swap.channelId, 5)]];
  const current = { appData: "0x", outcome: outcome([90, 100], [50, 45], forSwap), turnNum: 3, isFinal: false };
  const add = { kind: "add", target, amount: "8", left: IRENE.destination, right: BOB.destination, leftDeposit: "6", allocationType: ALLOCATION_GUARANTEE, asset: TOKEN };
  const next = { ...current, turnNum: 4, outcome: outcome([90, 100], [44, 43], [forSwap[0], [...forSwap[1], guaranteed(target, 8)].sort(byDestination)]) };
  const goGuarantee = (amount) => ({ [swap.channelId]: { Amount: amount, Target: swap.channelId, Left: IRENE.destination, Right: BOB.destination } });
  const goLedger = (asset, irene, bob, amount) => ({ AssetAddress: asset, Leader: { Destination: IRENE.destination, Amount: irene }, Follower: { Destination: BOB.destination, Amount: bob }, Guarantees: goGuarantee(amount) });
  return {
    Id: ledger.channelId,
    OnChainFunding: null,
    MyIndex: 0,
    FP: goFixedPart(ledger.fixedPart),
    Current: { TurnNum: 3, Outcome: [goLedger(NATIVE_ASSET, 90n, 100n, 10n), goLedger(TOKEN, 50n, 45n, 5n)], Signatures: Object.values(story.signed(ledger, current, ledger.parties)) },
    ProposalQueue: [{ Signature: story.proposed(ledger, add, next, IRENE), Proposal: goProposal(ledger.channelId, add), TurnNum: 4 }],
  };
}

const byDestination = (one, other) => (one.destination < other.destination ? -1 : 1);

const goSwap = ({ channelId }) => ({ Id: SWAP_ID, ChannelId: channelId, Exchange: { TokenIn: NATIVE_ASSET, TokenOut: TOKEN, AmountIn: 3n, AmountOut: 2n }, Sigs: { 1: signHash(BOB, SWAP_ID) }, Nonce: 1n });

function objectives(story, ledger, { channelId }) {
  const connection = { Channel: ledger.channelId, GuaranteeInfo: {} };
  const stored = {
    [`SwapFund-${channelId}`]: { Status: 3, S: channelId, ToMyLeft: toBase64("null"), ToMyRight: toBase64(goText(connection)), N: 0, MyRole: 0, A0: {}, B0: {} },
    [`Swap-${SWAP_ID}`]: { Status: 3, C: channelId, Swap: SWAP_ID, SwapSenderIndex: 0, SwapStatus: 1, Nonce: 0n, StateSigs: null },
    [`BridgedFunding-${MIRRORED}`]: { Id: `BridgedFunding-${MIRRORED}`, Status: 3, C: MIRRORED },
    [`bridgeddefunding-${MIRRORED}`]: { Status: 1, C: MIRRORED },
    [`mirrorbridgeddefunding-${MIRRORED}`]: { Status: 0, C: MIRRORED, MirrorTransactionSubmitted: false, L2SignedState: { State: {}, Sigs: {} }, IsChallenge: false },
    [`DirectDefunding-${MIRRORED}`]: { Id: `DirectDefunding-${MIRRORED}`, Status: 2, C: MIRRORED, FinalTurnNum: 0, FundedChannels: {}, DroppedEvent: { TxHash: NOTHING, ChannelId: NOTHING, EventName: "" } },
  };
  story.remark(`/objectives/mirrorbridgeddefunding-${MIRRORED}`, "no_event");
  story.objective({ objectiveId: `SwapFund-${channelId}`, kind: "other", source: "local_request", status: "approved", channelId, relatedChannels: [ledger.channelId], role: 0 }, "completed");
  story.objective({ objectiveId: `Swap-${SWAP_ID}`, kind: "swap", source: "peer_payload", status: "approved", relatedChannels: [channelId] }, "completed");
  story.objective({ objectiveId: `BridgedFunding-${MIRRORED}`, kind: "other", source: "peer_payload", status: "approved", channelId: MIRRORED }, "completed");
  story.objective({ objectiveId: `bridgeddefunding-${MIRRORED}`, kind: "other", source: "peer_payload", status: "approved", channelId: MIRRORED });
  story.objective({ objectiveId: `mirrorbridgeddefunding-${MIRRORED}`, kind: "other", source: "peer_payload", status: "unapproved", channelId: MIRRORED });
  story.objective({ objectiveId: `DirectDefunding-${MIRRORED}`, kind: "direct_defund", source: "peer_payload", status: "unapproved", channelId: MIRRORED }, "rejected");
  return stored;
}
