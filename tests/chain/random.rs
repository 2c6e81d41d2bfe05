//! Random facts over few channels, blocks and contracts, with reverts, conflicting
//! blocks, late arrivals and changing knowledge: however the state was reached, it is
//! what folding the canonical facts anew gives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use statelog::event::scalar::{BlockNumber, Bytes20, Bytes32};
use statelog::event::{Outcome, PayoutVia};
use statelog::state::view::Holding;
use statelog::state::{
    Adjudication, Chain, ChainBody, ChainFact, FactBody, Head, Irregularity, LogKey, Reception,
};

use crate::world::{
    Dice, Known, NATIVE, Story, address, allocation, candidate, chain_id, copy, exit, external,
    guarantee, id, irregularities, u48, u256,
};

const CONTRACTS: [Bytes20; 2] = [address_of(0xc1), address_of(0xc2)];

const fn address_of(byte: u8) -> Bytes20 {
    Bytes20::repeat_byte(byte)
}

fn channels() -> [Bytes32; 4] {
    [id(0xa1), id(0xa2), id(0xa3), id(0xa4)]
}

fn pick<'a, T>(dice: &mut Dice, items: &'a [T]) -> &'a T {
    &items[dice.below(items.len() as u64) as usize]
}

fn outcome(dice: &mut Dice) -> Outcome {
    let assets = [NATIVE, address(0x77)];
    let (left, right) = (external(1), external(2));
    let count = 1 + dice.below(2) as usize;
    (0..count)
        .map(|_| {
            let mut allocations = vec![
                allocation(left, dice.below(4)),
                allocation(right, dice.below(4)),
                allocation(*pick(dice, &channels()), dice.below(4)),
            ];
            if dice.one_in(2) {
                let target = *pick(dice, &channels());
                allocations.push(guarantee(target, dice.below(4), left, right));
            }
            if dice.one_in(3) {
                allocations.truncate(2);
            }
            exit(*pick(dice, &assets), &allocations)
        })
        .collect()
}

fn body(dice: &mut Dice, time: u64) -> ChainBody {
    let any = dice.below(12);
    body_of_kind(dice, time, any)
}

fn body_of_kind(dice: &mut Dice, time: u64, kind: u64) -> ChainBody {
    let state = |dice: &mut Dice| {
        let outcome = (!dice.one_in(4)).then(|| outcome(dice));
        let hash = (!dice.one_in(3)).then(|| id(dice.below(4) as u8));
        Arc::new(candidate(dice.below(4), outcome, hash))
    };
    match kind {
        0..=2 => ChainBody::Deposit {
            asset: *pick(dice, &[NATIVE, address(0x77)]),
            now_held: u256(dice.below(9)),
        },
        3..=4 => ChainBody::Challenge {
            finalizes_at: u48(time + dice.below(3)),
            candidate: state(dice),
            proof: Arc::from([]),
        },
        5 => ChainBody::Cleared {
            new_record: u48(dice.below(5)),
            candidate: Some(state(dice)),
        },
        6 => ChainBody::Checkpoint {
            new_record: u48(dice.below(5)),
            candidate: None,
        },
        7 => ChainBody::Concluded {
            finalizes_at: u48(time),
            candidate: dice.one_in(2).then(|| state(dice)),
        },
        8 => ChainBody::Reclaim {
            asset_index: dice.below(2) as u32,
            target: dice.one_in(3).then(|| *pick(dice, &channels())),
            index_in_source: dice.one_in(3).then_some(3),
            target_asset_index: None,
        },
        _ => {
            let initial = dice.below(9);
            ChainBody::Allocation {
                asset_index: (!dice.one_in(4)).then(|| dice.below(2) as u32),
                asset: dice.one_in(2).then_some(NATIVE),
                initial: u256(initial),
                remaining: u256(dice.below(initial + 1)),
                indices: dice.one_in(3).then(|| Arc::from([dice.below(3) as u32])),
                via: *pick(
                    dice,
                    &[
                        PayoutVia::Unknown,
                        PayoutVia::Unknown,
                        PayoutVia::Transfer,
                        PayoutVia::TransferAll,
                        PayoutVia::Mirror,
                    ],
                ),
            }
        }
    }
}

/// A fact whose content follows from its key, as on a real chain, except that what
/// comes from calldata may be left out.
fn random_fact(dice: &mut Dice, offset: u64, forks: u64) -> ChainFact {
    let block = 1 + dice.below(6);
    fact_in(dice, offset, forks, block)
}

fn fact_in(dice: &mut Dice, offset: u64, forks: u64, block: u64) -> ChainFact {
    let fork = dice.below(forks);
    let log_index = dice.below(6) as u32;
    // Two transactions in each block; on another fork one of them may be in another
    // block.
    let tx = (block * 2 + u64::from(log_index / 3)).saturating_sub(fork);
    let key = LogKey {
        block_hash: Bytes32::from(u256(100 * block + fork)),
        tx_hash: Bytes32::from(u256(tx)),
        log_index,
    };
    let seed = block * 1_000_003 + fork * 10_007 + tx * 101 + u64::from(log_index);
    let mut content = Dice(seed);
    // Most logs of a transaction are about the same channel, so that calls that
    // emit several logs occur.
    let mut call = Dice(tx * 31 + fork);
    let (common, other) = (
        *pick(&mut call, &channels()),
        *pick(&mut content, &channels()),
    );
    let channel_id = if content.one_in(4) { other } else { common };
    let time = 1000 + block;
    let mut fact = ChainFact {
        offset,
        channel_id,
        chain_id: chain_id(),
        contract: if content.one_in(6) {
            CONTRACTS[1]
        } else {
            CONTRACTS[0]
        },
        block_number: BlockNumber::new(block).unwrap(),
        block_timestamp: u48(time),
        key,
        body: if log_index.is_multiple_of(3) || content.one_in(3) {
            body(&mut content, time)
        } else {
            body_of_kind(&mut content, time, 9)
        },
    };
    if dice.one_in(3) {
        strip(&mut fact.body);
    }
    if dice.one_in(40) {
        fact.body = body(dice, time);
    }
    fact
}

/// Leaves out what comes from calldata.
fn strip(body: &mut ChainBody) {
    match body {
        ChainBody::Cleared { candidate, .. }
        | ChainBody::Checkpoint { candidate, .. }
        | ChainBody::Concluded { candidate, .. } => *candidate = None,
        ChainBody::Allocation { indices, via, .. } => {
            *indices = None;
            *via = PayoutVia::Unknown;
        }
        ChainBody::Reclaim {
            target,
            index_in_source,
            ..
        } => {
            *target = None;
            *index_in_source = None;
        }
        _ => {}
    }
}

fn random_head(dice: &mut Dice, offset: u64, forks: u64) -> Head {
    let block = 1 + dice.below(7);
    Head {
        offset,
        block_number: BlockNumber::new(block).unwrap(),
        block_hash: Bytes32::from(u256(100 * block + dice.below(forks))),
        block_timestamp: u48(1000 + block),
        finalized: dice
            .one_in(3)
            .then(|| BlockNumber::new(dice.below(4)).unwrap()),
    }
}

/// Changes what is known; gives the channel.
fn learn(dice: &mut Dice, known: &mut Known) -> Bytes32 {
    let channel = *pick(dice, &channels());
    let some = Arc::new(outcome(dice));
    match dice.below(5) {
        0 => {
            let home = if dice.one_in(4) {
                CONTRACTS[1]
            } else {
                CONTRACTS[0]
            };
            known.homes.entry(channel).or_insert((chain_id(), home));
        }
        1 => known.full.entry(channel).or_default().push(some),
        2 => known.mine.entry(channel).or_default().push(some),
        3 => {
            known
                .states
                .insert((channel, id(dice.below(4) as u8)), some);
        }
        _ => {
            let tx = Bytes32::from(u256(1 + dice.below(12)));
            known
                .submitted
                .insert((channel, tx), id(dice.below(4) as u8));
        }
    }
    channel
}

/// Everything that can be asked.
#[derive(Debug, PartialEq)]
struct Answers {
    holdings: Vec<Holding>,
    adjudications: Vec<Option<Arc<Adjudication>>>,
    clock: u64,
    facts: usize,
    head: Option<Head>,
    irregularities: Vec<(u64, u32, Irregularity)>,
}

fn answers(chain: &Chain) -> Answers {
    assert!(chain.is_settled());
    let seats = channels()
        .into_iter()
        .flat_map(|channel| CONTRACTS.map(|home| (home, channel)));
    Answers {
        holdings: chain.holdings(),
        adjudications: seats
            .map(|(home, id)| chain.adjudication(&home, &id))
            .collect(),
        clock: chain.clock().get(),
        facts: chain.fact_count(),
        head: chain.head().map(|head| **head),
        irregularities: irregularities(chain),
    }
}

fn adjudications_of(chain: &Chain, channel: Bytes32) -> [Option<Arc<Adjudication>>; 2] {
    CONTRACTS.map(|home| chain.adjudication(&home, &channel))
}

/// The canonical set by the rules themselves, without any cleverness.
#[derive(Default)]
struct Plain {
    records: BTreeMap<LogKey, (Vec<Arc<ChainFact>>, bool)>,
    heads: Vec<(Head, bool)>,
    /// When each log that is not canonical was last taken out.
    fell: BTreeMap<LogKey, u64>,
}

impl Plain {
    fn record(&mut self, fact: &Arc<ChainFact>) {
        let entry = self.records.entry(fact.key).or_default();
        entry.0.push(fact.clone());
        let stood = std::mem::replace(&mut entry.1, true);
        // The first record says where the log is.
        let held = entry.0[0].clone();
        if stood {
            return;
        }
        for (key, (others, canonical)) in &mut self.records {
            let same_block = others[0].block_number == held.block_number;
            if key.block_hash != held.key.block_hash
                && (same_block || key.tx_hash == held.key.tx_hash)
                && std::mem::replace(canonical, false)
            {
                self.fell.insert(*key, fact.offset);
            }
        }
        self.fell.remove(&fact.key);
        for (head, contradicted) in &mut self.heads {
            *contradicted |=
                head.block_number == held.block_number && head.block_hash != held.key.block_hash;
        }
    }

    fn revert(&mut self, key: &LogKey, offset: u64) {
        if let Some((_, canonical)) = self.records.get_mut(key)
            && std::mem::replace(canonical, false)
        {
            self.fell.insert(*key, offset);
        }
    }

    fn observe(&mut self, head: Head) {
        let same = |other: &Head| other.block_hash == head.block_hash;
        if self
            .heads
            .iter()
            .any(|(other, contradicted)| same(other) && !contradicted)
        {
            return;
        }
        self.heads.retain(|(other, _)| !same(other));
        for (other, contradicted) in &mut self.heads {
            *contradicted |= other.block_number == head.block_number;
        }
        for (key, (records, canonical)) in &mut self.records {
            if records[0].block_number == head.block_number
                && key.block_hash != head.block_hash
                && std::mem::replace(canonical, false)
            {
                self.fell.insert(*key, head.offset);
            }
        }
        self.heads.push((head, false));
    }

    /// Folds the canonical facts in one go.
    fn folded(&self, known: &Known) -> Chain {
        let mut chain = Chain::new(chain_id());
        for (records, _) in self.records.values().filter(|(_, canonical)| *canonical) {
            for fact in records {
                chain.record(fact);
            }
        }
        for (head, _) in self.heads.iter().filter(|(_, contradicted)| !contradicted) {
            chain.observe(&Arc::new(*head));
        }
        chain.settle(known);
        chain
    }
}

/// A random history and what it led to.
struct Run {
    chain: Chain,
    plain: Plain,
    story: Story,
    known: Known,
}

fn run(seed: u64, steps: u64, mut check: impl FnMut(&Run)) -> Run {
    let mut dice = Dice(seed);
    let mut run = Run {
        chain: Chain::new(chain_id()),
        plain: Plain::default(),
        story: Story::default(),
        known: Known::default(),
    };
    for offset in 0..steps {
        match dice.below(20) {
            0..=1 => {
                let key = random_fact(&mut dice, offset, 2).key;
                run.chain.revert(&key, offset);
                run.plain.revert(&key, offset);
                run.story.tell(offset, FactBody::Reverted(chain_id(), key));
            }
            2..=3 => {
                let head = random_head(&mut dice, offset, 2);
                run.chain.observe(&Arc::new(head));
                run.plain.observe(head);
                run.story
                    .tell(offset, FactBody::Head(chain_id(), Arc::new(head)));
            }
            4..=5 => {
                let channel = learn(&mut dice, &mut run.known);
                run.chain.knowledge_changed(&channel);
            }
            _ => {
                let fact = Arc::new(random_fact(&mut dice, offset, 2));
                run.chain.record(&fact);
                run.plain.record(&fact);
                run.story.tell(offset, FactBody::Chain(fact));
            }
        }
        if dice.one_in(2) {
            settle_and_compare(&mut run.chain, &run.known, seed);
            check(&run);
        }
    }
    run.chain.settle(&run.known);
    check(&run);
    run
}

/// Settles, and checks which channels are said to have changed.
fn settle_and_compare(chain: &mut Chain, known: &Known, seed: u64) {
    let before = chain.clone();
    let changed: BTreeSet<Bytes32> = chain.settle(known).into_iter().collect();
    for channel in channels() {
        let differs = adjudications_of(&before, channel) != adjudications_of(chain, channel);
        assert!(
            !differs || changed.contains(&channel),
            "seed {seed}: a change is not reported"
        );
    }
}

#[test]
fn incremental_settlement_equals_folding_anew() {
    for seed in 0..400 {
        run(seed, 60, |run| {
            let anew = run.plain.folded(&run.known);
            assert_eq!(answers(&run.chain), answers(&anew), "seed {seed}");
        });
    }
}

#[test]
fn c3_it_is_known_since_when_a_log_is_not_canonical() {
    for seed in 500..700 {
        let run = run(seed, 60, |_| {});
        let resumed = Chain::resume(&run.chain.to_record(), &run.story).unwrap();
        for chain in [&run.chain, &resumed] {
            let falls = channels().map(|channel| {
                let falls = chain.fallen_of(channel);
                falls
                    .map(|fall| (fall.fact.key, fall.by))
                    .collect::<Vec<_>>()
            });
            let falls: BTreeMap<LogKey, u64> = falls.into_iter().flatten().collect();
            assert_eq!(falls, run.plain.fell, "seed {seed}");
        }
    }
}

#[test]
fn a_resumed_chain_equals_the_folded_one() {
    for seed in 1000..1200 {
        run(seed, 60, |run| {
            let record = run.chain.to_record();
            let mut resumed = Chain::resume(&record, &run.story).unwrap();
            assert!(!resumed.is_settled());
            resumed.settle(&run.known);
            assert_eq!(answers(&resumed), answers(&run.chain), "seed {seed}");
            assert_eq!(resumed.to_bytes(), run.chain.to_bytes(), "seed {seed}");
        });
    }
}

#[test]
fn a_resumed_chain_goes_on_like_the_folded_one() {
    for seed in 2000..2100 {
        let mut run = run(seed, 40, |_| {});
        let mut resumed = Chain::resume(&run.chain.to_record(), &run.story).unwrap();
        let mut dice = Dice(seed + 7);
        for offset in 100..130 {
            let fact = Arc::new(random_fact(&mut dice, offset, 2));
            assert_eq!(resumed.acquaintance(&fact), run.chain.acquaintance(&fact));
            assert_eq!(
                resumed.reverted_by(&fact.key),
                run.chain.reverted_by(&fact.key)
            );
            assert_eq!(resumed.record(&fact), run.chain.record(&fact));
        }
        resumed.settle(&run.known);
        run.chain.settle(&run.known);
        assert_eq!(resumed.to_bytes(), run.chain.to_bytes(), "seed {seed}");
    }
}

#[test]
fn bytes_do_not_depend_on_when_settlements_happened() {
    for seed in 3000..3100 {
        let mut run = run(seed, 60, |_| {});
        let mut late = Chain::new(chain_id());
        for (offset, fact) in &run.story.0 {
            match &fact.body {
                FactBody::Chain(fact) => drop(late.record(fact)),
                FactBody::Head(_, head) => drop(late.observe(head)),
                FactBody::Reverted(_, key) => drop(late.revert(key, *offset)),
                _ => {}
            }
        }
        late.settle(&run.known);
        assert_eq!(late.to_bytes(), run.chain.to_bytes(), "seed {seed}");
        assert!(run.chain.settle(&run.known).is_empty());
    }
}

/// Facts of one fork with distinct keys.
fn one_fork(dice: &mut Dice, count: u64, first_offset: u64) -> Vec<Arc<ChainFact>> {
    let mut keys = BTreeSet::new();
    let facts = (0..count).map(|at| Arc::new(random_fact(dice, first_offset + at, 1)));
    facts.filter(|fact| keys.insert(fact.key)).collect()
}

#[test]
fn permuting_facts_within_a_run_changes_nothing() {
    for seed in 4000..4200 {
        let mut dice = Dice(seed);
        let mut known = Known::default();
        for _ in 0..12 {
            learn(&mut dice, &mut known);
        }
        let mut facts = one_fork(&mut dice, 25, 0);
        let mut first = None;
        for _ in 0..4 {
            dice.shuffle(&mut facts);
            let mut chain = Chain::new(chain_id());
            for fact in &facts {
                chain.record(fact);
                if dice.one_in(3) {
                    chain.settle(&known);
                }
            }
            chain.settle(&known);
            let (bytes, answers) = (chain.to_bytes(), answers(&chain));
            let (expected_bytes, expected) = first.get_or_insert((bytes.clone(), answers));
            assert_eq!(bytes, *expected_bytes, "seed {seed}");
            assert_eq!(self::answers(&chain), *expected, "seed {seed}");
        }
    }
}

#[test]
fn a_reorganisation_and_its_reversal_end_where_they_began() {
    for seed in 5000..5200 {
        let mut dice = Dice(seed);
        let mut known = Known::default();
        for _ in 0..12 {
            learn(&mut dice, &mut known);
        }
        let facts = one_fork(&mut dice, 25, 0);
        let mut chain = Chain::new(chain_id());
        for fact in &facts {
            chain.record(fact);
        }
        chain.settle(&known);
        let before = answers(&chain);
        for offset in 100..110 {
            let other = Arc::new(random_fact(&mut dice, offset, 2));
            if other.key.block_hash != Bytes32::from(u256(100 * other.block_number.get())) {
                chain.record(&other);
                chain.settle(&known);
            }
        }
        for (at, fact) in facts.iter().enumerate() {
            let again = Arc::new(ChainFact {
                offset: 200 + at as u64,
                ..copy(fact)
            });
            assert_ne!(chain.record(&again).reception, Reception::New);
        }
        // What the other fork had and this one has not is reverted.
        let keys: BTreeSet<LogKey> = facts.iter().map(|fact| fact.key).collect();
        for block in 1..=6u64 {
            for log_index in 0..6u32 {
                for tx in 0..16u64 {
                    let block_hash = Bytes32::from(u256(100 * block + 1));
                    let key = LogKey {
                        block_hash,
                        tx_hash: Bytes32::from(u256(tx)),
                        log_index,
                    };
                    assert!(!keys.contains(&key));
                    chain.revert(&key, 999);
                }
            }
        }
        chain.settle(&known);
        assert_eq!(answers(&chain), before, "seed {seed}");
    }
}

/// Long enough for many checkpoints: blocks follow each other, while now and then
/// something changes further back.
#[test]
fn long_histories_settle_through_checkpoints() {
    for seed in 6000..6006 {
        let mut dice = Dice(seed);
        let (mut chain, mut plain) = (Chain::new(chain_id()), Plain::default());
        let mut known = Known::default();
        let mut keys: Vec<LogKey> = Vec::new();
        for offset in 0..1500 {
            let tip = 1 + offset / 4;
            let depth = [0, 0, 2, tip / 2, tip - 1][dice.below(5) as usize];
            let back = if dice.one_in(10) {
                dice.below(depth + 1)
            } else {
                0
            };
            match dice.below(60) {
                0 => {
                    let age = dice.below(1 + keys.len() as u64 / 2) as usize;
                    if let Some(key) = keys.iter().rev().nth(age) {
                        chain.revert(key, offset);
                        plain.revert(key, offset);
                    }
                }
                1 => {
                    let channel = learn(&mut dice, &mut known);
                    chain.knowledge_changed(&channel);
                }
                _ => {
                    let forks = if dice.one_in(20) { 2 } else { 1 };
                    let fact = Arc::new(fact_in(&mut dice, offset, forks, tip - back));
                    keys.push(fact.key);
                    chain.record(&fact);
                    plain.record(&fact);
                }
            }
            if dice.one_in(2) {
                settle_and_compare(&mut chain, &known, seed);
            }
            if offset % 250 == 249 {
                chain.settle(&known);
                assert_eq!(
                    answers(&chain),
                    answers(&plain.folded(&known)),
                    "seed {seed}"
                );
            }
        }
    }
}
