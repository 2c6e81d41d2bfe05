// Everything that the entries have in common; they differ in how the core is started. What is not named here is
// nobody's business.

export { asBigInt } from "./amounts.js";
export { canonicalize, eventId } from "./canonical.js";
export { DurableEventStore } from "./durable/durable-event-store.js";
export { openLog } from "./durable/open-log.js";
export type { Damage, DiscardedCode, KeptSnapshot, OpenOptions, OpenProgress, Opened } from "./durable/types.js";
export { StatelogError, isStatelogError } from "./errors.js";
export type { StatelogErrorCode } from "./errors.js";
export { EventStore } from "./event-store.js";
export { match } from "./match.js";
export * as nitro from "./nitro.js";
export type { Handlers, SomeHandlers } from "./match.js";
export type { AppendPosition, Durability, LogStorage } from "./storage/log-storage.js";
export { MemoryBytes, memoryStorage } from "./storage/memory.js";
export type {
  AbortSignalLike,
  AppendOptions,
  EventReader,
  EventStoreOptions,
  EventsOptions,
  ImportOptions,
  Range,
  RecordedEvent,
  StatelogEvent,
  SubscribeOptions,
  Subscription,
  UrlLike,
} from "./types.js";

// The events.
export type {
  AllocationUpdated, ChainEventReverted, ChainHeadObserved, ChallengeCleared, ChallengeRegistered,
  ChannelConcluded, ChannelCreated, CheckpointRecorded, DepositDetected, Extension, LedgerProposalReceived,
  LedgerProposalSigned, MessageReceived, MessageSent, NewEvent, ObjectiveApproved, ObjectiveCompleted, ObjectiveCreated,
  ObjectiveFailed, ObjectiveProgressed, ObjectiveRejected, ReclaimDetected, SnapshotCreated, StateReceived,
  StateSigned, TransactionResolved, TransactionSubmitted, VoucherReceived, VoucherSigned,
} from "./generated/statelog.js";

// What events are made of.
export type {
  AddProposal, Allocation, ApprovedBy, AssetExit, Candidate, ChainRef, ChannelKind, Delivery, DepositAmount,
  EventType, FixedPart, InitialStatus, ObjectiveKind, ObjectiveSource, Outcome, PartialVariablePart,
  Participants, PayoutVia, ProofState, Proposal, ProposalRole, Protocol, RejectedVia, RemoveProposal, Sig, Sigs,
  StatePurpose, SupportRule, TransactionKind, TransactionResult, VariablePart,
} from "./generated/statelog.js";

// What the functions of `nitro` take and give.
export type { AdjudicatorEvent, AdjudicatorLog, AdjudicatorLogContext, AdjudicatorLogQuantity, GoNitroContext, GoNitroImport } from "./nitro.js";
export type { GoNitroReason, GoNitroRemark, ObjectiveIdKind, PaidAllocation, PayoutEffects } from "./generated/statelog.js";

// The forms of single values.
export type {
  BlockNumber, Body, Bytes, Bytes20, Bytes32, Bytes65, ChainId, Hex, Json, Millis, Offset, Text, True, U256, U64, Uint32, Uint48,
  Uint8,
} from "./generated/statelog.js";

// What is derived from a log.
export type {
  AdjudicationState, AppendResult, ChainHead, ChainState, ChannelState, Finding, FindingDetails, Funding, Guarantee, Holding, KnownState, LedgerAsset,
  LedgerState, LogState, Mode, ObjectiveState, ObjectiveStatus, OnChainOutcome, Payments, Payout, Phase,
  Problem, ProposalState, Rule, Severity, SignedState, Snapshot, StateChange, SupportedState, TransactionState, UnknownOutcome,
  VerifyReport,
} from "./generated/statelog.js";
