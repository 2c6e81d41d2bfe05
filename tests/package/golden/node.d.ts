import { UrlLike, LogStorage, OpenOptions, DurableEventStore, Durability } from './shared.js';
export { AbortSignalLike, AddProposal, AdjudicationState, AdjudicatorEvent, AdjudicatorLog, AdjudicatorLogContext, AdjudicatorLogQuantity, Allocation, AllocationUpdated, AppendOptions, AppendPosition, AppendResult, ApprovedBy, AssetExit, BlockNumber, Body, Bytes, Bytes20, Bytes32, Bytes65, Candidate, ChainEventReverted, ChainHead, ChainHeadObserved, ChainId, ChainRef, ChainState, ChallengeCleared, ChallengeRegistered, ChannelConcluded, ChannelCreated, ChannelKind, ChannelState, CheckpointRecorded, Damage, Delivery, DepositAmount, DepositDetected, DiscardedCode, EventReader, EventStore, EventStoreOptions, EventType, EventsOptions, Extension, Finding, FindingDetails, FixedPart, Funding, GoNitroContext, GoNitroImport, GoNitroReason, GoNitroRemark, Guarantee, Handlers, Hex, Holding, ImportOptions, InitialStatus, Json, KeptSnapshot, KnownState, LedgerAsset, LedgerProposalReceived, LedgerProposalSigned, LedgerState, LogState, MemoryBytes, MessageReceived, MessageSent, Millis, Mode, NewEvent, ObjectiveApproved, ObjectiveCompleted, ObjectiveCreated, ObjectiveFailed, ObjectiveIdKind, ObjectiveKind, ObjectiveProgressed, ObjectiveRejected, ObjectiveSource, ObjectiveState, ObjectiveStatus, Offset, OnChainOutcome, OpenProgress, Opened, Outcome, PaidAllocation, PartialVariablePart, Participants, Payments, Payout, PayoutEffects, PayoutVia, Phase, Problem, ProofState, Proposal, ProposalRole, ProposalState, Protocol, Range, ReclaimDetected, RecordedEvent, RejectedVia, RemoveProposal, Rule, Severity, Sig, SignedState, Sigs, Snapshot, SnapshotCreated, SomeHandlers, StateChange, StatePurpose, StateReceived, StateSigned, StatelogError, StatelogErrorCode, StatelogEvent, SubscribeOptions, Subscription, SupportRule, SupportedState, Text, TransactionKind, TransactionResolved, TransactionResult, TransactionState, TransactionSubmitted, True, U256, U64, Uint32, Uint48, Uint8, UnknownOutcome, VariablePart, VerifyReport, VoucherReceived, VoucherSigned, asBigInt, canonicalize, eventId, init, isStatelogError, match, memoryStorage, nitro_d as nitro } from './shared.js';

/**
 * Opens the log in a file, by its path or `file:` URL; or a log in another storage. One writer at a time has a file, in
 * whatever process; a second one gets `LOCKED` and may open it with `readOnly`.
 */
declare function openLog(where: string | UrlLike | LogStorage, options?: OpenOptions): Promise<DurableEventStore>;

/** How a file is opened. */
interface FileStorageOptions {
    /** Never write; needs no lock, so a log can be read while another process writes it. */
    readOnly?: boolean;
    /** Create the file if there is none; default true, with `readOnly` false. Otherwise a missing file is `STORAGE_FAILED` with `details.missing`. */
    create?: boolean;
    /**
     * What a resolved append promises at least; default `"device"`. What a file holds is never less durable than `"os"`, so
     * `"memory"` acts as that.
     */
    durability?: Durability;
}
/**
 * Opens a file as the storage of a log. A path is as good as any other that leads to the same file. There is one writer
 * at a time, in whatever process or thread; a second one gets `LOCKED`.
 */
declare function fileStorage(path: string | UrlLike, options?: FileStorageOptions): Promise<LogStorage>;

export { Durability, DurableEventStore, LogStorage, OpenOptions, UrlLike, fileStorage, openLog };
export type { FileStorageOptions };
