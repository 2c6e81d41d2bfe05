//! The generated logs are what benchmarks and property tests take them for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use statelog::canonical::{Document, Form, to_bytes};
use statelog::event::scalar::{Bytes32, U256};
use statelog::event::{ChannelKind, Event, EventType};
use support::workload::{Realistic, Shape, Small, event_id, random};

const COUNT: usize = 20_000;

fn realistic() -> impl Iterator<Item = Event> {
    Realistic::new(1, Shape::default()).take(COUNT)
}

fn digest(events: impl Iterator<Item = Event>) -> Bytes32 {
    let mut hasher = Sha256::new();
    for event in events {
        hasher.update(to_bytes(&event));
        hasher.update(b"\n");
    }
    Bytes32::from_slice(&hasher.finalize())
}

#[test]
fn the_seed_decides_every_byte() {
    let log = |seed| digest(Realistic::new(seed, Shape::default()).take(1000));
    assert_eq!(log(1), log(1));
    assert_ne!(log(1), log(2));
    // Benchmarks of different machines compare only if these never differ.
    let golden = "0xd6b4ab4f62964cba7101d8093fdb961c297688a5a12c51e3facecdc53f748118";
    assert_eq!(format!("{:#x}", log(1)), golden);
    assert_ne!(random(1, 10), random(2, 10));
}

#[test]
fn every_event_reads_back_as_itself() {
    let events = realistic().take(2000).chain(Small::new(1).take(200));
    for event in events.chain(random(1, 4000)) {
        let text = String::from_utf8(to_bytes(&event)).unwrap();
        let document = Document::parse(&text).unwrap();
        assert_eq!(Event::read(document.root()), Ok(event), "{text}");
    }
}

#[test]
fn states_and_small_events_have_the_sizes_that_benchmarks_quote() {
    let average = |sizes: Vec<usize>| sizes.iter().sum::<usize>() / sizes.len();
    let states = realistic().filter(|event| event.event_type() == EventType::StateSigned);
    let states = average(states.map(|event| to_bytes(&event).len()).collect());
    assert!((700..=900).contains(&states), "{states} bytes");
    let small = Small::new(1).skip(100).take(1000);
    let small = average(small.map(|event| to_bytes(&event).len()).collect());
    assert!((280..=320).contains(&small), "{small} bytes");
}

#[test]
fn ids_are_unique_causes_are_earlier_events_and_time_goes_forward() {
    let mut ids = BTreeSet::new();
    let mut last = None;
    for event in realistic() {
        assert!(event.timestamp() > last, "{event:?}");
        last = event.timestamp();
        if let Some(cause) = event.causation_id() {
            assert!(ids.contains(&cause), "{event:?}");
        }
        assert!(ids.insert(event_id(&event)), "{event:?}");
    }
}

#[test]
fn blocks_have_one_hash_unless_reverted_and_no_log_follows_its_head() {
    let mut blocks = BTreeMap::new();
    let mut heads = BTreeMap::new();
    let mut places = BTreeSet::new();
    let mut reverts = 0;
    for event in realistic() {
        if let Some(place) = event.chain_ref() {
            let chain = place.chain_id;
            let facts = (place.block_hash, place.block_timestamp);
            let block = blocks.entry((chain, place.block_number)).or_insert(facts);
            assert_eq!(*block, facts, "{event:?}");
            assert!(heads.get(&chain) < Some(&place.block_number), "{event:?}");
            let key = (chain, place.block_hash, place.log_index);
            assert!(places.insert(key), "{event:?}");
            let recorded_s = event.timestamp().unwrap().get() / 1000;
            assert!(place.block_timestamp.get() <= recorded_s, "{event:?}");
        }
        match event {
            Event::ChainHeadObserved(head) => {
                let facts = (head.block_hash, head.block_timestamp);
                let key = (head.chain_id, head.block_number);
                assert_eq!(*blocks.entry(key).or_insert(facts), facts);
                heads.insert(head.chain_id, head.block_number);
            }
            Event::ChainEventReverted(revert) => {
                reverts += 1;
                blocks.retain(|_, (hash, _)| *hash != revert.block_hash);
            }
            _ => {}
        }
    }
    assert!(reverts > 0, "the log shows no reorganisation");
}

#[test]
fn random_logs_hold_every_type_conflicting_blocks_and_repeated_facts() {
    let log = random(1, 2000);
    let types: BTreeSet<_> = log.iter().map(Event::event_type).collect();
    assert_eq!(types.len(), EventType::ALL.len());
    let mut hashes = BTreeMap::<_, BTreeSet<_>>::new();
    let mut facts = BTreeSet::new();
    let mut repeated = 0;
    for place in log.iter().filter_map(Event::chain_ref) {
        let block = (place.chain_id, place.block_number);
        hashes.entry(block).or_default().insert(place.block_hash);
        let key = (place.block_hash, place.tx_hash, place.log_index);
        repeated += usize::from(!facts.insert(key));
    }
    assert!(hashes.values().any(|hashes| hashes.len() == 2));
    assert!(repeated > 0);
    // Time never goes backwards, so that a store can import the log.
    assert!(log.is_sorted_by_key(Event::timestamp));
}

/// How far a channel has come, as far as its own events tell.
#[derive(Default)]
struct Progress {
    signed: BTreeMap<u64, BTreeSet<u8>>,
    held: U256,
    paid: U256,
    over: bool,
}

#[test]
fn channels_live_by_the_protocol() {
    let mut channels: BTreeMap<Bytes32, (ChannelKind, usize, Progress)> = BTreeMap::new();
    let mut withdrawn = 0;
    for event in realistic() {
        match &event {
            Event::ChannelCreated(created) => {
                let parties = created.fixed_part.participants.len();
                let known = (created.kind, parties, Progress::default());
                assert!(channels.insert(created.channel_id, known).is_none());
            }
            Event::StateSigned(signed) => {
                let (kind, parties, progress) = channels.get_mut(&signed.channel_id).unwrap();
                let turn = signed.state.turn_num.get();
                assert!(!progress.over, "{event:?}");
                if turn > 0 && *kind != ChannelKind::Ledger {
                    assert_eq!(progress.signed[&(turn - 1)].len(), *parties, "{event:?}");
                }
                if turn == 1 && *kind != ChannelKind::Virtual {
                    assert!(progress.held > U256::ZERO, "{event:?}");
                }
                let signers = progress.signed.entry(turn).or_default();
                assert!(signers.insert(signed.sig.signer_index), "{event:?}");
            }
            Event::StateReceived(received) => {
                let (_, _, progress) = channels.get_mut(&received.channel_id).unwrap();
                let signers = progress.signed.entry(received.state.turn_num.get());
                let fresh = signers.or_default().insert(received.sigs[0].signer_index);
                assert!(fresh, "{event:?}");
            }
            Event::VoucherSigned(voucher) => {
                let (kind, parties, progress) = channels.get_mut(&voucher.channel_id).unwrap();
                assert_eq!(*kind, ChannelKind::Virtual);
                assert_eq!(progress.signed[&1].len(), *parties, "{event:?}");
                assert!(voucher.amount > progress.paid, "{event:?}");
                progress.paid = voucher.amount;
            }
            Event::DepositDetected(deposit) => {
                let (_, parties, progress) = channels.get_mut(&deposit.channel_id).unwrap();
                assert_eq!(progress.signed[&0].len(), *parties, "{event:?}");
                progress.held = deposit.now_held;
            }
            Event::AllocationUpdated(payout) => {
                let (_, _, progress) = channels.get_mut(&payout.channel_id).unwrap();
                progress.over = true;
                withdrawn += 1;
            }
            _ => {}
        }
    }
    assert!(withdrawn > 0, "no channel lived to its end");
}

#[test]
fn the_number_of_open_channels_follows_the_shape() {
    for active_channels in [1, 8, 200] {
        let shape = Shape {
            active_channels,
            ..Shape::default()
        };
        let mut open = 0i64;
        let mut most = 0;
        for event in Realistic::new(3, shape).take(COUNT) {
            match event {
                Event::ChannelCreated(_) => open += 1,
                // Each channel ends with the objective that defunds it, or rejected.
                Event::ObjectiveCompleted(done) if done.objective_id.as_str().contains("Def") => {
                    open -= 1;
                }
                Event::ObjectiveRejected(rejected) if rejected.by.is_some() => open -= 1,
                _ => {}
            }
            most = most.max(open);
        }
        let active = active_channels as i64;
        assert!((active * 3 / 4..=active).contains(&most), "{most}");
    }
}
