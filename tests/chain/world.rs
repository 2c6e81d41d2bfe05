//! Builds facts, and knows things off chain.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use statelog::event::scalar::{
    BlockNumber, Bytes, Bytes20, Bytes32, ChainId, Millis, U256, Uint48,
};
use statelog::event::{Allocation, AssetExit, Outcome, PayoutVia, Protocol};
use statelog::state::{
    Adjudication, CandidateFact, Chain, ChainBody, ChainFact, Fact, FactBody, FinalOutcomes, Head,
    History, Irregularity, Knowledge, LogKey, OutcomeOnChain, Touched,
};

pub(crate) fn chain_id() -> ChainId {
    ChainId::new(1337).unwrap()
}

pub(crate) fn u48(value: u64) -> Uint48 {
    Uint48::new(value).unwrap()
}

pub(crate) fn u256(value: u64) -> U256 {
    U256::from(value)
}

/// An internal destination or hash.
pub(crate) fn id(number: u8) -> Bytes32 {
    Bytes32::repeat_byte(number)
}

/// An address.
pub(crate) fn address(number: u8) -> Bytes20 {
    Bytes20::repeat_byte(number)
}

/// An address as a destination.
pub(crate) fn external(number: u8) -> Bytes32 {
    address(number).into_word()
}

pub(crate) const CONTRACT: Bytes20 = Bytes20::repeat_byte(0xcc);
pub(crate) const NATIVE: Bytes20 = Bytes20::ZERO;

pub(crate) fn allocation(destination: Bytes32, amount: u64) -> Allocation {
    Allocation {
        destination,
        amount: u256(amount),
        allocation_type: 0,
        metadata: Bytes::default(),
    }
}

pub(crate) fn guarantee(target: Bytes32, amount: u64, left: Bytes32, right: Bytes32) -> Allocation {
    Allocation {
        allocation_type: 2,
        metadata: Bytes([left.as_slice(), right.as_slice()].concat()),
        ..allocation(target, amount)
    }
}

pub(crate) fn exit(asset: Bytes20, allocations: &[Allocation]) -> AssetExit {
    AssetExit {
        asset,
        asset_type: 0,
        asset_metadata: Bytes::default(),
        allocations: allocations.to_vec(),
    }
}

/// An outcome of one native asset.
pub(crate) fn native(allocations: &[Allocation]) -> Outcome {
    vec![exit(NATIVE, allocations)]
}

pub(crate) fn candidate(
    turn: u64,
    outcome: Option<Outcome>,
    hash: Option<Bytes32>,
) -> CandidateFact {
    CandidateFact {
        turn_num: u48(turn),
        is_final: false,
        app_data: outcome.as_ref().map(|_| Bytes::default()),
        outcome: outcome.map(Arc::new),
        state_hash: hash,
        computed_hash: None,
        signers: Arc::default(),
        voucher_signer: None,
    }
}

/// Makes facts of one chain; each block has a time of 1000 seconds plus its number.
pub(crate) fn fact(
    offset: u64,
    channel: Bytes32,
    block: u64,
    log_index: u32,
    body: ChainBody,
) -> ChainFact {
    ChainFact {
        offset,
        channel_id: channel,
        chain_id: chain_id(),
        contract: CONTRACT,
        block_number: BlockNumber::new(block).unwrap(),
        block_timestamp: u48(1000 + block),
        key: LogKey {
            block_hash: Bytes32::from(u256(block)),
            // Logs of one block come from one transaction unless a test says otherwise.
            tx_hash: Bytes32::from(u256(1_000_000 + block)),
            log_index,
        },
        body,
    }
}

pub(crate) fn deposit(asset: Bytes20, now_held: u64) -> ChainBody {
    ChainBody::Deposit {
        asset,
        now_held: u256(now_held),
    }
}

pub(crate) fn challenge(finalizes_at: u64, turn: u64, outcome: Outcome) -> ChainBody {
    ChainBody::Challenge {
        finalizes_at: u48(finalizes_at),
        candidate: Arc::new(candidate(turn, Some(outcome), None)),
        proof: Arc::from([]),
    }
}

pub(crate) fn concluded(finalizes_at: u64, outcome: Option<Outcome>) -> ChainBody {
    ChainBody::Concluded {
        finalizes_at: u48(finalizes_at),
        candidate: outcome.map(|outcome| Arc::new(candidate(9, Some(outcome), None))),
    }
}

pub(crate) fn paid(index: u32, initial: u64, remaining: u64, via: PayoutVia) -> ChainBody {
    ChainBody::Allocation {
        asset_index: Some(index),
        asset: None,
        initial: u256(initial),
        remaining: u256(remaining),
        indices: None,
        via,
    }
}

pub(crate) fn reclaim(index: u32) -> ChainBody {
    ChainBody::Reclaim {
        asset_index: index,
        target: None,
        index_in_source: None,
        target_asset_index: None,
    }
}

pub(crate) fn head(offset: u64, block: u64, hash: Bytes32) -> Arc<Head> {
    Arc::new(Head {
        offset,
        block_number: BlockNumber::new(block).unwrap(),
        block_hash: hash,
        block_timestamp: u48(1000 + block),
        finalized: None,
    })
}

/// What is known off chain.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) homes: BTreeMap<Bytes32, (ChainId, Bytes20)>,
    pub(crate) states: BTreeMap<(Bytes32, Bytes32), Arc<Outcome>>,
    pub(crate) submitted: BTreeMap<(Bytes32, Bytes32), Bytes32>,
    pub(crate) full: BTreeMap<Bytes32, Vec<Arc<Outcome>>>,
    pub(crate) mine: BTreeMap<Bytes32, Vec<Arc<Outcome>>>,
    pub(crate) opaque: BTreeSet<Bytes32>,
}

impl Knowledge for Known {
    fn home_of(&self, channel: &Bytes32) -> Option<(ChainId, Bytes20)> {
        self.homes.get(channel).copied()
    }

    fn protocol_of(&self, channel: &Bytes32) -> Protocol {
        match self.opaque.contains(channel) {
            true => Protocol::Opaque,
            false => Protocol::Nitro2,
        }
    }

    fn outcome_of(&self, channel: &Bytes32, state_hash: &Bytes32) -> Option<Arc<Outcome>> {
        self.states.get(&(*channel, *state_hash)).cloned()
    }

    fn submitted_state(&self, channel: &Bytes32, tx_hash: &Bytes32) -> Option<Bytes32> {
        self.submitted.get(&(*channel, *tx_hash)).copied()
    }

    fn final_outcomes(&self, channel: &Bytes32) -> FinalOutcomes {
        FinalOutcomes {
            full: self.full.get(channel).cloned().unwrap_or_default(),
            mine: self.mine.get(channel).cloned().unwrap_or_default(),
        }
    }
}

/// A log for resuming: facts by offset.
#[derive(Default)]
pub(crate) struct Story(pub(crate) BTreeMap<u64, Fact>);

impl Story {
    pub(crate) fn tell(&mut self, offset: u64, body: FactBody) {
        let fact = Fact {
            correlation: None,
            at: Millis::default(),
            touched: Touched::default(),
            body,
        };
        assert!(
            self.0.insert(offset, fact).is_none(),
            "offset {offset} used twice"
        );
    }
}

impl History for Story {
    fn fact(&self, offset: u64) -> Option<&Fact> {
        self.0.get(&offset)
    }
}

/// A settled chain, told log by log: channel, block and content. The logs of one block
/// come from one transaction.
pub(crate) fn told(logs: &[(Bytes32, u64, ChainBody)], known: &Known) -> Chain {
    let mut chain = Chain::new(chain_id());
    for (at, (channel, block, body)) in logs.iter().enumerate() {
        let fact = fact(at as u64, *channel, *block, at as u32, body.clone());
        chain.record(&Arc::new(fact));
    }
    chain.settle(known);
    chain
}

/// What the steps noticed, in chain order.
pub(crate) fn noticed(chain: &Chain) -> Vec<Irregularity> {
    irregularities(chain)
        .into_iter()
        .map(|(_, _, what)| what)
        .collect()
}

/// What the steps noticed, in chain order, with block and index of the log.
pub(crate) fn irregularities(chain: &Chain) -> Vec<(u64, u32, Irregularity)> {
    let channels = chain.channels();
    let of_channel = |channel: &Bytes32| {
        let noticed = chain.irregularities(*channel);
        noticed.map(|(fact, what)| {
            let place = (fact.block_number.get(), fact.key.log_index);
            (place.0, place.1, what.clone())
        })
    };
    let mut all: Vec<_> = channels.iter().flat_map(of_channel).collect();
    all.sort_by_key(|(block, log_index, _)| (*block, *log_index));
    all
}

pub(crate) fn held(chain: &Chain, destination: Bytes32) -> (U256, bool) {
    chain.holding(&CONTRACT, &NATIVE, &destination)
}

pub(crate) fn of(chain: &Chain, channel: Bytes32) -> Adjudication {
    let adjudication = chain.adjudication(&CONTRACT, &channel);
    adjudication
        .map(|adjudication| (*adjudication).clone())
        .unwrap_or_default()
}

/// The amounts of a known outcome, asset by asset.
pub(crate) fn amounts(adjudication: &Adjudication) -> Option<Vec<Vec<u64>>> {
    let OutcomeOnChain::Known(outcome) = &adjudication.outcome else {
        return None;
    };
    let entry = |entry: &AssetExit| {
        let amounts = entry
            .allocations
            .iter()
            .map(|allocation| allocation.amount.to::<u64>());
        amounts.collect()
    };
    Some(outcome.iter().map(entry).collect())
}

pub(crate) fn copy(fact: &ChainFact) -> ChainFact {
    ChainFact {
        offset: fact.offset,
        channel_id: fact.channel_id,
        chain_id: fact.chain_id,
        contract: fact.contract,
        block_number: fact.block_number,
        block_timestamp: fact.block_timestamp,
        key: fact.key,
        body: fact.body.clone(),
    }
}

/// A small generator of reproducible choices (SplitMix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub(crate) fn one_in(&mut self, odds: u64) -> bool {
        self.below(odds) == 0
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at as u64 + 1) as usize);
        }
    }
}
