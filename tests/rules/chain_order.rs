//! What is found about chain facts does not depend on how they arrived.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use statelog::EventStore;
use statelog::event::scalar::Bytes32;
use statelog::rules::{self, Context, Scope};

use crate::given::{
    Channel, DURATION, block_hash, finalized, imported, moved, reverted, time_of, tx_hash,
};
use crate::support::seed::Random;
use crate::support::store::with;

/// Rules that look at arrival itself.
const ABOUT_ARRIVAL: [&str; 3] = ["C1", "C2", "C5"];

/// What is found, with events instead of offsets.
fn found(store: &EventStore, log: &[Json]) -> Vec<String> {
    let event = |offset: u64| {
        let event = &log[offset as usize];
        let chain = event
            .get("chain")
            .map(|chain| (&chain["blockHash"], &chain["logIndex"]));
        format!("{}{chain:?}", event["type"])
    };
    let found = store.audit(None, false).unwrap();
    let kept = found
        .iter()
        .filter(|finding| !ABOUT_ARRIVAL.contains(&finding.rule.as_str()));
    let mut found: Vec<String> = kept
        .map(|finding| {
            let offsets = finding.offsets.iter().map(|offset| event(offset.get()));
            let offsets: BTreeSet<String> = offsets.collect();
            let by = finding.resolved_by.map(|offset| event(offset.get()));
            let rule = (finding.rule, finding.severity, &finding.name);
            let rest = (&finding.message, finding.channel_id, &finding.details);
            format!("{rule:?} {rest:?} {offsets:?} {by:?}")
        })
        .collect();
    found.sort();
    found
}

/// A ledger, a payment channel, and one that nobody creates.
struct World {
    channels: [Channel; 3],
    /// What is known off chain, and the first facts.
    known: Vec<Json>,
}

impl World {
    fn new() -> Self {
        let ledger = Channel::of(Some(0));
        let payments = Channel::between(3, "virtual", "virtual_payment", Some(0));
        let mut unknown = Channel::of(Some(0));
        unknown.id = Bytes32::repeat_byte(9);
        let mut known = ledger.funded();
        known.push(payments.created());
        for turn in 2..4 {
            known.extend(ledger.agreed(&ledger.state(turn, &[90, 110])));
        }
        known.extend(ledger.agreed(&finalized(ledger.state(4, &[90, 110]))));
        for turn in 0..2 {
            known.extend(payments.agreed(&payments.state(turn, &[10, 0, 0])));
        }
        let channels = [ledger, payments, unknown];
        Self { channels, known }
    }

    /// A run of facts of one fork, in chain order.
    fn run(&self, random: &mut Random, blocks: u64, fork: u64) -> Vec<Json> {
        let mut run = Vec::new();
        for block in 10..10 + blocks {
            let logs = random.below(3) as u64;
            for log_index in 0..logs {
                let mut fact = self.fact(random, block);
                let place = json!({
                    "blockHash": block_hash(block, fork),
                    "txHash": tx_hash(1_000 * fork + block),
                    "logIndex": log_index,
                    "blockTimestamp": time_of(20 * block),
                });
                if random.below(12) == 0 {
                    fact = moved(
                        &fact,
                        &json!({ "contract": format!("0x{}", "42".repeat(20)) }),
                    );
                }
                run.push(moved(&fact, &place));
            }
        }
        run
    }

    fn fact(&self, random: &mut Random, block: u64) -> Json {
        let channel = &self.channels[[0, 0, 0, 0, 1, 1, 2][random.below(7)]];
        let turn = random.below(5) as u64;
        let state = channel.state(turn, &[90, 110]);
        let held = random.below(300) as u64;
        match random.below(10) {
            0..=2 => channel.deposited(block, held),
            3..=4 => {
                let late = random.below(8) == 0;
                let finalizes_at = time_of(20 * block) + DURATION + u64::from(late);
                let challenge = channel.challenged(block, &state);
                with(&challenge, &json!({ "finalizesAt": finalizes_at }))
            }
            5 => channel.cleared(block, turn),
            6 => channel.checkpointed(block, turn),
            7 => with(
                &channel.concluded(block),
                &json!({ "finalizesAt": time_of(20 * block) }),
            ),
            8 => {
                let via = ["transfer_all", "unknown", "transfer"][random.below(3)];
                let paid = channel.paid(block, held, held / 2 * random.below(2) as u64);
                with(&paid, &json!({ "via": via }))
            }
            _ => json!({
                "type": "reclaim_detected",
                "channelId": channel.id,
                "assetIndex": 0,
                "chain": channel.deposited(block, 0)["chain"],
            }),
        }
    }
}

/// What is found in the log of the world, followed by these events.
fn found_in(world: &World, events: &[Json]) -> Vec<String> {
    let log = [world.known.as_slice(), events].concat();
    found(&imported(&log), &log)
}

fn shuffle<T>(random: &mut Random, items: &mut [T]) {
    for at in (1..items.len()).rev() {
        items.swap(at, random.below(at + 1));
    }
}

/// Whether a finding is about signatures that were shown, canonical or not.
fn is_evidence(line: &str) -> bool {
    line.starts_with("(S7,") || line.starts_with("(S18,")
}

/// How many rules the runs break, so that the comparison is about something.
fn rules_in(found: &[String], seen: &mut BTreeSet<String>) {
    seen.extend(
        found
            .iter()
            .map(|line| line[1..3.max(line.find(',').unwrap())].to_owned()),
    );
}

#[test]
fn c_facts_in_any_order_and_repeated_are_found_the_same() {
    let (world, mut random) = (World::new(), Random::new());
    let mut seen = BTreeSet::new();
    for _ in 0..30 {
        let mut run = world.run(&mut random, 12, 0);
        let expected = found_in(&world, &run);
        rules_in(&expected, &mut seen);
        for _ in 0..3 {
            let repeated: Vec<Json> = run
                .iter()
                .filter(|_| random.below(3) == 0)
                .cloned()
                .collect();
            run.extend(
                repeated
                    .iter()
                    .map(|fact| with(fact, &json!({ "correlationId": "x" }))),
            );
            shuffle(&mut random, &mut run);
            assert_eq!(found_in(&world, &run), expected, "{run:#?}");
            let mut kept = BTreeSet::new();
            run.retain(|fact| {
                let chain = &fact["chain"];
                kept.insert(format!("{}{}", chain["blockHash"], chain["logIndex"]))
            });
        }
    }
    assert!(seen.len() >= 10, "too few rules are broken: {seen:?}");
}

#[test]
fn c3_facts_that_are_removed_and_added_again_are_found_the_same() {
    let (world, mut random) = (World::new(), Random::new());
    for _ in 0..30 {
        let run = world.run(&mut random, 12, 0);
        let expected = found_in(&world, &run);
        let mut log = run.clone();
        let mut again = run;
        shuffle(&mut random, &mut again);
        for fact in again {
            log.push(reverted(&fact));
            log.push(with(&fact, &json!({ "correlationId": "again" })));
        }
        assert_eq!(found_in(&world, &log), expected, "{log:#?}");
    }
}

#[test]
fn c3_a_reorganisation_and_its_reversal_end_where_they_began() {
    let (world, mut random) = (World::new(), Random::new());
    for _ in 0..30 {
        let run = world.run(&mut random, 12, 0);
        let expected = found_in(&world, &run);
        let fork = world.run(&mut random, 12, 1);
        let mut log = [run.as_slice(), &fork].concat();
        log.extend(
            run.iter()
                .map(|fact| with(fact, &json!({ "correlationId": "back" }))),
        );
        log.extend(fork.iter().map(reverted));
        // What the fork showed stays evidence, and nothing else stays.
        let mut found = found_in(&world, &log);
        found.retain(|line| expected.contains(line) || !is_evidence(line));
        assert_eq!(found, expected, "{log:#?}");
    }
}

#[test]
fn c_a_channel_is_reviewed_alone_as_it_is_in_the_whole_log() {
    let (world, mut random) = (World::new(), Random::new());
    for _ in 0..20 {
        let run = world.run(&mut random, 12, 0);
        let store = imported(&[world.known.as_slice(), &run].concat());
        let state = store.state(None).unwrap();
        let context = Context {
            offset: store.len(),
            state: &state,
            last_timestamp: statelog::event::scalar::Millis::default(),
            records: &store,
        };
        let all = rules::review(&context, Scope::Log);
        for channel in &world.channels {
            let own = all
                .iter()
                .filter(|finding| finding.channel_id == Some(channel.id));
            let own: Vec<_> = own.cloned().collect();
            assert_eq!(rules::review(&context, Scope::Channel(channel.id)), own);
        }
    }
}
