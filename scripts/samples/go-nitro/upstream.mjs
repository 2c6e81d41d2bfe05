// Alice's store as statechannels/go-nitro leaves it: one ledger with a virtual channel that has ended and whose guarantee
// she proposes to take back, a ledger that is being closed, one that Irene asks for, and one that was rejected.
// Values stand as texts, as the key-value store holds them. Nonces and amounts exceed what a double holds.
import { ALICE, BOB, IRENE } from "../nitro/actors.mjs";
import { goFixedPart, goProposal, goSignedState, goText, toBase64 } from "../nitro/go-shapes.mjs";
import { ledgerStateAfter } from "../nitro/ledger.mjs";
import { composeMessage, payment, requestForFinalState, signedProposal, statePayload } from "../nitro/message.mjs";
import { NATIVE_ASSET, simpleOutcome } from "../nitro/protocol.mjs";
import { createStory } from "./story.mjs";

export const name = "upstream";

const ETHER = 10n ** 18n;
const NOTHING = `0x${"0".repeat(64)}`;
const NO_TURN = 2n ** 64n - 1n;

/** The version of go-nitro gives guarantees the type 1. */
const OLD_GUARANTEE = 1;

export function tell() {
  const story = createStory(ALICE);
  const store = { objectives: {}, channels: {}, consensus_channels: {}, channel_to_objective: {}, vouchers: {}, lastBlockNumSeen: { lastBlockNumSeen: "4711" }, messages: [] };
  const ledger = story.channel("ledger", [ALICE, IRENE], { channelNonce: 2n ** 53n + 3n });
  const virtual = story.channel("virtual", [ALICE, IRENE, BOB], { channelNonce: 2n ** 64n - 1n, appDefinition: `0x${"22".repeat(20)}` });
  storeVirtual(story, store, { ledger, virtual });
  storeLedger(story, store, { ledger, virtual });
  storeClosing(story, store);
  storeProposed(story, store);
  storeRejected(story, store);
  return story.fixture(goText(store));
}

const CAPACITY = 20n * ETHER + 7n;
const PAID = 19n * ETHER + 1n;

function storeVirtual(story, store, { ledger, virtual }) {
  const { channelId } = virtual;
  const parties = virtual.parties;
  const state = (turnNum, paid, rest = {}) => ({ appData: "0x", outcome: simpleOutcome([[ALICE.destination, CAPACITY - paid], [BOB.destination, paid]]), turnNum, isFinal: false, ...rest });
  const states = [state(0, 0n), state(1, 0n), state(2, PAID, { appData: "0xc0ffee", isFinal: true })];
  const held = states.map((one) => [one.turnNum, goSignedState(virtual.fixedPart, one, story.signed(virtual, one, parties))]);
  // Some signers write v as 0 or 1.
  const [, postfund] = held[1];
  postfund.Sigs[1] = postfund.Sigs[1].replace(/..$/, (v) => (v === "1b" ? "00" : "01"));
  // Go writes null for bytes that were never set.
  for (const allocation of postfund.State.Outcome[0].Allocations) allocation.Metadata = null;
  store.channels[channelId] = goText(goChannel(virtual, 0, Object.fromEntries(held), { latest: 2n }));
  store.vouchers[channelId] = goText({ ChannelPayer: ALICE.address, ChannelPayee: BOB.address, StartingBalance: CAPACITY, LargestVoucher: payment(channelId, PAID, story.promised(virtual, PAID)) });
  store.vouchers[NOTHING] = goText({ ChannelPayer: ALICE.address, ChannelPayee: BOB.address, StartingBalance: 1n, LargestVoucher: { ChannelId: NOTHING, Amount: 0n, Signature: "0x00" } });
  store.messages.push(composeMessage(ALICE, BOB, { payments: [payment(channelId, ETHER, story.promised(virtual, ETHER))], payloads: null, proposals: null, rejected: null }).body);

  const fund = `VirtualFund-${channelId}`;
  const connection = { Channel: ledger.channelId, GuaranteeInfo: { Left: ALICE.destination, Right: IRENE.destination, LeftAmount: { [NATIVE_ASSET]: CAPACITY }, RightAmount: { [NATIVE_ASSET]: 0n }, GuaranteeDestination: channelId } };
  store.objectives[fund] = goText({ Status: 3, V: channelId, ToMyLeft: toBase64("null"), ToMyRight: toBase64(goText(connection)), N: 1, MyRole: 0, A0: { [NATIVE_ASSET]: CAPACITY }, B0: { [NATIVE_ASSET]: 0n } });
  const related = { relatedChannels: [ledger.channelId], role: 0 };
  story.objective({ objectiveId: fund, kind: "virtual_fund", source: "local_request", status: "approved", channelId, ...related }, "completed");
  const defund = `VirtualDefund-${channelId}`;
  store.objectives[defund] = goText({ Status: 1, V: channelId, ToMyLeft: NOTHING, ToMyRight: ledger.channelId, MinimumPaymentAmount: PAID, MyRole: 0 });
  story.objective({ objectiveId: defund, kind: "virtual_defund", source: "peer_payload", status: "approved", channelId, ...related });
  store.channel_to_objective[channelId] = defund;
  store.messages.push(composeMessage(BOB, ALICE, { payloads: [requestForFinalState(defund, channelId)] }).body);
}

function storeLedger(story, store, { ledger, virtual }) {
  const { channelId, fixedPart } = ledger;
  const add = { kind: "add", target: virtual.channelId, amount: String(CAPACITY), left: ALICE.destination, right: IRENE.destination, leftDeposit: String(CAPACITY), allocationType: OLD_GUARANTEE };
  const opened = { appData: "0x", outcome: simpleOutcome([[ALICE.destination, 30n * ETHER], [IRENE.destination, 40n * ETHER]]), turnNum: 1, isFinal: false };
  const current = ledgerStateAfter(opened, add);
  const remove = { kind: "remove", target: virtual.channelId, leftAmount: String(CAPACITY - PAID) };
  const next = ledgerStateAfter(current, remove);
  const signatures = story.signed(ledger, current, ledger.parties);
  const [exit] = current.outcome;
  const [leader, follower] = exit.allocations.map(({ destination, amount }) => ({ Destination: destination, Amount: BigInt(amount) }));
  const guarantee = { Amount: CAPACITY, Target: virtual.channelId, Left: ALICE.destination, Right: IRENE.destination };
  store.consensus_channels[channelId] = goText({
    Id: channelId,
    OnChainFunding: { [NATIVE_ASSET]: 70n * ETHER },
    MyIndex: 0,
    FP: goFixedPart(fixedPart),
    Current: { TurnNum: 2, Outcome: { AssetAddress: NATIVE_ASSET, Leader: leader, Follower: follower, Guarantees: { [virtual.channelId]: guarantee } }, Signatures: Object.values(signatures) },
    ProposalQueue: [{ Signature: story.proposed(ledger, remove, next, ALICE), Proposal: goProposal(channelId, remove), TurnNum: 3 }],
  });
  story.remark(`/consensus_channels/${channelId}/OnChainFunding`, "no_event");
  // Of the proposal that led to the stored state, only Irene's answer is at hand, and that twice: she repeats what was not
  // answered. Her signature is that under the stored state, so it tells nothing new.
  const answer = signedProposal(channelId, 2, add, signatures[1]);
  for (let times = 0; times < 2; times += 1) store.messages.push(composeMessage(IRENE, ALICE, { proposals: [answer] }).body);
  const objectiveId = `DirectFunding-${channelId}`;
  store.objectives[objectiveId] = goText(goDirectFund(channelId, 3));
  story.objective({ objectiveId, kind: "direct_fund", source: "local_request", status: "approved", channelId, role: 0 }, "completed");
}

/** A ledger that goes back to being a channel: its last state is at 0, whatever its turn, and at 1 is a copy that nobody signed. */
function storeClosing(story, store) {
  const closing = story.channel("ledger", [IRENE, ALICE], { channelNonce: 5 });
  const { channelId, fixedPart, parties } = closing;
  const state = (turnNum, isFinal = false) => ({ appData: "0x", outcome: simpleOutcome([[IRENE.destination, 3], [ALICE.destination, 4]]), turnNum, isFinal });
  const states = {
    0: goSignedState(fixedPart, state(3), story.signed(closing, state(3), parties)),
    1: goSignedState(fixedPart, state(1), {}),
    4: goSignedState(fixedPart, state(4, true), story.signed(closing, state(4, true), [ALICE])),
  };
  store.channels[channelId] = goText(goChannel(closing, 1, states, { latest: 3n, holdings: { [NATIVE_ASSET]: 7n } }));
  story.remark(`/channels/${channelId}/OnChain/Holdings`, "no_event");
  store.objectives[`DirectFunding-${channelId}`] = goText(goDirectFund(channelId, 3));
  store.objectives[`DirectDefunding-${channelId}`] = goText({ Status: 1, C: channelId, FinalTurnNum: 4, TransactionSumbmitted: false });
  const known = { source: "peer_payload", status: "approved", channelId, role: 1 };
  story.objective({ objectiveId: `DirectFunding-${channelId}`, kind: "direct_fund", ...known }, "completed");
  story.objective({ objectiveId: `DirectDefunding-${channelId}`, kind: "direct_defund", ...known });
  store.channel_to_objective[channelId] = `DirectDefunding-${channelId}`;
}

/** A ledger that Irene asks for, once stored and once in her message. */
function storeProposed(story, store) {
  const asked = story.channel("ledger", [IRENE, ALICE], { channelNonce: 6, challengeDuration: 2 ** 32 - 1 });
  const { channelId, fixedPart } = asked;
  const state = (turnNum) => ({ appData: "0x", outcome: simpleOutcome([[IRENE.destination, 2n ** 256n - 1n], [ALICE.destination, 0n]]), turnNum, isFinal: false });
  const sigs = story.signed(asked, state(0), [IRENE]);
  const states = { 0: goSignedState(fixedPart, state(0), sigs), 1: goSignedState(fixedPart, state(1), {}) };
  store.channels[channelId] = goText(goChannel(asked, 1, states, { latest: NO_TURN }));
  const objectiveId = `DirectFunding-${channelId}`;
  store.objectives[objectiveId] = goText(goDirectFund(channelId, 0));
  story.objective({ objectiveId, kind: "direct_fund", source: "peer_payload", status: "unapproved", channelId, role: 1 });
  const payload = statePayload(objectiveId, fixedPart, state(0), { signature: sigs[0], signerIndex: 0 });
  store.messages.push(composeMessage(IRENE, ALICE, { payloads: [payload] }).body);
}

function storeRejected(story, store) {
  const rejected = story.channel("ledger", [ALICE, BOB], { channelNonce: 7 });
  const { channelId, fixedPart } = rejected;
  const state = (turnNum) => ({ appData: "0x", outcome: simpleOutcome([[ALICE.destination, 1], [BOB.destination, 1]]), turnNum, isFinal: false });
  const states = { 0: goSignedState(fixedPart, state(0), story.signed(rejected, state(0), [ALICE])), 1: goSignedState(fixedPart, state(1), {}) };
  store.channels[channelId] = goText(goChannel(rejected, 0, states, { latest: NO_TURN }));
  const objectiveId = `DirectFunding-${channelId}`;
  store.objectives[objectiveId] = goText(goDirectFund(channelId, 2));
  story.objective({ objectiveId, kind: "direct_fund", source: "local_request", status: "unapproved", channelId, role: 0 }, "rejected");
}

function goChannel({ channelId, fixedPart }, myIndex, states, { latest, holdings = {} }) {
  return {
    Id: channelId,
    MyIndex: myIndex,
    ...goFixedPart(fixedPart),
    OnChain: { Holdings: holdings, Outcome: null, StateHash: NOTHING },
    OffChain: { SignedStateForTurnNum: states, LatestSupportedStateTurnNum: latest },
  };
}

function goDirectFund(channelId, status) {
  return { Status: status, C: channelId, MyDepositSafetyThreshold: { [NATIVE_ASSET]: 0n }, MyDepositTarget: { [NATIVE_ASSET]: 0n }, FullyFundedThreshold: { [NATIVE_ASSET]: 0n }, TransactionSumbmitted: true };
}
