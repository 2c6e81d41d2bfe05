// Events in words: what each is about, and its gist.

import type { Proposal } from "../../generated/statelog.js";
import { match } from "../../match.js";
import type { RecordedEvent } from "../../types.js";
import { chainTimeOf } from "../time.js";
import { amountOf, counted, placeOf, signersOf, sizeOf, stateOf } from "./values.js";

const hexId = /0x[0-9a-f]{64}/;

/** The channel that an event is about, or an objective's channel; empty where there is none. */
export function aboutOf(event: RecordedEvent): string {
  const { channelId, ledgerId, objectiveId, correlationId } = event as { channelId?: string; ledgerId?: string; objectiveId?: string; correlationId?: string };
  return channelId ?? ledgerId ?? hexId.exec(objectiveId ?? "")?.[0] ?? hexId.exec(correlationId ?? "")?.[0] ?? "";
}

/** The gist of an event. */
export const gistOf = (event: RecordedEvent): string => `${wordsOf(event)}${reasonOf(event)}`;

function reasonOf(event: RecordedEvent): string {
  const { override, truncated } = event as { override?: string; truncated?: true };
  return `${truncated ? ", cut" : ""}${override === undefined ? "" : `; reason: ${override}`}`;
}

const kindAndChannel = /^(\w+)-0x[0-9a-f]{64}$/;

const isNamedByKind = (id: string): boolean => kindAndChannel.test(id);

/** An objective by its kind, where its id is that and a channel. */
const objectiveOf = (id: string): string => kindAndChannel.exec(id)?.[1] ?? id;

const wordsOf = (event: RecordedEvent): string =>
  match(event, {
    objective_created: ({ objectiveId, kind, source, peer, status }) => `${objectiveOf(objectiveId)}${isNamedByKind(objectiveId) ? "" : ` (${kind})`}, by ${source === "local_request" ? "us" : (peer ?? "a peer")}, ${status}`,
    objective_approved: ({ objectiveId, by, policy }) => `${objectiveOf(objectiveId)}, by ${by}${policy === undefined ? "" : ` ${policy}`}`,
    objective_rejected: ({ objectiveId, via, by, reason }) => `${objectiveOf(objectiveId)}, via ${via}${by === undefined ? "" : ` by ${by}`}${reason === undefined ? "" : `: ${reason}`}`,
    objective_progressed: ({ objectiveId, waitingFor }) => `${isNamedByKind(objectiveId) ? "" : `${objectiveId}: `}${waitingFor}`,
    objective_completed: ({ objectiveId }) => objectiveOf(objectiveId),
    objective_failed: ({ objectiveId, error, retryable }) => `${objectiveOf(objectiveId)}: ${error}${retryable ? ", may be tried again" : ""}`,
    channel_created: ({ kind, fixedPart, myIndex, chainId }) => `${kind} of ${fixedPart.participants.join(", ")}; we are ${myIndex ?? "an observer"}; chain ${chainId}`,
    state_signed: ({ state, purpose, sig }) => `${stateOf(state, purpose)}, by us (${sig.signerIndex})`,
    state_received: ({ state, sigs }) => `${stateOf(state)}, by ${signersOf(sigs.map(({ signerIndex }) => signerIndex))}`,
    ledger_proposal_signed: ({ turnNum, proposal, sig }) => `turn ${turnNum}: ${proposalOf(proposal)}, by us (${sig.signerIndex})`,
    ledger_proposal_received: ({ turnNum, proposal, sig }) => `turn ${turnNum}: ${proposalOf(proposal)}, by ${sig.signerIndex}`,
    voucher_signed: ({ amount }) => `${amount} in all, by us`,
    voucher_received: ({ amount, from }) => `${amount} in all, from ${from}`,
    deposit_detected: ({ nowHeld, asset, chain }) => `holds ${amountOf(nowHeld, asset)}, ${placeOf(chain)}`,
    challenge_registered: ({ candidate, finalizesAt, chain }) => `${stateOf(candidate.state)}, until ${chainTimeOf(finalizesAt)}, ${placeOf(chain)}`,
    challenge_cleared: ({ newTurnNumRecord, chain }) => `turn record ${newTurnNumRecord}, ${placeOf(chain)}`,
    checkpoint_recorded: ({ newTurnNumRecord, chain }) => `turn record ${newTurnNumRecord}, ${placeOf(chain)}`,
    channel_concluded: ({ finalizesAt, candidate, chain }) => `${candidate === undefined ? "" : `${stateOf(candidate.state)}, `}final since ${chainTimeOf(finalizesAt)}, ${placeOf(chain)}`,
    allocation_updated: ({ initialHoldings, finalHoldings, asset, assetIndex, via, chain }) => `holds ${initialHoldings} → ${finalHoldings} of asset ${asset ?? assetIndex}, via ${via}, ${placeOf(chain)}`,
    reclaim_detected: ({ assetIndex, targetChannelId, chain }) => `asset ${assetIndex}${targetChannelId === undefined ? "" : `, guarantee for ${targetChannelId}`}, ${placeOf(chain)}`,
    chain_event_reverted: ({ chainId, txHash, logIndex, blockHash }) => `chain ${chainId}, log ${logIndex} of ${txHash} in block ${blockHash}`,
    chain_head_observed: ({ chainId, blockNumber, blockTimestamp, finalizedBlockNumber }) => `chain ${chainId} at block ${blockNumber}, ${chainTimeOf(blockTimestamp)}${finalizedBlockNumber === undefined ? "" : `, final up to ${finalizedBlockNumber}`}`,
    transaction_submitted: ({ kind, amounts = [], txHash }) => [kind, ...amounts.map(({ amount, asset, expectedHeld }) => `${amountOf(amount, asset)} on top of ${expectedHeld}`), txHash].filter(Boolean).join(", "),
    transaction_resolved: ({ result, txHash, replacedBy, reason, chain }) => [result, chain && `block ${chain.blockNumber}`, txHash, replacedBy && `replaced by ${replacedBy}`, reason].filter(Boolean).join(", "),
    message_sent: ({ to, delivery, body }) => `to ${to}, ${delivery}, ${sizeOf(body)}`,
    message_received: ({ from, body }) => `from ${from}, ${sizeOf(body)}`,
    snapshot_created: ({ length, stateHash, foldVersion }) => `state of ${counted(length, "event")}: ${stateHash}, fold ${foldVersion}`,
    extension: ({ namespace, name, payload, critical }) => `${namespace}/${name}, ${sizeOf(payload)}${critical ? ", critical" : ""}`,
  });

/** What a proposal changes. */
export const proposalOf = (proposal: Proposal): string =>
  proposal.kind === "add" ? `guarantee ${proposal.amount} (${proposal.leftDeposit} from left) for ${proposal.target}` : `end guarantee (${proposal.leftAmount} to left) for ${proposal.target}`;
