/** Bytes as lower-case hex with the prefix `0x`. */
type Hex = `0x${string}`;
/** 20 bytes: an address. */
type Bytes20 = Hex;
/** 32 bytes: a hash or an id. */
type Bytes32 = Hex;
/** 65 bytes: a signature, r, s and v. */
type Bytes65 = Hex;
/** Up to 16,384 bytes. */
type Bytes = Hex;
/** An integer within 0..2^256-1 as a decimal string. */
type U256 = string;
/** An integer within 0..2^64-1 as a decimal string. */
type U64 = string;
/** An integer within 0..2^48-1. */
type Uint48 = number;
/** An integer within 0..2^32-1. */
type Uint32 = number;
/** An integer within 0..255. */
type Uint8 = number;
/** Unix time in milliseconds. */
type Millis = number;
/** A place in the log, or a length of it, from 0. */
type Offset = number;
/** The id of a chain (EIP-155). */
type ChainId = number;
/** The number of a block. */
type BlockNumber = number;
/** At most 1,024 UTF-16 code units. */
type Text = string;
/** At most 32,768 bytes of UTF-8. */
type Body = string;
/** A flag that is either true or left out. */
type True = true;
/** Any JSON value. */
type Json = unknown;
/** 1 to 255 addresses. */
type Participants = Bytes20[];
/** One or more signatures. */
type Sigs = Sig[];
/** The assets of an outcome, in order. */
type Outcome = AssetExit[];
/** The state of the fold at a length. It can be resumed only together with its log. */
interface Snapshot {
    /** The number of events that the state is folded from. */
    length: Offset;
    /** The hash of the state. */
    stateHash: Bytes32;
    /** The version of the fold. */
    foldVersion: Uint32;
    /** Whether an event of the log commits to it. */
    committed: boolean;
    /** The offset of that event. */
    offset?: Offset;
}


/**
 * A chain as derived from the log.
 */
interface ChainState {
    /**
     * The chain.
     */
    chainId: ChainId;
    /**
     * The largest block time seen, in seconds: the clock of the chain.
     */
    time: Uint48;
    /**
     * The number of canonical facts.
     */
    facts: Uint32;
    /**
     * What is held for whom, by contract, asset and destination.
     */
    holdings: Holding[];
    /**
     * The latest head observed.
     */
    head?: ChainHead;
}

/**
 * A challenge was answered (contract event `ChallengeCleared`).
 */
interface ChallengeCleared {
    type: "challenge_cleared";
    /**
     * The channel.
     */
    channelId: Bytes32;
    /**
     * The turn record from now on.
     */
    newTurnNumRecord: Uint48;
    /**
     * Where on the chain.
     */
    chain: ChainRef;
    /**
     * The state that answered it, from calldata.
     */
    candidate?: Candidate;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * A change of a ledger channel.
 */
type Proposal = AddProposal | RemoveProposal;

/**
 * A channel as derived from the log.
 */
interface ChannelState {
    /**
     * The id.
     */
    channelId: Bytes32;
    /**
     * Which arithmetic binds the id to the fixed part.
     */
    protocol: Protocol;
    /**
     * What it is used for.
     */
    kind: ChannelKind;
    /**
     * What the participants agreed on once.
     */
    fixedPart: FixedPart;
    /**
     * Its chain.
     */
    chainId: ChainId;
    /**
     * The contract that holds its deposits.
     */
    adjudicator: Bytes20;
    /**
     * Which signatures support a state.
     */
    supportRule: SupportRule;
    /**
     * How far it has got in its life.
     */
    phase: Phase;
    /**
     * Every distinct state known, by turn, then hash.
     */
    states: KnownState[];
    /**
     * One row per asset of the prefund outcome or ever deposited; none for
     * virtual channels.
     */
    funding: Funding[];
    /**
     * What the adjudicator knows of it.
     */
    adjudication: AdjudicationState;
    /**
     * What the adjudicator paid out of it, in chain order.
     */
    payouts: Payout[];
    /**
     * Our transactions about it.
     */
    transactions: TransactionState[];
    /**
     * The number of events that belong to it, from its creation on.
     */
    eventCount: Offset;
    /**
     * The offset of its creation.
     */
    firstOffset: Offset;
    /**
     * The offset of its last event.
     */
    lastOffset: Offset;
    /**
     * When it was created, in milliseconds.
     */
    createdAt: Millis;
    /**
     * When its last event was recorded, in milliseconds.
     */
    updatedAt: Millis;
    /**
     * What the rules find about it.
     */
    findings: Finding[];
    /**
     * Our place among the participants.
     */
    myIndex?: Uint8;
    /**
     * The supported state with the highest turn.
     */
    latestSupported?: SupportedState;
    /**
     * The state with the highest turn that we signed.
     */
    latestSigned?: SignedState;
    /**
     * Vouchers; only for virtual channels.
     */
    payments?: Payments;
    /**
     * Balances and proposals; only for ledgers.
     */
    ledger?: LedgerState;
}

/**
 * A channel is known from now on.
 */
interface ChannelCreated {
    type: "channel_created";
    /**
     * The hash of the fixed part.
     */
    channelId: Bytes32;
    /**
     * Which arithmetic binds the id to the fixed part.
     */
    protocol: Protocol;
    /**
     * What the participants agree on once.
     */
    fixedPart: FixedPart;
    /**
     * What the channel is used for.
     */
    kind: ChannelKind;
    /**
     * The chain of its adjudicator. Ids name no chain, so the log must.
     */
    chainId: ChainId;
    /**
     * The contract that holds its deposits.
     */
    adjudicator: Bytes20;
    /**
     * Which signatures support a state.
     */
    supportRule: SupportRule;
    /**
     * Our place among the participants; left out by an observer.
     */
    myIndex?: Uint8;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * A channel state that is known, with its signers.
 */
interface KnownState {
    /**
     * The turn number.
     */
    turnNum: Uint48;
    /**
     * The hash that the signatures are over.
     */
    stateHash: Bytes32;
    /**
     * Whether it is final.
     */
    isFinal: boolean;
    /**
     * Who signed it, ascending.
     */
    signers: Uint8[];
    /**
     * Whether the support rule is met.
     */
    supported: boolean;
    /**
     * The offset of the event that showed it first.
     */
    firstOffset: Offset;
}

/**
 * A deposit that a transaction makes.
 */
interface DepositAmount {
    /**
     * The asset.
     */
    asset: Bytes20;
    /**
     * The amount of the deposit.
     */
    amount: U256;
    /**
     * The holdings that the transaction expects to find.
     */
    expectedHeld: U256;
}

/**
 * A fact as it is given, told apart by its `type`. Without a `timestamp` it is
 * stamped when it is recorded.
 */
type NewEvent = ObjectiveCreated | ObjectiveApproved | ObjectiveRejected | ObjectiveProgressed | ObjectiveCompleted | ObjectiveFailed | ChannelCreated | StateSigned | StateReceived | LedgerProposalSigned | LedgerProposalReceived | VoucherSigned | VoucherReceived | DepositDetected | ChallengeRegistered | ChallengeCleared | CheckpointRecorded | ChannelConcluded | AllocationUpdated | ReclaimDetected | ChainEventReverted | ChainHeadObserved | TransactionSubmitted | TransactionResolved | MessageSent | MessageReceived | SnapshotCreated | Extension;

/**
 * A fact that the union does not know.
 */
interface Extension {
    type: "extension";
    /**
     * Who defines the fact.
     */
    namespace: Text;
    /**
     * What it is called there.
     */
    name: Text;
    /**
     * The fact, in whatever form the namespace defines.
     */
    payload: Bytes;
    /**
     * Whether a reader that does not know the fact misunderstands the channel.
     */
    critical: boolean;
    /**
     * The channel it is about.
     */
    channelId?: Bytes32;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * A guarantee of a ledger for a virtual channel.
 */
interface Guarantee {
    /**
     * The guaranteed channel.
     */
    target: Bytes32;
    /**
     * The amount.
     */
    amount: U256;
    /**
     * The destination of the left participant.
     */
    left: Bytes32;
    /**
     * The destination of the right participant.
     */
    right: Bytes32;
    /**
     * 1 or 2.
     */
    allocationType: Uint8;
}

/**
 * A guarantee was resolved into its ledger's balances (contract event `Reclaimed`).
 */
interface ReclaimDetected {
    type: "reclaim_detected";
    /**
     * The ledger channel.
     */
    channelId: Bytes32;
    /**
     * The place of the asset in the ledger's outcome.
     */
    assetIndex: Uint32;
    /**
     * Where on the chain.
     */
    chain: ChainRef;
    /**
     * The guaranteed channel, from calldata.
     */
    targetChannelId?: Bytes32;
    /**
     * The place of the guarantee in the ledger's outcome, from calldata.
     */
    indexOfTargetInSource?: Uint32;
    /**
     * The place of the asset in the target's outcome, from calldata.
     */
    targetAssetIndex?: Uint32;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * A ledger channel's balances at its latest supported state, and its
 * proposals in turn order.
 */
interface LedgerState {
    /**
     * The assets in the order of the outcome.
     */
    assets: LedgerAsset[];
    /**
     * Every proposal known.
     */
    proposals: ProposalState[];
}

/**
 * A message arrived.
 */
interface MessageReceived {
    type: "message_received";
    /**
     * By convention the SHA-256 of the full body.
     */
    messageId: Bytes32;
    /**
     * The address that sent it.
     */
    from: Bytes20;
    /**
     * The body as it arrived.
     */
    body: Body;
    /**
     * Says that the body was cut because it was too large.
     */
    truncated?: True;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * A peer sent us a signed state.
 */
interface StateReceived {
    type: "state_received";
    /**
     * The channel.
     */
    channelId: Bytes32;
    /**
     * The state.
     */
    state: PartialVariablePart;
    /**
     * The hash that the signatures are over.
     */
    stateHash: Bytes32;
    /**
     * The signatures it came with.
     */
    sigs: Sigs;
    /**
     * The address that sent it.
     */
    from: Bytes20;
    /**
     * The message that it came in.
     */
    messageId?: Bytes32;
    /**
     * Says that parts were dropped because the whole was too large.
     */
    truncated?: True;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * A reorganisation removed a log that was recorded before.
 */
interface ChainEventReverted {
    type: "chain_event_reverted";
    /**
     * The chain.
     */
    chainId: ChainId;
    /**
     * The block that held the log.
     */
    blockHash: Bytes32;
    /**
     * The transaction that emitted it.
     */
    txHash: Bytes32;
    /**
     * Its place in the block.
     */
    logIndex: Uint32;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * A signature of a participant.
 */
interface Sig {
    /**
     * r, s and v over the EIP-191 digest of the state hash.
     */
    signature: Bytes65;
    /**
     * The place of the signer among the participants.
     */
    signerIndex: Uint8;
}

/**
 * A signed proposal of a ledger.
 */
interface ProposalState {
    /**
     * The turn of the resulting state.
     */
    turnNum: Uint48;
    /**
     * The change.
     */
    proposal: Proposal;
    /**
     * Who signed the resulting state, ascending.
     */
    signers: Uint8[];
}

/**
 * A state as evidence: like `VariablePart`, but data and outcome may be
 * missing where the event that holds it is `truncated`.
 */
interface PartialVariablePart {
    /**
     * The turn number.
     */
    turnNum: Uint48;
    /**
     * Whether the state is final.
     */
    isFinal: boolean;
    /**
     * Data of the application; left out only if `truncated`.
     */
    appData?: Bytes;
    /**
     * Who would get what; left out only if `truncated`.
     */
    outcome?: Outcome;
}

/**
 * A state that supports a candidate.
 */
interface ProofState {
    /**
     * The state.
     */
    state: VariablePart;
    /**
     * The signatures as they stand in the log.
     */
    sigs: Bytes65[];
}

/**
 * A transaction of ours.
 */
interface TransactionState {
    /**
     * What it does.
     */
    kind: TransactionKind;
    /**
     * The offset of its submission.
     */
    offset: Offset;
    /**
     * Its hash.
     */
    txHash?: Bytes32;
    /**
     * What became of it.
     */
    result?: TransactionResult;
}

/**
 * A value of derived state that a range of events changed.
 */
interface StateChange {
    /**
     * The id of the channel or objective, or `chain:` and the id of a chain.
     */
    entity: Text;
    /**
     * JSON Pointer (RFC 6901) to the value in the entity's state.
     */
    path: Text;
    /**
     * The offset of the event that changed it last.
     */
    offset: Offset;
    /**
     * The value before; left out if it was not there.
     */
    before?: Json;
    /**
     * The value after; left out if it is not there any more.
     */
    after?: Json;
}

/**
 * All logs up to this block have been appended. A challenge that times out emits no
 * log, so only this tells a replay that time has passed.
 */
interface ChainHeadObserved {
    type: "chain_head_observed";
    /**
     * The chain.
     */
    chainId: ChainId;
    /**
     * The block.
     */
    blockNumber: BlockNumber;
    /**
     * Its hash.
     */
    blockHash: Bytes32;
    /**
     * Its time, in seconds.
     */
    blockTimestamp: Uint48;
    /**
     * The latest block that the chain will not reorganise any more.
     */
    finalizedBlockNumber?: BlockNumber;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * An amount of one asset for one destination.
 */
interface Allocation {
    /**
     * An address padded to 32 bytes (external), or a channel id (internal).
     */
    destination: Bytes32;
    /**
     * The amount, in the smallest unit of the asset.
     */
    amount: U256;
    /**
     * 0 simple, 1 withdraw helper, 2 guarantee.
     */
    allocationType: Uint8;
    /**
     * For a guarantee: the destinations of left and right, 64 bytes.
     */
    metadata: Bytes;
}

/**
 * An amount that the adjudicator paid out.
 */
interface Payout {
    /**
     * The asset.
     */
    asset: Bytes20;
    /**
     * Who got it.
     */
    destination: Bytes32;
    /**
     * How much.
     */
    amount: U256;
    /**
     * The offset of the event that says so.
     */
    offset: Offset;
}

/**
 * An objective as derived from the log.
 */
interface ObjectiveState {
    /**
     * The id.
     */
    objectiveId: Text;
    /**
     * What it is for.
     */
    kind: ObjectiveKind;
    /**
     * How far it has got.
     */
    status: ObjectiveStatus;
    /**
     * Other channels that it needs.
     */
    relatedChannels: Bytes32[];
    /**
     * Who asked for it.
     */
    source: ObjectiveSource;
    /**
     * Every correlation id seen on its events, in order of first appearance.
     */
    correlationIds: Text[];
    /**
     * When it was created, in milliseconds.
     */
    createdAt: Millis;
    /**
     * When its last event was recorded, in milliseconds.
     */
    updatedAt: Millis;
    /**
     * The number of events that belong to it, from its creation on.
     */
    eventCount: Offset;
    /**
     * The offset of its creation.
     */
    firstOffset: Offset;
    /**
     * The offset of its last event.
     */
    lastOffset: Offset;
    /**
     * What the rules find about it.
     */
    findings: Finding[];
    /**
     * The channel that it owns.
     */
    channelId?: Bytes32;
    /**
     * What it waits for.
     */
    waitingFor?: Text;
    /**
     * What went wrong, while it has failed.
     */
    error?: Text;
}

/**
 * An objective begins: something that the participants want to bring about together.
 */
interface ObjectiveCreated {
    type: "objective_created";
    /**
     * Unique per objective; for the fund and defund kinds a known prefix and the channel id.
     */
    objectiveId: Text;
    /**
     * What the objective is for.
     */
    kind: ObjectiveKind;
    /**
     * Who asked for it. A local request is an own fact, a peer's payload an observed one.
     */
    source: ObjectiveSource;
    /**
     * The status it starts with.
     */
    status: InitialStatus;
    /**
     * The channel that the objective owns.
     */
    channelId?: Bytes32;
    /**
     * Other channels that it needs, such as the ledgers of a virtual channel.
     */
    relatedChannels?: Bytes32[];
    /**
     * Our place among the participants.
     */
    role?: Uint8;
    /**
     * The peer that asked for it.
     */
    peer?: Bytes20;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * An objective whose id is a prefix and a channel id.
 */
type ObjectiveIdKind = "direct_fund" | "direct_defund" | "virtual_fund" | "virtual_defund" | "bridged_fund" | "bridged_defund" | "mirror_bridged_defund" | "swap_fund" | "swap_defund" | "swap";

/**
 * Everything that the log says, at one length.
 */
interface LogState {
    /**
     * The number of events folded.
     */
    length: Offset;
    /**
     * The hash of the state.
     */
    stateHash: Bytes32;
    /**
     * The objectives in order of creation.
     */
    objectives: ObjectiveState[];
    /**
     * The channels in order of creation.
     */
    channels: ChannelState[];
    /**
     * The chains in order of first appearance.
     */
    chains: ChainState[];
    /**
     * What the rules find in all of it.
     */
    findings: Finding[];
}

/**
 * Figures of a finding for those who act on it.
 */
interface FindingDetails {
    /**
     * What was expected.
     */
    expected?: Text;
    /**
     * What was found.
     */
    got?: Text;
    /**
     * The turn that the finding is about.
     */
    turnNum?: Uint48;
    /**
     * The participant that the finding is about.
     */
    signerIndex?: Uint8;
    /**
     * Until when something can be done, in seconds of the chain's clock.
     */
    deadline?: Uint48;
    /**
     * What can be done.
     */
    advice?: Text;
}

/**
 * Funds moved according to the outcome (contract event `AllocationUpdated`).
 */
interface AllocationUpdated {
    type: "allocation_updated";
    /**
     * The channel.
     */
    channelId: Bytes32;
    /**
     * What it held before.
     */
    initialHoldings: U256;
    /**
     * What it holds now.
     */
    finalHoldings: U256;
    /**
     * Which call moved the funds.
     */
    via: PayoutVia;
    /**
     * Where on the chain.
     */
    chain: ChainRef;
    /**
     * The place of the asset in the outcome; this or `asset` is required.
     */
    assetIndex?: Uint32;
    /**
     * The asset; this or `assetIndex` is required.
     */
    asset?: Bytes20;
    /**
     * The allocations that were paid; `[]` means all, left out means unknown.
     */
    indices?: Uint32[];
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * How a rejection came about.
 */
type RejectedVia = "policy" | "api" | "counterparty_notice";

/**
 * How bad a finding is.
 */
type Severity = "info" | "warn" | "error" | "critical";

/**
 * How far a channel has got in its life. A challenge is a mode, not a phase.
 */
type Phase = "proposed" | "open" | "closing" | "concluded" | "withdrawn";

/**
 * How far a message has got.
 */
type Delivery = "queued" | "written" | "gave_up";

/**
 * How far an objective has got.
 */
type ObjectiveStatus = "unapproved" | "approved" | "rejected" | "completed" | "failed";

/**
 * How far one asset of a channel is funded.
 */
interface Funding {
    /**
     * The asset.
     */
    asset: Bytes20;
    /**
     * The total of the prefund outcome; 0 where no prefund is known.
     */
    required: U256;
    /**
     * What the adjudicator holds for the channel.
     */
    held: U256;
    /**
     * Whether `held` is certain.
     */
    exact: boolean;
    /**
     * Whether the prefund is known and `held` covers it.
     */
    funded: boolean;
    /**
     * Whether a reorganisation could still change `held`.
     */
    provisional: boolean;
}

/**
 * How one asset is divided among destinations.
 */
interface AssetExit {
    /**
     * The contract of the asset; zero is the chain's native asset.
     */
    asset: Bytes20;
    /**
     * 0 default, 1 ERC-721, 2 ERC-1155, 3 qualified.
     */
    assetType: Uint8;
    /**
     * Further description of the asset, by its type.
     */
    assetMetadata: Bytes;
    /**
     * Paid in this order until the holdings run out.
     */
    allocations: Allocation[];
}

/**
 * One asset of a ledger.
 */
interface LedgerAsset {
    /**
     * The asset.
     */
    asset: Bytes20;
    /**
     * The leader's balance.
     */
    leader: U256;
    /**
     * The follower's balance.
     */
    follower: U256;
    /**
     * The guarantees, ascending by target.
     */
    guarantees: Guarantee[];
}

/**
 * Proposes a guarantee for a virtual channel.
 */
interface AddProposal {
    kind: "add";
    /**
     * The virtual channel to guarantee.
     */
    target: Bytes32;
    /**
     * The whole amount of the guarantee.
     */
    amount: U256;
    /**
     * The destination of the left participant.
     */
    left: Bytes32;
    /**
     * The destination of the right participant.
     */
    right: Bytes32;
    /**
     * How much of the amount the left participant gives.
     */
    leftDeposit: U256;
    /**
     * The type of the guarantee, 1 or 2; 2 if left out.
     */
    allocationType?: Uint8;
    /**
     * The asset; the ledger's only one if left out.
     */
    asset?: Bytes20;
}

/**
 * Proposes to dissolve a guarantee.
 */
interface RemoveProposal {
    kind: "remove";
    /**
     * The virtual channel that was guaranteed.
     */
    target: Bytes32;
    /**
     * How much of the guarantee goes back to the left participant.
     */
    leftAmount: U256;
    /**
     * The asset; the ledger's only one if left out.
     */
    asset?: Bytes20;
}

/**
 * Somebody challenges with a state (contract event `ChallengeRegistered`).
 */
interface ChallengeRegistered {
    type: "challenge_registered";
    /**
     * The channel.
     */
    channelId: Bytes32;
    /**
     * When the channel finalizes unless the challenge is answered, in seconds.
     */
    finalizesAt: Uint48;
    /**
     * The state that is claimed to be the latest. The log names no signers.
     */
    candidate: Candidate;
    /**
     * The states that support it.
     */
    proof: ProofState[];
    /**
     * Where on the chain.
     */
    chain: ChainRef;
    /**
     * The challenger's signature, from calldata.
     */
    challengerSig?: Bytes65;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * Something in go-nitro's data that was not carried over as it stands.
 */
interface GoNitroRemark {
    /**
     * JSON Pointer (RFC 6901) to it. It goes on inside texts and base64 that hold JSON.
     */
    path: Text;
    /**
     * Why it was not.
     */
    reason: GoNitroReason;
    /**
     * What was found and what was expected.
     */
    message: Text;
}

/**
 * Something in the log that breaks a rule, with the events that prove it.
 */
interface Finding {
    /**
     * The rule.
     */
    rule: Rule;
    /**
     * How bad it is.
     */
    severity: Severity;
    /**
     * What was found, what was expected, and why it matters.
     */
    message: Text;
    /**
     * Every event that is needed to see it, ascending.
     */
    offsets: Offset[];
    /**
     * Which of the things that the rule names it is.
     */
    name?: Text;
    /**
     * The channel that it is about.
     */
    channelId?: Bytes32;
    /**
     * The objective that it is about.
     */
    objectiveId?: Text;
    /**
     * Figures for those who act on it.
     */
    details?: FindingDetails;
    /**
     * The offset of the event that settled it.
     */
    resolvedBy?: Offset;
}

/**
 * Something that must hold of every log and does not of this one.
 */
interface Problem {
    /**
     * What kind of problem it is.
     */
    code: Text;
    /**
     * What was found and what was expected.
     */
    message: Text;
    /**
     * The offset of the event that shows it.
     */
    offset?: Offset;
}

/**
 * The adjudicator holds a deposit (contract event `Deposited`).
 */
interface DepositDetected {
    type: "deposit_detected";
    /**
     * The channel, or any other destination.
     */
    channelId: Bytes32;
    /**
     * The asset.
     */
    asset: Bytes20;
    /**
     * What the destination holds now: the running total, as the contract emits it.
     */
    nowHeld: U256;
    /**
     * Where on the chain.
     */
    chain: ChainRef;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * The channel was concluded with a final state (contract event `Concluded`).
 */
interface ChannelConcluded {
    type: "channel_concluded";
    /**
     * The channel.
     */
    channelId: Bytes32;
    /**
     * When it finalized, in seconds: the time of the block.
     */
    finalizesAt: Uint48;
    /**
     * Where on the chain.
     */
    chain: ChainRef;
    /**
     * The final state, from calldata.
     */
    candidate?: Candidate;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * The hash of the state at a length, committed to the log.
 */
interface SnapshotCreated {
    type: "snapshot_created";
    /**
     * The number of events that the state is folded from.
     */
    length: Offset;
    /**
     * The hash of that state.
     */
    stateHash: Bytes32;
    /**
     * The version of the fold that computed it.
     */
    foldVersion: Uint32;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * The id of a replay rule. `docs/rules.md` says what each of them asks for.
 */
type Rule = "L3" | "L5" | "L6" | "O1" | "O2" | "O3" | "O4" | "O5" | "O6" | "O7" | "O8" | "O9" | "S1" | "S2" | "S3" | "S4" | "S5" | "S7" | "S9" | "S10" | "S11" | "S12" | "S13" | "S14" | "S15" | "S16" | "S17" | "S18" | "S19" | "S20" | "P1" | "P2" | "P3" | "P4" | "P5" | "P6" | "P7" | "P8" | "VR1" | "VR2" | "VR3" | "VR4" | "VR5" | "VR6" | "F2" | "F3" | "F4" | "F5" | "F6" | "C1" | "C2" | "C3" | "C4" | "C5" | "C6" | "C7" | "C8" | "C9" | "C10" | "C11" | "C13" | "C14" | "C15" | "C16" | "C17" | "M1" | "M2" | "M3" | "M4" | "M6" | "N1" | "N3";

/**
 * The latest block of a chain that was observed.
 */
interface ChainHead {
    /**
     * The block.
     */
    blockNumber: BlockNumber;
    /**
     * Its hash.
     */
    blockHash: Bytes32;
    /**
     * Its time, in seconds.
     */
    blockTimestamp: Uint48;
    /**
     * The latest block that will not be reorganised.
     */
    finalizedBlockNumber?: BlockNumber;
}

/**
 * The objective could not be carried on.
 */
interface ObjectiveFailed {
    type: "objective_failed";
    /**
     * The objective.
     */
    objectiveId: Text;
    /**
     * What went wrong.
     */
    error: Text;
    /**
     * Whether it may be approved again.
     */
    retryable: boolean;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * The objective has reached a point where it waits for something.
 */
interface ObjectiveProgressed {
    type: "objective_progressed";
    /**
     * The objective.
     */
    objectiveId: Text;
    /**
     * What it waits for; go-nitro's names of pause points, or others.
     */
    waitingFor: Text;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * The objective has reached its goal.
 */
interface ObjectiveCompleted {
    type: "objective_completed";
    /**
     * The objective.
     */
    objectiveId: Text;
    /**
     * Why it is completed although a rule speaks against it.
     */
    override?: Text;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * The objective will not be pursued.
 */
interface ObjectiveRejected {
    type: "objective_rejected";
    /**
     * The objective.
     */
    objectiveId: Text;
    /**
     * How the rejection came about. A notice is an observed fact, the others are own.
     */
    via: RejectedVia;
    /**
     * The participant whose notice it was.
     */
    by?: Bytes20;
    /**
     * Why.
     */
    reason?: Text;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * The outcome on chain, if the log determines it.
 */
type OnChainOutcome = Outcome | UnknownOutcome;

/**
 * The part of a channel state that changes from turn to turn.
 */
interface VariablePart {
    /**
     * Data of the application, opaque here.
     */
    appData: Bytes;
    /**
     * Who would get what if the channel closed with this state.
     */
    outcome: Outcome;
    /**
     * The turn number: prefund 0, postfund 1, then updates.
     */
    turnNum: Uint48;
    /**
     * Whether the state may be concluded at once when all have signed it.
     */
    isFinal: boolean;
}

/**
 * The payer of a virtual channel promised us an amount.
 */
interface VoucherReceived {
    type: "voucher_received";
    /**
     * The virtual channel.
     */
    channelId: Bytes32;
    /**
     * The whole amount promised so far.
     */
    amount: U256;
    /**
     * The payer's signature of channel id and amount.
     */
    signature: Bytes65;
    /**
     * The address that sent it.
     */
    from: Bytes20;
    /**
     * The message that it came in.
     */
    messageId?: Bytes32;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * The peer sent us its signature of the ledger state that results from a proposal.
 */
interface LedgerProposalReceived {
    type: "ledger_proposal_received";
    /**
     * The ledger channel.
     */
    ledgerId: Bytes32;
    /**
     * The turn of the resulting state.
     */
    turnNum: Uint48;
    /**
     * The change.
     */
    proposal: Proposal;
    /**
     * Which side the peer is.
     */
    role: ProposalRole;
    /**
     * The hash of the resulting state, which the signature is over.
     */
    stateHash: Bytes32;
    /**
     * The peer's signature.
     */
    sig: Sig;
    /**
     * The address that sent it.
     */
    from: Bytes20;
    /**
     * The message that it came in.
     */
    messageId?: Bytes32;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * The state that a challenge, checkpoint or conclusion was made with.
 */
interface Candidate {
    /**
     * The state.
     */
    state: PartialVariablePart;
    /**
     * The signatures as they stand in the log or the calldata.
     */
    sigs: Bytes65[];
    /**
     * The hash of the state; required if `truncated`.
     */
    stateHash?: Bytes32;
    /**
     * Says that parts were dropped because the whole was too large.
     */
    truncated?: True;
}

/**
 * The state with the highest turn that we signed.
 */
interface SignedState {
    /**
     * The turn number.
     */
    turnNum: Uint48;
    /**
     * The hash of the state.
     */
    stateHash: Bytes32;
}

/**
 * The status an objective starts with.
 */
type InitialStatus = "unapproved" | "approved";

/**
 * The supported state with the highest turn.
 */
interface SupportedState {
    /**
     * The turn number.
     */
    turnNum: Uint48;
    /**
     * The hash of the state.
     */
    stateHash: Bytes32;
    /**
     * Whether it is final.
     */
    isFinal: boolean;
    /**
     * Who would get what; left out where the event was truncated or a ledger
     * state could not be derived.
     */
    outcome?: Outcome;
}

/**
 * The tag of an event type, a stable string.
 */
type EventType = "objective_created" | "objective_approved" | "objective_rejected" | "objective_progressed" | "objective_completed" | "objective_failed" | "channel_created" | "state_signed" | "state_received" | "ledger_proposal_signed" | "ledger_proposal_received" | "voucher_signed" | "voucher_received" | "deposit_detected" | "challenge_registered" | "challenge_cleared" | "checkpoint_recorded" | "channel_concluded" | "allocation_updated" | "reclaim_detected" | "chain_event_reverted" | "chain_head_observed" | "transaction_submitted" | "transaction_resolved" | "message_sent" | "message_received" | "snapshot_created" | "extension";

/**
 * The turn record was raised outside a challenge (contract event `Checkpointed`).
 */
interface CheckpointRecorded {
    type: "checkpoint_recorded";
    /**
     * The channel.
     */
    channelId: Bytes32;
    /**
     * The turn record from now on.
     */
    newTurnNumRecord: Uint48;
    /**
     * Where on the chain.
     */
    chain: ChainRef;
    /**
     * The state that raised it, from calldata.
     */
    candidate?: Candidate;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * The vouchers of a virtual channel.
 */
interface Payments {
    /**
     * What the payer can promise at most.
     */
    startingBalance: U256;
    /**
     * The largest voucher within the starting balance.
     */
    paid: U256;
    /**
     * What is left.
     */
    remaining: U256;
    /**
     * The number of vouchers signed or received.
     */
    vouchers: Offset;
}

/**
 * The word for an outcome that the log does not determine.
 */
type UnknownOutcome = "unknown";

/**
 * We agree to take part.
 */
interface ObjectiveApproved {
    type: "objective_approved";
    /**
     * The objective.
     */
    objectiveId: Text;
    /**
     * What approved it.
     */
    by: ApprovedBy;
    /**
     * The name of the policy.
     */
    policy?: Text;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * We are about to send a transaction.
 */
interface TransactionSubmitted {
    type: "transaction_submitted";
    /**
     * The channel it is about.
     */
    channelId: Bytes32;
    /**
     * What it does.
     */
    kind: TransactionKind;
    /**
     * The objective it belongs to.
     */
    objectiveId?: Text;
    /**
     * Its hash, where it is known before sending.
     */
    txHash?: Bytes32;
    /**
     * The deposits that it makes.
     */
    amounts?: DepositAmount[];
    /**
     * The hash of the state that it uses.
     */
    stateHash?: Bytes32;
    /**
     * Why it is sent although a rule speaks against it.
     */
    override?: Text;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * We know what became of a transaction.
 */
interface TransactionResolved {
    type: "transaction_resolved";
    /**
     * What became of it.
     */
    result: TransactionResult;
    /**
     * Its hash. Where it is left out, or unknown to the submission, `causationId` is
     * the id of the submission.
     */
    txHash?: Bytes32;
    /**
     * The transaction that took its place.
     */
    replacedBy?: Bytes32;
    /**
     * Why.
     */
    reason?: Text;
    /**
     * Where on the chain it is.
     */
    chain?: ChainRef;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * We promised an amount to the payee of a virtual channel.
 */
interface VoucherSigned {
    type: "voucher_signed";
    /**
     * The virtual channel.
     */
    channelId: Bytes32;
    /**
     * The whole amount promised so far; a larger voucher replaces a smaller one.
     */
    amount: U256;
    /**
     * The payer's signature of channel id and amount.
     */
    signature: Bytes65;
    /**
     * Why it is signed although a rule speaks against it.
     */
    override?: Text;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * We sent a message, or are about to.
 */
interface MessageSent {
    type: "message_sent";
    /**
     * By convention the SHA-256 of the full body.
     */
    messageId: Bytes32;
    /**
     * The address it is for.
     */
    to: Bytes20;
    /**
     * The body as it is sent.
     */
    body: Body;
    /**
     * How far it has got.
     */
    delivery: Delivery;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * We signed a state.
 */
interface StateSigned {
    type: "state_signed";
    /**
     * The channel.
     */
    channelId: Bytes32;
    /**
     * The state.
     */
    state: VariablePart;
    /**
     * The hash that the signature is over.
     */
    stateHash: Bytes32;
    /**
     * Our signature.
     */
    sig: Sig;
    /**
     * What it is signed for.
     */
    purpose?: StatePurpose;
    /**
     * Why it is signed although a rule speaks against it.
     */
    override?: Text;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * We signed the ledger state that results from a proposal.
 */
interface LedgerProposalSigned {
    type: "ledger_proposal_signed";
    /**
     * The ledger channel.
     */
    ledgerId: Bytes32;
    /**
     * The turn of the resulting state.
     */
    turnNum: Uint48;
    /**
     * The change.
     */
    proposal: Proposal;
    /**
     * Which side we are.
     */
    role: ProposalRole;
    /**
     * The hash of the resulting state, which the signature is over.
     */
    stateHash: Bytes32;
    /**
     * Our signature.
     */
    sig: Sig;
    /**
     * Why it is signed although a rule speaks against it.
     */
    override?: Text;
    /**
     * When this node recorded the fact. Left out on append, the store
     * stamps it; it never decreases along the log.
     */
    timestamp?: Millis;
    /**
     * The id of the event that led to this one; it is already in the log.
     */
    causationId?: Bytes32;
    /**
     * Ties the events of one business action; normally the objective id.
     */
    correlationId?: Text;
}

/**
 * What a channel is used for.
 */
type ChannelKind = "ledger" | "virtual" | "direct" | "swap" | "other";

/**
 * What a contract holds for a destination.
 */
interface Holding {
    /**
     * The adjudicator.
     */
    contract: Bytes20;
    /**
     * The asset.
     */
    asset: Bytes20;
    /**
     * The channel or other destination.
     */
    destination: Bytes32;
    /**
     * How much.
     */
    held: U256;
    /**
     * Whether `held` is certain.
     */
    exact: boolean;
}

/**
 * What a payout call on one asset does.
 */
interface PayoutEffects {
    /**
     * What each selected allocation is paid, in order; it may be nothing.
     */
    payouts: PaidAllocation[];
    /**
     * All allocations with what is left to them.
     */
    allocations: Allocation[];
    /**
     * The sum of the payouts.
     */
    total: U256;
    /**
     * Whether nothing is left to any allocation.
     */
    allocatesOnlyZeros: boolean;
}

/**
 * What a state is signed for.
 */
type StatePurpose = "prefund" | "postfund" | "update" | "final" | "redemption" | "challenge";

/**
 * What a transaction of ours does.
 */
type TransactionKind = "approve" | "deposit" | "withdraw_all" | "conclude" | "challenge" | "checkpoint" | "transfer" | "transfer_all" | "reclaim" | "other";

/**
 * What an objective is for.
 */
type ObjectiveKind = "direct_fund" | "direct_defund" | "virtual_fund" | "virtual_defund" | "swap" | "other";

/**
 * What approved an objective.
 */
type ApprovedBy = "api" | "policy";

/**
 * What became of a transaction.
 */
type TransactionResult = "mined" | "reverted" | "dropped" | "replaced";

/**
 * What became of an appended event.
 */
interface AppendResult {
    /**
     * Where the event is in the log.
     */
    offset: Offset;
    /**
     * Its id.
     */
    eventId: Bytes32;
    /**
     * Whether the log held the fact already; then nothing was appended.
     */
    duplicate: boolean;
}

/**
 * What checking a log from its bytes found.
 */
interface VerifyReport {
    /**
     * Whether there is no problem.
     */
    ok: boolean;
    /**
     * The number of events.
     */
    length: Offset;
    /**
     * The Merkle root, recomputed.
     */
    root: Bytes32;
    /**
     * The hash of the state, folded again from the first event.
     */
    stateHash: Bytes32;
    /**
     * Every problem, in the order of the log.
     */
    problems: Problem[];
    /**
     * The number of signatures checked.
     */
    signaturesChecked: Uint32;
    /**
     * How many pairs of states were compared that different ways of folding led to.
     */
    statesCompared: Uint32;
    /**
     * The offset of the first event after which ways of folding disagree; left out if
     * they agree.
     */
    divergesAt?: Offset;
}

/**
 * What one allocation is paid.
 */
interface PaidAllocation {
    /**
     * Who gets it.
     */
    destination: Bytes32;
    /**
     * How much.
     */
    amount: U256;
}

/**
 * What the adjudicator knows of a channel.
 */
interface AdjudicationState {
    /**
     * The mode at the time of the chain's latest block.
     */
    mode: Mode;
    /**
     * The highest turn that the adjudicator has seen.
     */
    turnNumRecord: Uint48;
    /**
     * Whether a reorganisation could still change this.
     */
    provisional: boolean;
    /**
     * Whether the log leaves open that the status was kept.
     */
    assumed: boolean;
    /**
     * When the channel finalizes or finalized, in seconds; left out if no
     * challenge runs.
     */
    finalizesAt?: Uint48;
    /**
     * The hash of the state that a challenge registered; left out if it is zero, as
     * it is before any challenge and after a checkpoint or a conclusion.
     */
    stateHash?: Bytes32;
    /**
     * The outcome on chain; left out if there is none.
     */
    outcome?: OnChainOutcome;
    /**
     * The status word of the contract (`statusOf`): turn record, finality, and
     * fingerprint of state and outcome; left out if the outcome is not known, and
     * for opaque channels.
     */
    statusWord?: Bytes32;
}

/**
 * What the adjudicator would say of a channel now.
 */
type Mode = "open" | "challenge" | "finalized";

/**
 * What the participants agree on once and what the channel id is the hash of.
 */
interface FixedPart {
    /**
     * The addresses that sign states; the index of an address is its signer index.
     */
    participants: Participants;
    /**
     * Makes the channel id unique among channels of the same participants.
     */
    channelNonce: U64;
    /**
     * The contract that decides which states are supported on chain.
     */
    appDefinition: Bytes20;
    /**
     * How long a challenge can be answered, in seconds.
     */
    challengeDuration: Uint48;
}

/**
 * Where on a chain a fact was observed.
 */
interface ChainRef {
    /**
     * The chain.
     */
    chainId: ChainId;
    /**
     * The adjudicator that emitted the log.
     */
    contract: Bytes20;
    /**
     * The block that holds the log.
     */
    blockNumber: BlockNumber;
    /**
     * The hash of that block.
     */
    blockHash: Bytes32;
    /**
     * The time of that block, in seconds.
     */
    blockTimestamp: Uint48;
    /**
     * The transaction that emitted the log.
     */
    txHash: Bytes32;
    /**
     * The place of the transaction in the block.
     */
    txIndex: Uint32;
    /**
     * The place of the log in the block.
     */
    logIndex: Uint32;
}

/**
 * Which arithmetic binds a channel id to its fixed part.
 */
type Protocol = "nitro-2" | "opaque";

/**
 * Which contract call moved funds.
 */
type PayoutVia = "transfer" | "transfer_all" | "conclude_and_transfer" | "mirror" | "unknown";

/**
 * Which side of a ledger signs a proposal.
 */
type ProposalRole = "leader" | "follower";

/**
 * Which signatures support a state.
 */
type SupportRule = "unanimous" | "virtual_payment" | "turn_taking" | "custom";

/**
 * Who asked for an objective.
 */
type ObjectiveSource = "local_request" | "peer_payload";

/**
 * Why something of go-nitro's data was not carried over.
 */
type GoNitroReason = "malformed" | "unknown" | "mismatch" | "signature" | "history" | "no_event" | "too_large";

/** The bigint of an amount. */
declare function asBigInt(amount: U256 | U64): bigint;

/** The canonical JSON of an event (RFC 8785), as the log stores it: without the `offset` and `eventId` of a recorded one. */
declare function canonicalize(event: NewEvent): string;
/** The id of an event: SHA-256 of a zero byte and its canonical JSON. An `eventId` that it has already must be the same. */
declare function eventId(event: NewEvent): Bytes32;

declare global {
    interface SymbolConstructor {
        /** The name of the method that `using` calls; undefined in engines without it. */
        readonly dispose: unique symbol;
        /** The name of the method that `await using` calls; undefined in engines without it. */
        readonly asyncDispose: unique symbol;
    }
}
/** A fact, past tense, immutable; told apart by its `type`. */
type StatelogEvent = NewEvent & {
    timestamp: Millis;
};
/** An event as the log holds it. */
type RecordedEvent = StatelogEvent & {
    offset: Offset;
    eventId: Bytes32;
};
/** The events [from, to); left out, the start is 0 and the end is the length. */
interface Range {
    from?: number;
    to?: number;
}
/** Options of `append` and `appendBatch`. */
interface AppendOptions {
    /** The length that the log must have, or the append fails with `CONFLICT` (details: `expected`, `actual`). */
    expectedLength?: number;
}
/** Options of a store. */
interface EventStoreOptions {
    /** The least number of events between two automatic snapshots, a cache in memory; 0 for none. Default 1000. */
    snapshotInterval?: number;
    /**
     * When signatures are checked, which costs far more than everything else: on `append`, so that an event with somebody
     * else's signature is refused; only by `audit({ signatures: true })` and `verify()`; or never. Ids and hashes are
     * checked always. Default `"append"`.
     */
    verifySignatures?: "append" | "audit" | "never";
    /** How many blocks make a fact final, by chain id; only moves the flag `provisional`. Default 0. */
    confirmations?: Record<number, number>;
    /** The clock, in milliseconds since 1970; stamps events without a timestamp. Default `Date.now`. */
    now?: () => number;
    /** 32 lower-case hex digits. Default random. */
    logId?: string;
    /** Gets what subscribers throw. Default `reportError`, or where that is missing an uncaught error. */
    onError?: (error: unknown, context: {
        subscription: number;
        offset: number;
    }) => void;
}
/** Options of `EventStore.import`. */
interface ImportOptions extends EventStoreOptions {
    /** Takes the good beginning of a damaged log instead of refusing the whole. */
    salvage?: boolean;
}
/** An `AbortSignal`, by its shape, because not every TypeScript project knows the type. */
interface AbortSignalLike {
    readonly aborted: boolean;
    addEventListener(type: "abort", listener: () => void): void;
    removeEventListener(type: "abort", listener: () => void): void;
}
/** A `URL`, by its shape. */
interface UrlLike {
    readonly href: string;
}
/** Options of `subscribe`. */
interface SubscribeOptions {
    /** The first offset to deliver; `"end"`, the default, is the length at the call. */
    from?: number | "start" | "end";
    /** Only events of these types. */
    types?: readonly EventType[];
    /** Only events that belong to this channel. */
    channelId?: Bytes32;
    /** Only events that belong to this objective. */
    objectiveId?: string;
    /** Unsubscribes when it is aborted. */
    signal?: AbortSignalLike;
    /** Called once, when everything recorded before has been delivered. */
    onCaughtUp?: () => void;
}
/** Options of `events`. */
interface EventsOptions {
    /** The first offset. Default 0. */
    from?: number;
    /** Only events of these types. */
    types?: readonly EventType[];
    /** Ends the iteration when it is aborted. */
    signal?: AbortSignalLike;
}
/** A running subscription. */
interface Subscription {
    /** Names the subscription in `onError`. */
    readonly id: number;
    /** The next offset to look at; after unsubscribing, where it stopped. */
    readonly checkpoint: number;
    /** Ends the subscription; nothing is delivered afterwards. May be called again. */
    unsubscribe(): void;
    [Symbol.dispose](): void;
}
/** Everything that can be read from a log. */
interface EventReader {
    /** The number of events, which is the next offset. */
    readonly length: number;
    /** 32 lower-case hex digits that name the log. */
    readonly logId: string;
    /** The event at an offset; undefined from the length on. */
    get(offset: number): RecordedEvent | undefined;
    /** The events from an offset on, at most `limit`. */
    readFrom(offset?: number, limit?: number): RecordedEvent[];
    /** The events [start, end). */
    readRange(start: number, end: number): RecordedEvent[];
    /** The events that belong to a channel. */
    readChannel(channelId: Bytes32, range?: Range): RecordedEvent[];
    /** The events that belong to an objective. */
    readObjective(objectiveId: string, range?: Range): RecordedEvent[];
    /** The events recorded by now, read page by page. */
    [Symbol.iterator](): IterableIterator<RecordedEvent>;
    /** The events recorded so far, then new ones as they are recorded. Closing and aborting end it quietly. */
    events(options?: EventsOptions): AsyncIterable<RecordedEvent>;
    /**
     * Calls back for every matching event once, in offset order: first for recorded ones from `from` on, before
     * `subscribe` returns, then for new ones before the appending call returns. The callback may append, subscribe,
     * unsubscribe or close; what it appends is delivered after what is queued. All subscribers share one frozen object.
     */
    subscribe(callback: (event: RecordedEvent, offset: number) => void, options?: SubscribeOptions): Subscription;
    /** The ids of the channels created so far. */
    channelIds(): Bytes32[];
    /** The ids of the objectives created so far. */
    objectiveIds(): string[];
    /** A channel after the events [0, at); undefined before its creation. */
    reconstructChannel(channelId: Bytes32, options?: {
        at?: number;
    }): ChannelState | undefined;
    /** An objective after the events [0, at); undefined before its creation. */
    reconstructObjective(objectiveId: string, options?: {
        at?: number;
    }): ObjectiveState | undefined;
    /** Everything after the events [0, at). */
    reconstruct(options?: {
        at?: number;
    }): LogState;
    /** What the events [from, to) changed. */
    diff(from: number, to: number): StateChange[];
    /** Folds events into a state of your own. */
    fold<S>(evolve: (state: S, event: RecordedEvent) => S, initial: S, range?: Range & {
        types?: readonly EventType[];
    }): S;
    /** The latest snapshot at or before a length. */
    getLatestSnapshot(beforeOffset?: number): Snapshot | undefined;
    /** A hash of the state after the events [0, at), equal on every platform. */
    stateHash(options?: {
        at?: number;
    }): Bytes32;
    /**
     * What the rules find in the events [0, at), in the order of the last event that each finding needs. With `signatures`,
     * ids, hashes and signatures are checked too: each event once, however often you ask.
     */
    audit(options?: {
        at?: number;
        signatures?: boolean;
    }): Finding[];
    /** Checks the log from its bytes. */
    verify(): VerifyReport;
    /** The root of the Merkle tree over the first `length` event ids. */
    root(length?: number): Bytes32;
    /** The text of a `.statelog` file with the first `to` events. */
    export(options?: {
        to?: number;
    }): string;
    /** The events [from, to), one canonical JSON object per line. */
    export(options: {
        from?: number;
        to?: number;
        format: "events";
    }): string;
}

/** Everything that can be read from a log. */
declare abstract class Reader implements EventReader {
    #private;
    get length(): number;
    get logId(): string;
    get(offset: number): RecordedEvent | undefined;
    readFrom(offset?: number, limit?: number): RecordedEvent[];
    readRange(start: number, end: number): RecordedEvent[];
    readChannel(channelId: Bytes32, within?: Range): RecordedEvent[];
    readObjective(objectiveId: string, within?: Range): RecordedEvent[];
    [Symbol.iterator](): IterableIterator<RecordedEvent>;
    events(options?: EventsOptions): AsyncIterable<RecordedEvent>;
    subscribe(onEvent: (event: RecordedEvent, offset: number) => void, options?: SubscribeOptions): Subscription;
    channelIds(): Bytes32[];
    objectiveIds(): string[];
    reconstructChannel(channelId: Bytes32, options?: {
        at?: number;
    }): ChannelState | undefined;
    reconstructObjective(objectiveId: string, options?: {
        at?: number;
    }): ObjectiveState | undefined;
    reconstruct(options?: {
        at?: number;
    }): LogState;
    diff(from: number, to: number): StateChange[];
    fold<S>(evolve: (state: S, event: RecordedEvent) => S, initial: S, within?: Range & {
        types?: readonly EventType[];
    }): S;
    getLatestSnapshot(beforeOffset?: number): Snapshot | undefined;
    stateHash(options?: {
        at?: number;
    }): Bytes32;
    audit(options?: {
        at?: number;
        signatures?: boolean;
    }): Finding[];
    verify(): VerifyReport;
    root(length?: number): Bytes32;
    export(options?: {
        to?: number;
    }): string;
    export(options: {
        from?: number;
        to?: number;
        format: "events";
    }): string;
}

/**
 * What a resolved `append` promises. `"memory"`: nothing beyond the life of the process. `"os"`: the bytes survive the
 * death of the process, not that of the machine. `"device"`: they survive a power failure, as far as the device keeps its
 * word.
 */
type Durability = "memory" | "os" | "device";
/** Where an append begins, and what the log will be after it. */
interface AppendPosition {
    /** The number of bytes that are stored before these. */
    at: number;
    /** The number of events of the log once these bytes are stored. */
    length: number;
}
/**
 * Where the bytes of one log live. A writer calls one method at a time and waits for its promise, except that `read`,
 * `readAside`, `size`, `watch` and `close` may be called while another runs. Whatever fails, fails by rejecting; a `StatelogError`
 * reaches the user of the log as it is, anything else as the cause of `STORAGE_FAILED`.
 *
 * `storageContract` from `statelog/testing` tests an implementation.
 */
interface LogStorage {
    /** What kind of place it is, for people: `"file"`, `"opfs"`, `"indexeddb"`, `"memory"`, or your own word. */
    readonly kind: string;
    /** What a resolved `append` promises. */
    readonly durability: Durability;
    /**
     * The stored bytes from a position on (default 0), in chunks of any size, up to the end at the moment of the call or
     * later. From the end on there is nothing to read, which is no error.
     */
    read(from?: number): AsyncIterable<Uint8Array>;
    /**
     * Stores bytes behind the first `at` bytes. Resolves once they are as durable as `durability` says, and never when only
     * a part of them is. If the stored bytes end elsewhere, another writer was here: rejects with `CONFLICT` and stores
     * nothing. Where the place is full, rejects with `STORAGE_FULL`. The caller must not change `bytes` before the promise
     * is settled. No bytes at all are still an append: whatever is stored already is made as durable.
     */
    append(bytes: Uint8Array, position: AppendPosition): Promise<void>;
    /**
     * Saves the bytes from `at` on under a name that is not in use (`.torn-<n>`), then drops them, both durably. Resolves
     * to that name. An empty rest is saved like any other. A position beyond the end rejects with `INVALID_ARGUMENT`.
     */
    truncate(at: number): Promise<{
        savedAs: string;
    }>;
    /** The content of a small companion of the log, such as a snapshot; undefined if there is none of that name. */
    readAside(name: string): Promise<Uint8Array | undefined>;
    /** Replaces the content of a companion, atomically: a crash leaves the old content or the new. */
    writeAside(name: string, bytes: Uint8Array): Promise<void>;
    /** The number of stored bytes, so that opening a large log can tell how far it is. */
    size?(): Promise<number>;
    /** Calls back whenever bytes may have been appended by another writer; returns a function that ends that. */
    watch?(onGrow: () => void): () => void;
    /** Releases the lock and everything else. May be called again. Other calls reject afterwards. */
    close(): Promise<void>;
}

/** Options of `openLog`. */
interface OpenOptions extends EventStoreOptions {
    /** Opens the log to read, beside its writer, and follows what it appends. Nothing is created, cut or changed. */
    readOnly?: boolean;
    /** Opens a damaged log up to the last commit before the damage, to read. */
    salvage?: boolean;
    /** Whether a log that does not exist is created. Default true, and false with `readOnly` or `salvage`. */
    create?: boolean;
    /**
     * The least that a resolved `append` must promise: that the event survives a power failure (`"device"`), the end of the
     * process (`"os"`), or nothing (`"memory"`). Default: `"device"` for files and in browsers, what a storage promises for
     * a storage. `opened.durability` says what it is.
     */
    durability?: Durability;
    /** Called while a log is read. */
    onProgress?: (progress: OpenProgress) => void;
    /** Gives up opening when it is aborted: `openLog` rejects with its reason. */
    signal?: AbortSignalLike;
}
/** How far opening a log is. */
interface OpenProgress {
    /** The number of bytes read. */
    bytes: number;
    /** The number of bytes there are, where the storage knows it. */
    totalBytes?: number;
    /** The number of events read. */
    events: number;
}
/** What was found when a log was opened, and what was done about it. */
interface Opened {
    /** Whether the log was created just now. */
    readonly created: boolean;
    /** The number of events that were in it. */
    readonly length: number;
    /** What a resolved `append` promises. */
    readonly durability: Durability;
    /** Where the log lives. `reason` says why not in a better place. */
    readonly storage: {
        readonly kind: string;
        readonly reason?: string;
    };
    /** The last write had been interrupted before anybody was told that it succeeded; a writer saved its bytes and cut them. */
    readonly torn?: {
        readonly bytes: number;
        readonly savedAs?: string;
    };
    /** The log is damaged; what is here lies before the damage. */
    readonly damage?: Damage;
    /** The last line lacked only its end, which a writer has put back. */
    readonly lineFeedMissing?: true;
    /** What became of the snapshot that was kept beside the log, if there is one. */
    readonly snapshot?: KeptSnapshot;
    /** What the browser answered when asked to keep the log even when room gets short. */
    readonly persisted?: boolean;
}
/**
 * A snapshot that was kept beside a log: used, from its length on, because an event of the log commits to it; or discarded,
 * which changes no answer, only the time it takes.
 */
type KeptSnapshot = {
    readonly length: number;
} | {
    readonly discarded: {
        readonly code: DiscardedCode;
        readonly message: string;
    };
};
/**
 * Why a snapshot is not used: another version of the fold made it; no event of the log commits to it; it is not what the
 * log commits to; it cannot be understood; its storage could not read it.
 */
type DiscardedCode = "FOLD_VERSION" | "NOT_COMMITTED" | "WRONG_HASH" | "MALFORMED" | "UNREADABLE";
/** Where a log is damaged and how it shows. */
interface Damage {
    /** The byte at which the first damaged line begins. */
    readonly position: number;
    /** The number of commits before it. */
    readonly commit: number;
    /** The first offset that is lost. */
    readonly offset: number;
    /** The offset behind the lost ones, where something behind the damage tells it. */
    readonly end?: number;
    /** What was expected there, and what was found. */
    readonly difference: string;
    /** All of this as a sentence, and what to do. */
    readonly message: string;
}

/**
 * An event log in a storage, with everything derived from it. `openLog` opens one. Reading sees at once what was
 * appended; `append` resolves, and subscribers are called, when it is durable.
 */
declare class DurableEventStore extends Reader {
    #private;
    [Symbol.asyncDispose]: () => Promise<void>;
    /** What was found when the log was opened, and what was done about it. */
    readonly opened: Opened;
    /** The number of events that are durable: all that were acknowledged. */
    get durableLength(): number;
    /**
     * Records one event; resolves when it is durable, a duplicate when its original is. Fails with what
     * `EventStore.append` fails with, and then nothing was recorded; with `READ_ONLY`; or with `STORAGE_FAILED`,
     * `STORAGE_FULL` or `CONFLICT` if it could not be written: then nothing can be appended any more, and only opening the
     * log again tells whether the event is in it.
     */
    append(event: NewEvent, options?: AppendOptions): Promise<AppendResult>;
    /** Records several events as one commit, all of them or none; resolves when they are durable. Fails like `append`. */
    appendBatch(events: readonly NewEvent[], options?: AppendOptions): Promise<AppendResult[]>;
    /** Commits the state to the log: appends a `snapshot_created` with its hash, and keeps the snapshot beside the log. */
    createSnapshot(): Promise<Snapshot>;
    /** Resolves when everything that was appended before is durable. */
    flush(): Promise<void>;
    /**
     * Makes everything durable, marks the log as closed, and lets go of it: of its lock, its memory, its subscriptions.
     * Nothing can be appended or read any more. May be called again. Fails if the last write does; the log is let go of
     * all the same.
     */
    close(): Promise<void>;
}

/** Opens a log in a storage. The log closes the storage, also when opening fails. */
declare function openLog(storage: LogStorage, options?: OpenOptions): Promise<DurableEventStore>;

/** Why a call failed. Codes never change their meaning; new ones may appear. */
type StatelogErrorCode = "INVALID_ARGUMENT" | "INVALID_EVENT" | "TIMESTAMP_REGRESSION" | "CONFLICT" | "IDENTITY_CONFLICT" | "RULE_VIOLATION" | "UNKNOWN_FORMAT" | "CORRUPT_LOG" | "LOCKED" | "READ_ONLY" | "STORAGE_FAILED" | "STORAGE_FULL" | "CLOSED" | "FATAL";
/** A failed call. Nothing was recorded by it. */
declare class StatelogError extends Error {
    /** What went wrong, for programs. */
    readonly code: StatelogErrorCode;
    /** What belongs to the code, such as `path`, `expected` and `got` of `INVALID_EVENT`. */
    readonly details: Record<string, unknown>;
    constructor(code: StatelogErrorCode, message: string, details?: Record<string, unknown>, options?: {
        cause?: unknown;
    });
}
/**
 * Whether a caught value is an error of this package and, if given, has this code. Unlike `instanceof` it recognises
 * errors of another copy of the package and of another realm.
 */
declare function isStatelogError(error: unknown, code?: StatelogErrorCode): error is StatelogError;

/** An event log in memory, with everything derived from it. */
declare class EventStore extends Reader {
    #private;
    [Symbol.dispose]: () => void;
    /** A new, empty log. */
    constructor(options?: EventStoreOptions);
    /**
     * Reads a log: the text of a `.statelog` file, taken as it is, or bare events, one JSON object per line. Nothing is
     * refused for what it says, only for its form.
     */
    static import(log: string | Uint8Array, options?: ImportOptions): EventStore;
    /**
     * Records one event. A fact that the log holds already is not recorded again: see `duplicate` of the result. A
     * recorded event, of this log or another, is taken too: its `eventId` must be that of its content, its `offset` is
     * ignored, for here it gets a place of its own.
     */
    append(event: NewEvent, options?: AppendOptions): AppendResult;
    /** Records several events as one commit: all of them or, if one is refused (details: `index`), none. */
    appendBatch(events: readonly NewEvent[], options?: AppendOptions): AppendResult[];
    /** Commits the state to the log: appends a `snapshot_created` with its hash. */
    createSnapshot(): Snapshot;
    /** Ends subscriptions and iterations and gives the memory back; nothing can be appended or read any more. May be called again. */
    close(): void;
}

/** One handler per type of event. */
type Handlers<E extends NewEvent, R> = {
    [T in EventType]: (event: Extract<E, {
        type: T;
    }>) => R;
};
/** Handlers for some types, and one for all others. */
type SomeHandlers<E extends NewEvent, R> = Partial<Handlers<E, R>> & {
    otherwise: (event: E) => R;
};
/**
 * Calls the handler of the event's type and returns what it returns. Either every type has a handler, or `otherwise`
 * takes the rest; the compiler checks it.
 */
declare function match<E extends NewEvent, R>(event: E, handlers: Handlers<E, R> | SomeHandlers<E, R>): R;

/** The id of a channel: the hash of its fixed part. It names neither chain nor adjudicator. */
declare const channelId: (fixedPart: FixedPart) => Bytes32;
/** The hash of a state, which its participants sign (with the EIP-191 prefix). */
declare const stateHash: (fixedPart: FixedPart, state: VariablePart) => Bytes32;
/** The hash of an outcome. */
declare const outcomeHash: (outcome: Outcome) => Bytes32;
/** The ABI encoding of an outcome, of any length. */
declare const encodeOutcome: (outcome: Outcome) => Hex;
/** The hash of a voucher, which the payer signs (with the EIP-191 prefix). The amount is cumulative. */
declare const voucherHash: (channelId: Bytes32, amount: U256) => Bytes32;
/** The hash that a challenger signs (with the EIP-191 prefix) to prove that a participant challenges. */
declare const challengeHash: (stateHash: Bytes32) => Bytes32;
/**
 * The address whose key signed a hash. The EIP-191 prefix is applied here, to the 32 bytes. Signatures with v 0 or 1
 * and those with a high s are taken, too. A signature of something else mostly is no error but gives another address.
 */
declare const recoverSigner: (hash: Bytes32, signature: Bytes65) => Bytes20;
/** The metadata of a guarantee: the destinations of its left and its right participant. */
declare const guaranteeMetadata: (left: Bytes32, right: Bytes32) => Hex;
/**
 * The word that the adjudicator's `statusOf` gives for a channel: turn record, time of finality (in seconds), and a
 * fingerprint of both hashes. After a checkpoint both hashes are zero, after a conclusion the state hash is.
 */
declare const statusWord: (turnNumRecord: Uint48, finalizesAt: Uint48, stateHash: Bytes32, outcomeHash: Bytes32) => Bytes32;
/**
 * What the adjudicator pays out of `holdings` to the allocations at `indices`, which increase; to all of them if there
 * are none. Where the contract would revert, the call is refused.
 */
declare const payouts: (holdings: U256, allocations: readonly Allocation[], indices?: readonly Uint32[]) => PayoutEffects;
/**
 * The allocations of a ledger after the guarantee at `index` of `source` was reclaimed: the first two amounts of
 * `target`, the allocations of the guaranteed channel, go to its left and right. Where the contract would revert, the
 * call is refused.
 */
declare const reclaim: (source: readonly Allocation[], target: readonly Allocation[], index: Uint32) => Allocation[];
/** The id that go-nitro (or, for the bridged and swap kinds, its fork of cerc-io) gives to an objective. */
declare const objectiveId: (kind: ObjectiveIdKind, channelId: Bytes32) => string;
/** A quantity of a raw log: hex as in JSON-RPC, a number or bigint as libraries give it, or decimal. */
type AdjudicatorLogQuantity = string | number | bigint;
/** A raw log of an adjudicator: an entry of `eth_getLogs`, or a log of viem or ethers. Other members are ignored. */
interface AdjudicatorLog {
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
interface AdjudicatorLogContext {
    /** The chain that emitted the log (EIP-155). */
    readonly chainId: ChainId;
    /** The time of the log's block in seconds. May be left out if the log has `blockTimestamp`, or was removed. */
    readonly blockTimestamp?: Uint48 | undefined;
}
/** The events that logs of an adjudicator become. */
type AdjudicatorEvent = DepositDetected | ChallengeRegistered | ChallengeCleared | CheckpointRecorded | ChannelConcluded | AllocationUpdated | ReclaimDetected | ChainEventReverted;
/**
 * The event that a raw log states, ready to be appended; hex is lower-case. A log with `removed: true` becomes
 * `chain_event_reverted`. A challenge that is too large to be recorded whole is cut down and marked as `truncated`.
 * Logs with other topics than an adjudicator's are refused.
 */
declare function decodeAdjudicatorLog(log: AdjudicatorLog, context: AdjudicatorLogContext): AdjudicatorEvent;
/** What go-nitro's data does not say. */
interface GoNitroContext {
    /** The chain of the channels (EIP-155). */
    readonly chainId: ChainId;
    /** The adjudicator that holds their deposits. */
    readonly adjudicator: Bytes20;
    /** The address of the node whose data it is. Stored channels say it; messages alone do not. */
    readonly me?: Bytes20 | undefined;
}
/** What an import of go-nitro's data gives. */
interface GoNitroImport {
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
declare function importGoNitro(data: string, context: GoNitroContext): GoNitroImport;

type nitro_d_AdjudicatorEvent = AdjudicatorEvent;
type nitro_d_AdjudicatorLog = AdjudicatorLog;
type nitro_d_AdjudicatorLogContext = AdjudicatorLogContext;
type nitro_d_AdjudicatorLogQuantity = AdjudicatorLogQuantity;
type nitro_d_GoNitroContext = GoNitroContext;
type nitro_d_GoNitroImport = GoNitroImport;
declare const nitro_d_challengeHash: typeof challengeHash;
declare const nitro_d_channelId: typeof channelId;
declare const nitro_d_decodeAdjudicatorLog: typeof decodeAdjudicatorLog;
declare const nitro_d_encodeOutcome: typeof encodeOutcome;
declare const nitro_d_guaranteeMetadata: typeof guaranteeMetadata;
declare const nitro_d_importGoNitro: typeof importGoNitro;
declare const nitro_d_objectiveId: typeof objectiveId;
declare const nitro_d_outcomeHash: typeof outcomeHash;
declare const nitro_d_payouts: typeof payouts;
declare const nitro_d_reclaim: typeof reclaim;
declare const nitro_d_recoverSigner: typeof recoverSigner;
declare const nitro_d_stateHash: typeof stateHash;
declare const nitro_d_statusWord: typeof statusWord;
declare const nitro_d_voucherHash: typeof voucherHash;
declare namespace nitro_d {
  export { nitro_d_challengeHash as challengeHash, nitro_d_channelId as channelId, nitro_d_decodeAdjudicatorLog as decodeAdjudicatorLog, nitro_d_encodeOutcome as encodeOutcome, nitro_d_guaranteeMetadata as guaranteeMetadata, nitro_d_importGoNitro as importGoNitro, nitro_d_objectiveId as objectiveId, nitro_d_outcomeHash as outcomeHash, nitro_d_payouts as payouts, nitro_d_reclaim as reclaim, nitro_d_recoverSigner as recoverSigner, nitro_d_stateHash as stateHash, nitro_d_statusWord as statusWord, nitro_d_voucherHash as voucherHash };
  export type { nitro_d_AdjudicatorEvent as AdjudicatorEvent, nitro_d_AdjudicatorLog as AdjudicatorLog, nitro_d_AdjudicatorLogContext as AdjudicatorLogContext, nitro_d_AdjudicatorLogQuantity as AdjudicatorLogQuantity, nitro_d_GoNitroContext as GoNitroContext, nitro_d_GoNitroImport as GoNitroImport };
}

/** Bytes that several storages can share, one after the other: what a file is to a file storage. */
declare class MemoryBytes {
    /** The bytes of the log. */
    log: Uint8Array<ArrayBuffer>;
    /** The companions by name. */
    readonly aside: Map<string, Uint8Array<ArrayBufferLike>>;
}
/** Keeps a log in memory. Give the same `bytes` to open the log again. */
declare function memoryStorage(bytes?: MemoryBytes): LogStorage;

/** Already resolved: here so that code can be written alike for both entries. */
declare function init(): Promise<void>;

export { DurableEventStore, EventStore, MemoryBytes, StatelogError, asBigInt, canonicalize, eventId, init, isStatelogError, match, memoryStorage, nitro_d as nitro, openLog };
export type { AbortSignalLike, AddProposal, AdjudicationState, AdjudicatorEvent, AdjudicatorLog, AdjudicatorLogContext, AdjudicatorLogQuantity, Allocation, AllocationUpdated, AppendOptions, AppendPosition, AppendResult, ApprovedBy, AssetExit, BlockNumber, Body, Bytes, Bytes20, Bytes32, Bytes65, Candidate, ChainEventReverted, ChainHead, ChainHeadObserved, ChainId, ChainRef, ChainState, ChallengeCleared, ChallengeRegistered, ChannelConcluded, ChannelCreated, ChannelKind, ChannelState, CheckpointRecorded, Damage, Delivery, DepositAmount, DepositDetected, DiscardedCode, Durability, EventReader, EventStoreOptions, EventType, EventsOptions, Extension, Finding, FindingDetails, FixedPart, Funding, GoNitroContext, GoNitroImport, GoNitroReason, GoNitroRemark, Guarantee, Handlers, Hex, Holding, ImportOptions, InitialStatus, Json, KeptSnapshot, KnownState, LedgerAsset, LedgerProposalReceived, LedgerProposalSigned, LedgerState, LogState, LogStorage, MessageReceived, MessageSent, Millis, Mode, NewEvent, ObjectiveApproved, ObjectiveCompleted, ObjectiveCreated, ObjectiveFailed, ObjectiveIdKind, ObjectiveKind, ObjectiveProgressed, ObjectiveRejected, ObjectiveSource, ObjectiveState, ObjectiveStatus, Offset, OnChainOutcome, OpenOptions, OpenProgress, Opened, Outcome, PaidAllocation, PartialVariablePart, Participants, Payments, Payout, PayoutEffects, PayoutVia, Phase, Problem, ProofState, Proposal, ProposalRole, ProposalState, Protocol, Range, ReclaimDetected, RecordedEvent, RejectedVia, RemoveProposal, Rule, Severity, Sig, SignedState, Sigs, Snapshot, SnapshotCreated, SomeHandlers, StateChange, StatePurpose, StateReceived, StateSigned, StatelogErrorCode, StatelogEvent, SubscribeOptions, Subscription, SupportRule, SupportedState, Text, TransactionKind, TransactionResolved, TransactionResult, TransactionState, TransactionSubmitted, True, U256, U64, Uint32, Uint48, Uint8, UnknownOutcome, UrlLike, VariablePart, VerifyReport, VoucherReceived, VoucherSigned };
