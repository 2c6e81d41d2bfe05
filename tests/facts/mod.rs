//! Builds facts and a log of them, for tests of the fold's entities.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    unreachable_pub,
    reason = "each test file uses a part, and a test fails by panicking"
)]

pub mod ledger;

use std::sync::Arc;

use statelog::canonical::{Document, Form, to_bytes};
use statelog::event::scalar::{
    BlockNumber, Bytes, Bytes20, Bytes32, ChainId, List, Millis, Text, U64, U256, Uint48,
};
use statelog::event::{
    AddProposal, Allocation, AssetExit, ChannelCreated, ChannelKind, FixedPart, Outcome, Proposal,
    Protocol, RemoveProposal, SupportRule, TransactionKind, TransactionSubmitted,
};
use statelog::log::{Index, KeyId};
use statelog::state::view::ChannelState;
use statelog::state::{
    Adjudication, CandidateFact, ChainBody, ChainFact, Channel, ChannelRecord, Fact, FactBody,
    History, LogKey, ProposalFact, SignerSet, StateContent, StateFact, Surroundings, Touched,
    VoucherFact,
};

/// A sequence of pseudo-random numbers (SplitMix64), the same for a seed everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    pub fn chance(&mut self, one_in: u64) -> bool {
        self.below(one_in) == 0
    }
}

pub fn u48(value: u64) -> Uint48 {
    Uint48::new(value).unwrap()
}

pub fn millis(value: u64) -> Millis {
    Millis::new(value).unwrap()
}

pub fn text(value: &str) -> Arc<Text> {
    Arc::new(Text::new(value).unwrap())
}

/// The address of a participant.
pub fn address(index: u8) -> Bytes20 {
    Bytes20::repeat_byte(index + 1)
}

/// The destination of a participant.
pub fn destination(index: u8) -> Bytes32 {
    address(index).into_word()
}

/// The hash of a state, told apart by turn and tag.
pub fn hash(turn: u64, tag: u8) -> Bytes32 {
    let mut bytes = [tag; 32];
    bytes[0] = 0xaa;
    bytes[24..].copy_from_slice(&turn.to_be_bytes());
    Bytes32::new(bytes)
}

pub fn target(tag: u8) -> Bytes32 {
    Bytes32::repeat_byte(tag)
}

pub fn key(number: u8) -> KeyId {
    let mut index = Index::default();
    (0..=number)
        .map(|id| index.intern(0, &[id]))
        .last()
        .unwrap()
}

pub fn created(kind: ChannelKind, support_rule: SupportRule, participants: u8) -> ChannelCreated {
    ChannelCreated {
        channel_id: Bytes32::repeat_byte(0xcc),
        protocol: Protocol::Nitro2,
        fixed_part: FixedPart {
            participants: List::new((0..participants).map(address).collect()).unwrap(),
            channel_nonce: U64(1),
            app_definition: Bytes20::ZERO,
            challenge_duration: u48(60),
        },
        kind,
        chain_id: ChainId::new(1).unwrap(),
        adjudicator: Bytes20::repeat_byte(0xad),
        support_rule,
        my_index: Some(0),
        timestamp: None,
        causation_id: None,
        correlation_id: None,
    }
}

pub fn simple(destination: Bytes32, amount: u64) -> Allocation {
    Allocation {
        destination,
        amount: U256::from(amount),
        allocation_type: 0,
        metadata: Bytes::default(),
    }
}

pub fn guarantee(target: Bytes32, amount: u64, left: u8, right: u8) -> Allocation {
    Allocation {
        destination: target,
        amount: U256::from(amount),
        allocation_type: 2,
        metadata: Bytes([destination(left).0, destination(right).0].concat()),
    }
}

pub fn exit(asset: Bytes20, allocations: Vec<Allocation>) -> AssetExit {
    AssetExit {
        asset,
        asset_type: 0,
        asset_metadata: Bytes::default(),
        allocations,
    }
}

/// An outcome of the native asset between the first two participants.
pub fn native(first: u64, second: u64) -> Outcome {
    let allocations = vec![
        simple(destination(0), first),
        simple(destination(1), second),
    ];
    vec![exit(Bytes20::ZERO, allocations)]
}

/// A state of turn `turn` with an outcome of 6 and 4.
pub fn state(turn: u64, tag: u8) -> StateContent {
    StateContent {
        turn_num: u48(turn),
        state_hash: hash(turn, tag),
        is_final: false,
        app_data: Some(Bytes::default()),
        outcome: Some(Arc::new(native(6, 4))),
        voucher_signer: None,
    }
}

pub fn finished(turn: u64, tag: u8) -> StateContent {
    StateContent {
        is_final: true,
        ..state(turn, tag)
    }
}

pub fn with_outcome(content: StateContent, outcome: Outcome) -> StateContent {
    StateContent {
        outcome: Some(Arc::new(outcome)),
        ..content
    }
}

/// A state of which only turn, hash and finality are left.
pub fn truncated(content: StateContent) -> StateContent {
    StateContent {
        app_data: None,
        outcome: None,
        ..content
    }
}

pub fn set(signers: &[u8]) -> SignerSet {
    let mut set = SignerSet::default();
    for signer in signers {
        set.insert(*signer);
    }
    set
}

pub fn signed(content: StateContent, signers: &[u8]) -> FactBody {
    let fact = StateFact {
        content: Arc::new(content),
        signers: set(signers),
        own: false,
        from: None,
    };
    FactBody::State(key(0), fact)
}

pub fn proposed(turn: u64, state_hash: Bytes32, proposal: Proposal, signer: u8) -> FactBody {
    let fact = ProposalFact {
        turn_num: u48(turn),
        proposal,
        state_hash,
        signer,
        own: false,
        from: None,
    };
    FactBody::Proposal(key(0), Arc::new(fact))
}

/// Adds a guarantee between leader (left) and follower (right).
pub fn add(target: Bytes32, amount: u64, left_deposit: u64) -> AddProposal {
    AddProposal {
        target,
        amount: U256::from(amount),
        left: destination(0),
        right: destination(1),
        left_deposit: U256::from(left_deposit),
        allocation_type: None,
        asset: None,
    }
}

pub fn remove(target: Bytes32, left_amount: u64) -> RemoveProposal {
    RemoveProposal {
        target,
        left_amount: U256::from(left_amount),
        asset: None,
    }
}

pub fn voucher(amount: u64, from: Option<Bytes20>) -> FactBody {
    let fact = VoucherFact {
        amount: U256::from(amount),
        own: from.is_none(),
        from,
    };
    FactBody::Voucher(key(0), fact)
}

pub fn candidate(content: &StateContent) -> CandidateFact {
    CandidateFact {
        turn_num: content.turn_num,
        is_final: content.is_final,
        app_data: content.app_data.clone(),
        outcome: content.outcome.clone(),
        state_hash: Some(content.state_hash),
        computed_hash: None,
        signers: Arc::default(),
        voucher_signer: content.voucher_signer.clone(),
    }
}

/// A candidate with the addresses that signed it.
pub fn signed_candidate(content: &StateContent, signers: &[Bytes20]) -> CandidateFact {
    CandidateFact {
        signers: signers.into(),
        ..candidate(content)
    }
}

pub fn challenged(shown: CandidateFact, proof: Vec<CandidateFact>) -> FactBody {
    FactBody::Chain(Arc::new(ChainFact {
        offset: 0,
        channel_id: Bytes32::repeat_byte(0xcc),
        chain_id: ChainId::new(1).unwrap(),
        contract: Bytes20::repeat_byte(0xad),
        block_number: BlockNumber::new(1).unwrap(),
        block_timestamp: u48(100),
        key: LogKey {
            block_hash: Bytes32::ZERO,
            tx_hash: Bytes32::ZERO,
            log_index: 0,
        },
        body: ChainBody::Challenge {
            finalizes_at: u48(160),
            candidate: Arc::new(shown),
            proof: proof.into(),
        },
    }))
}

pub fn submitted(tx_hash: Option<Bytes32>, state_hash: Option<Bytes32>) -> FactBody {
    let submitted = TransactionSubmitted {
        channel_id: Bytes32::repeat_byte(0xcc),
        kind: TransactionKind::Conclude,
        objective_id: None,
        tx_hash,
        amounts: None,
        state_hash,
        r#override: None,
        timestamp: None,
        causation_id: None,
        correlation_id: None,
    };
    FactBody::Submitted(key(0), Arc::new(submitted))
}

/// A log of facts, as the fold reads it back.
#[derive(Default)]
pub struct Log(pub Vec<Fact>);

impl Log {
    pub fn push(&mut self, body: FactBody) -> u64 {
        let offset = self.0.len() as u64;
        self.0.push(Fact {
            at: millis(1000 + offset),
            touched: Touched::default(),
            correlation: None,
            body,
        });
        offset
    }
}

impl History for Log {
    fn fact(&self, offset: u64) -> Option<&Fact> {
        self.0.get(usize::try_from(offset).unwrap())
    }
}

/// A channel and the log that it was folded from.
pub struct Given {
    pub log: Log,
    pub channel: Channel,
    pub around: Surroundings,
}

impl Given {
    pub fn channel(created: ChannelCreated) -> Self {
        let created = Arc::new(created);
        let mut log = Log::default();
        log.push(FactBody::ChannelCreated(key(0), Arc::clone(&created)));
        let mut channel = Channel::new(0, millis(1000), created);
        channel.touch(0, millis(1000));
        Self {
            log,
            channel,
            around: Surroundings::default(),
        }
    }

    /// Folds a fact; says whether it was news.
    pub fn when(&mut self, body: FactBody) -> bool {
        let offset = self.log.push(body.clone());
        self.channel.touch(offset, millis(1000 + offset));
        apply(&mut self.channel, offset, &body)
    }

    pub fn and(mut self, body: FactBody) -> Self {
        self.when(body);
        self
    }

    /// Lets the chain accept states.
    pub fn accept(&mut self, states: &[(u64, Bytes32)]) {
        let supported = states.iter().map(|(turn, hash)| (u48(*turn), *hash));
        let adjudication = Adjudication {
            supported: supported.collect(),
            ..(**self.channel.adjudication()).clone()
        };
        self.channel.set_adjudication(Arc::new(adjudication));
    }

    pub fn view(&self) -> ChannelState {
        self.channel.view(&self.around)
    }

    /// The turns and tags of the supported states.
    pub fn supported(&self) -> Vec<(u64, Bytes32)> {
        let states = self.view().states;
        let supported = states.into_iter().filter(|state| state.supported);
        supported
            .map(|state| (state.turn_num.get(), state.state_hash))
            .collect()
    }

    pub fn latest(&self) -> Option<(u64, Bytes32)> {
        let latest = self.channel.latest_supported();
        latest.map(|(turn, hash)| (turn.get(), hash))
    }

    /// The channel as it is after its record was written, read and resumed.
    pub fn resumed(&self) -> Channel {
        let bytes = record_bytes(&self.channel);
        let document = Document::parse(std::str::from_utf8(&bytes).unwrap()).unwrap();
        let record = ChannelRecord::read(document.root()).unwrap();
        Channel::resume(&record, &self.log).unwrap()
    }
}

pub fn apply(channel: &mut Channel, offset: u64, body: &FactBody) -> bool {
    match body {
        FactBody::State(_, fact) => channel.add_state(offset, fact),
        FactBody::Proposal(_, fact) => channel.add_proposal(offset, fact),
        FactBody::Voucher(_, fact) => channel.add_voucher(offset, fact),
        FactBody::Chain(fact) => {
            let shown = fact.body.candidates();
            let news = shown.map(|shown| channel.add_candidate(offset, shown));
            news.fold(false, |any, news| any | news)
        }
        FactBody::Submitted(_, submitted) => {
            channel.submit(offset, submitted);
            true
        }
        FactBody::Resolved(resolution) => {
            channel.resolve(resolution.submitted.unwrap(), resolution.result)
        }
        other => panic!("{other:?} is no fact of a channel"),
    }
}

pub fn record_bytes(channel: &Channel) -> Vec<u8> {
    to_bytes(&channel.record())
}

pub fn direct(rule: SupportRule, participants: u8) -> Given {
    Given::channel(created(ChannelKind::Direct, rule, participants))
}

pub fn virtual_channel() -> Given {
    Given::channel(created(
        ChannelKind::Virtual,
        SupportRule::VirtualPayment,
        3,
    ))
}

pub fn a(turn: u64) -> Bytes32 {
    hash(turn, 1)
}

pub fn b(turn: u64) -> Bytes32 {
    hash(turn, 2)
}

/// A redemption of `amount` out of a postfund that gives the payer 10. The voucher is
/// taken to be the payer's.
pub fn redemption(amount: u64, outcome: Outcome) -> StateContent {
    let mut app_data = vec![0; 128];
    app_data[..32].copy_from_slice(&U256::from(amount).to_be_bytes::<32>());
    app_data[63] = 27;
    StateContent {
        app_data: Some(Bytes(app_data)),
        voucher_signer: Some(Box::new(address(0))),
        ..with_outcome(state(2, 9), outcome)
    }
}
