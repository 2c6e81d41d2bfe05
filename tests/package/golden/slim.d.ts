export { AbortSignalLike, AddProposal, AdjudicationState, AdjudicatorEvent, AdjudicatorLog, AdjudicatorLogContext, AdjudicatorLogQuantity, Allocation, AllocationUpdated, AppendOptions, AppendPosition, AppendResult, ApprovedBy, AssetExit, BlockNumber, Body, Bytes, Bytes20, Bytes32, Bytes65, Candidate, ChainEventReverted, ChainHead, ChainHeadObserved, ChainId, ChainRef, ChainState, ChallengeCleared, ChallengeRegistered, ChannelConcluded, ChannelCreated, ChannelKind, ChannelState, CheckpointRecorded, Damage, Delivery, DepositAmount, DepositDetected, DiscardedCode, Durability, DurableEventStore, EventReader, EventStore, EventStoreOptions, EventType, EventsOptions, Extension, Finding, FindingDetails, FixedPart, Funding, GoNitroContext, GoNitroImport, GoNitroReason, GoNitroRemark, Guarantee, Handlers, Hex, Holding, ImportOptions, InitialStatus, Json, KeptSnapshot, KnownState, LedgerAsset, LedgerProposalReceived, LedgerProposalSigned, LedgerState, LogState, LogStorage, MemoryBytes, MessageReceived, MessageSent, Millis, Mode, NewEvent, ObjectiveApproved, ObjectiveCompleted, ObjectiveCreated, ObjectiveFailed, ObjectiveIdKind, ObjectiveKind, ObjectiveProgressed, ObjectiveRejected, ObjectiveSource, ObjectiveState, ObjectiveStatus, Offset, OnChainOutcome, OpenOptions, OpenProgress, Opened, Outcome, PaidAllocation, PartialVariablePart, Participants, Payments, Payout, PayoutEffects, PayoutVia, Phase, Problem, ProofState, Proposal, ProposalRole, ProposalState, Protocol, Range, ReclaimDetected, RecordedEvent, RejectedVia, RemoveProposal, Rule, Severity, Sig, SignedState, Sigs, Snapshot, SnapshotCreated, SomeHandlers, StateChange, StatePurpose, StateReceived, StateSigned, StatelogError, StatelogErrorCode, StatelogEvent, SubscribeOptions, Subscription, SupportRule, SupportedState, Text, TransactionKind, TransactionResolved, TransactionResult, TransactionState, TransactionSubmitted, True, U256, U64, Uint32, Uint48, Uint8, UnknownOutcome, UrlLike, VariablePart, VerifyReport, VoucherReceived, VoucherSigned, asBigInt, canonicalize, eventId, isStatelogError, match, memoryStorage, nitro_d as nitro, openLog } from './shared.js';

/** What can be turned into bytes by waiting: a `Response`, or anything shaped like one. */
interface WasmResponse {
    readonly ok?: boolean;
    readonly status?: number;
    arrayBuffer(): Promise<ArrayBuffer>;
}
/**
 * Where the WebAssembly comes from: its address, its bytes, a compiled `WebAssembly.Module`, or a response that
 * delivers it. The members are described by shape, because not every TypeScript project knows the DOM's types.
 */
type WasmSource = string | {
    readonly href: string;
} | ArrayBuffer | ArrayBufferView | WasmResponse | WebAssemblyModule;
/** A compiled `WebAssembly.Module`; the language gives it no members to recognise it by. */
type WebAssemblyModule = object;
/**
 * Makes the core ready. Call it once and wait for it before anything else; further calls wait for the first.
 * A failed call may be repeated.
 */
declare function init(source: WasmSource | Promise<WasmSource>): Promise<void>;

export { init };
export type { WasmResponse, WasmSource, WebAssemblyModule };
