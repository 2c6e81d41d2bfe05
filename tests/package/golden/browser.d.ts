import { Durability, UrlLike, OpenOptions, LogStorage, DurableEventStore } from './shared.js';
export { AbortSignalLike, AddProposal, AdjudicationState, AdjudicatorEvent, AdjudicatorLog, AdjudicatorLogContext, AdjudicatorLogQuantity, Allocation, AllocationUpdated, AppendOptions, AppendPosition, AppendResult, ApprovedBy, AssetExit, BlockNumber, Body, Bytes, Bytes20, Bytes32, Bytes65, Candidate, ChainEventReverted, ChainHead, ChainHeadObserved, ChainId, ChainRef, ChainState, ChallengeCleared, ChallengeRegistered, ChannelConcluded, ChannelCreated, ChannelKind, ChannelState, CheckpointRecorded, Damage, Delivery, DepositAmount, DepositDetected, DiscardedCode, EventReader, EventStore, EventStoreOptions, EventType, EventsOptions, Extension, Finding, FindingDetails, FixedPart, Funding, GoNitroContext, GoNitroImport, GoNitroReason, GoNitroRemark, Guarantee, Handlers, Hex, Holding, ImportOptions, InitialStatus, Json, KeptSnapshot, KnownState, LedgerAsset, LedgerProposalReceived, LedgerProposalSigned, LedgerState, LogState, MemoryBytes, MessageReceived, MessageSent, Millis, Mode, NewEvent, ObjectiveApproved, ObjectiveCompleted, ObjectiveCreated, ObjectiveFailed, ObjectiveIdKind, ObjectiveKind, ObjectiveProgressed, ObjectiveRejected, ObjectiveSource, ObjectiveState, ObjectiveStatus, Offset, OnChainOutcome, OpenProgress, Opened, Outcome, PaidAllocation, PartialVariablePart, Participants, Payments, Payout, PayoutEffects, PayoutVia, Phase, Problem, ProofState, Proposal, ProposalRole, ProposalState, Protocol, Range, ReclaimDetected, RecordedEvent, RejectedVia, RemoveProposal, Rule, Severity, Sig, SignedState, Sigs, Snapshot, SnapshotCreated, SomeHandlers, StateChange, StatePurpose, StateReceived, StateSigned, StatelogError, StatelogErrorCode, StatelogEvent, SubscribeOptions, Subscription, SupportRule, SupportedState, Text, TransactionKind, TransactionResolved, TransactionResult, TransactionState, TransactionSubmitted, True, U256, U64, Uint32, Uint48, Uint8, UnknownOutcome, VariablePart, VerifyReport, VoucherReceived, VoucherSigned, asBigInt, canonicalize, eventId, init, isStatelogError, match, memoryStorage, nitro_d as nitro } from './shared.js';

/** A `Worker`, by its shape, because not every TypeScript project knows the type. */
interface WorkerLike {
    postMessage(message: unknown, transfer: ArrayBuffer[]): void;
    terminate(): void;
}
/** Options of the browser's storages. */
interface BrowserStorageOptions {
    /** Opens without the lock, beside a writer; nothing can be written. */
    readOnly?: boolean;
    /** Whether to begin a log that is not there; otherwise that is `STORAGE_FAILED` with `details.missing`. Default true, with `readOnly` false. */
    create?: boolean;
    /** What a resolved `append` promises at least. Default `"device"`. */
    durability?: Durability;
    /**
     * Gives the worker that writes to the origin private file system, or the address of its script, for pages on which
     * neither the module file beside this package nor a `blob:` worker can start. It serves one log and ends with it.
     */
    worker?: () => WorkerLike | UrlLike | string;
}

/** Options of `openLog` in a browser. */
type BrowserOpenOptions = OpenOptions & Pick<BrowserStorageOptions, "worker">;
/**
 * Opens the log of a name, of which each origin has its own; or a log in another storage. It lives in the origin private
 * file system or, where no worker can write there, in IndexedDB: `opened.storage` says where and why. One tab at a time
 * writes a log; a second one gets `LOCKED` and may open it with `readOnly`, to follow it.
 */
declare function openLog(where: string | LogStorage, options?: BrowserOpenOptions): Promise<DurableEventStore>;

/** Opens a log in IndexedDB. */
declare function indexedDbStorage(name: string, options?: BrowserStorageOptions): Promise<LogStorage>;

/** Opens a log in the origin private file system. */
declare function opfsStorage(name: string, options?: BrowserStorageOptions): Promise<LogStorage>;

export { Durability, DurableEventStore, LogStorage, OpenOptions, UrlLike, indexedDbStorage, openLog, opfsStorage };
export type { BrowserOpenOptions, BrowserStorageOptions, WorkerLike };
