// The arithmetic of the Nitro protocol. Every function is pure, and the core does the work; here its arguments are
// named and its results typed. Hashes and ids are lower-case hex, amounts decimal strings.
//
// What has the wrong form is refused with INVALID_ARGUMENT; `details.path` is a JSON Pointer that begins with the name
// of the argument, such as `/fixedPart/participants/0`.

import { optionsOf, text } from "./arguments.js";
import { call } from "./call.js";
import { core } from "./core.js";
import { describe, invalidArgument } from "./errors.js";
import { textOfArguments } from "./json.js";
import type {
  Allocation, AllocationUpdated, Bytes20, Bytes32, Bytes65, ChainEventReverted, ChainId, ChallengeCleared, ChallengeRegistered, ChannelConcluded,
  CheckpointRecorded, DepositDetected, FixedPart, GoNitroRemark, Hex, NewEvent, ObjectiveIdKind, Outcome, PayoutEffects, ReclaimDetected, U256, Uint32, Uint48, VariablePart,
} from "./generated/statelog.js";

/** The id of a channel: the hash of its fixed part. It names neither chain nor adjudicator. */
export const channelId = (fixedPart: FixedPart): Bytes32 => ask("channelId", { fixedPart });

/** The hash of a state, which its participants sign (with the EIP-191 prefix). */
export const stateHash = (fixedPart: FixedPart, state: VariablePart): Bytes32 => ask("stateHash", { fixedPart, state });

/** The hash of an outcome. */
export const outcomeHash = (outcome: Outcome): Bytes32 => ask("outcomeHash", { outcome });

/** The ABI encoding of an outcome, of any length. */
export const encodeOutcome = (outcome: Outcome): Hex => ask("encodeOutcome", { outcome });

/** The hash of a voucher, which the payer signs (with the EIP-191 prefix). The amount is cumulative. */
export const voucherHash = (channelId: Bytes32, amount: U256): Bytes32 => ask("voucherHash", { channelId, amount });

/** The hash that a challenger signs (with the EIP-191 prefix) to prove that a participant challenges. */
export const challengeHash = (stateHash: Bytes32): Bytes32 => ask("challengeHash", { stateHash });

/**
 * The address whose key signed a hash. The EIP-191 prefix is applied here, to the 32 bytes. Signatures with v 0 or 1
 * and those with a high s are taken, too. A signature of something else mostly is no error but gives another address.
 */
export const recoverSigner = (hash: Bytes32, signature: Bytes65): Bytes20 => ask("recoverSigner", { hash, signature });

/** The metadata of a guarantee: the destinations of its left and its right participant. */
export const guaranteeMetadata = (left: Bytes32, right: Bytes32): Hex => ask("guaranteeMetadata", { left, right });

/**
 * The word that the adjudicator's `statusOf` gives for a channel: turn record, time of finality (in seconds), and a
 * fingerprint of both hashes. After a checkpoint both hashes are zero, after a conclusion the state hash is.
 */
export const statusWord = (turnNumRecord: Uint48, finalizesAt: Uint48, stateHash: Bytes32, outcomeHash: Bytes32): Bytes32 =>
  ask("statusWord", { turnNumRecord, finalizesAt, stateHash, outcomeHash });

/**
 * What the adjudicator pays out of `holdings` to the allocations at `indices`, which increase; to all of them if there
 * are none. Where the contract would revert, the call is refused.
 */
export const payouts = (holdings: U256, allocations: readonly Allocation[], indices: readonly Uint32[] = []): PayoutEffects => ask("payouts", { holdings, allocations, indices });

/**
 * The allocations of a ledger after the guarantee at `index` of `source` was reclaimed: the first two amounts of
 * `target`, the allocations of the guaranteed channel, go to its left and right. Where the contract would revert, the
 * call is refused.
 */
export const reclaim = (source: readonly Allocation[], target: readonly Allocation[], index: Uint32): Allocation[] => ask("reclaim", { source, target, index });

/** The id that go-nitro (or, for the bridged and swap kinds, its fork of cerc-io) gives to an objective. */
export const objectiveId = (kind: ObjectiveIdKind, channelId: Bytes32): string => ask("objectiveId", { kind, channelId });

/** A quantity of a raw log: hex as in JSON-RPC, a number or bigint as libraries give it, or decimal. */
export type AdjudicatorLogQuantity = string | number | bigint;

/** A raw log of an adjudicator: an entry of `eth_getLogs`, or a log of viem or ethers. Other members are ignored. */
export interface AdjudicatorLog {
  /** The contract that emitted it. */
  readonly address: string;
  /** Its topics as 32-byte hex, the event's signature first. */
  readonly topics: readonly string[];
  /** Its data, as hex. */
  readonly data: string;
  /** The block; null while it is pending, which is refused. */
  readonly blockHash: string | null;
  /** The number of the block. */
  readonly blockNumber: AdjudicatorLogQuantity | null;
  /** The transaction. */
  readonly transactionHash: string | null;
  /** The place of the transaction in its block. */
  readonly transactionIndex: AdjudicatorLogQuantity | null;
  /** The place of the log in its block. This or `index` is needed. */
  readonly logIndex?: AdjudicatorLogQuantity | null | undefined;
  /** The same, as ethers 6 names it. */
  readonly index?: AdjudicatorLogQuantity | null | undefined;
  /** Whether a reorganisation has removed the log. */
  readonly removed?: boolean | undefined;
  /** The time of the block in seconds; few nodes give it. */
  readonly blockTimestamp?: AdjudicatorLogQuantity | null | undefined;
}

/** What a raw log does not say. */
export interface AdjudicatorLogContext {
  /** The chain that emitted the log (EIP-155). */
  readonly chainId: ChainId;
  /** The time of the log's block in seconds. May be left out if the log has `blockTimestamp`, or was removed. */
  readonly blockTimestamp?: Uint48 | undefined;
}

/** The events that logs of an adjudicator become. */
export type AdjudicatorEvent =
  | DepositDetected
  | ChallengeRegistered
  | ChallengeCleared
  | CheckpointRecorded
  | ChannelConcluded
  | AllocationUpdated
  | ReclaimDetected
  | ChainEventReverted;

const logMembers = ["address", "topics", "data", "blockHash", "blockNumber", "transactionHash", "transactionIndex", "logIndex", "index", "removed", "blockTimestamp"] as const;

/**
 * The event that a raw log states, ready to be appended; hex is lower-case. A log with `removed: true` becomes
 * `chain_event_reverted`. A challenge that is too large to be recorded whole is cut down and marked as `truncated`.
 * Logs with other topics than an adjudicator's are refused.
 */
export function decodeAdjudicatorLog(log: AdjudicatorLog, context: AdjudicatorLogContext): AdjudicatorEvent {
  if (typeof log !== "object" || log === null) throw invalidArgument(`A log must be an object, not ${describe(log)}.`, { path: "/log", expected: "an object", got: describe(log) });
  const { chainId, blockTimestamp } = optionsOf(context);
  return ask("decodeAdjudicatorLog", { log: plain(log), chainId, blockTimestamp });
}

/** The members of a log that matter, as JSON can carry them. */
function plain(log: AdjudicatorLog): Record<string, unknown> {
  const present = logMembers.filter((name) => log[name] !== undefined && log[name] !== null);
  return Object.fromEntries(present.map((name) => [name, typeof log[name] === "bigint" ? String(log[name]) : log[name]]));
}

/** What go-nitro's data does not say. */
export interface GoNitroContext {
  /** The chain of the channels (EIP-155). */
  readonly chainId: ChainId;
  /** The adjudicator that holds their deposits. */
  readonly adjudicator: Bytes20;
  /** The address of the node whose data it is. Stored channels say it; messages alone do not. */
  readonly me?: Bytes20 | undefined;
}

/** What an import of go-nitro's data gives. */
export interface GoNitroImport {
  /** The events, in an order in which they can have happened, without timestamps. */
  events: NewEvent[];
  /** Where each event comes from: JSON Pointers into the data. */
  sources: string[];
  /** What could not be carried over as it stands, and why. */
  remarks: GoNitroRemark[];
}

/**
 * The events that data of go-nitro (or cerc-io's fork) prove: a dump of its store, one message, or a list of messages.
 * The data is JSON text, never an object: `JSON.parse` would round its nonces and amounts. Every signature is recovered;
 * what cannot be carried over becomes a remark. Text that is no JSON is refused.
 */
export function importGoNitro(data: string, context: GoNitroContext): GoNitroImport {
  const { chainId, adjudicator, me } = optionsOf(context);
  return ask("importGoNitro", { data: text("data", data), chainId, adjudicator, me });
}

/** Calls a function of the core. */
function ask<T>(name: string, given: Record<string, unknown>): T {
  const { nitro } = core();
  const args = textOfArguments(given);
  return JSON.parse(call(() => nitro(name, args))) as T;
}
