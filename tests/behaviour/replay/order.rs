//! A chain is heard of late, twice and out of order; the state follows the chain.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value as Json;
use statelog::event::Event;
use statelog::event::scalar::Millis;

use crate::support::store::{NOW, assert_same, file, for_random_logs, import_with, state_json};
use crate::support::test;
use crate::support::workload::{Rng, random};

/// The events of a random log, its chain facts in one run in the middle: facts of one
/// chain without reorganisations, each once. Gives also where the run begins and ends.
fn with_one_run(seed: u64, count: usize) -> (Vec<Event>, std::ops::Range<usize>) {
    let mut blocks = BTreeMap::new();
    let mut transactions = BTreeMap::new();
    let mut places = BTreeSet::new();
    let (mut facts, mut others) = (Vec::new(), Vec::new());
    for mut event in random(seed, count) {
        match (&event, event.chain_ref()) {
            (Event::ChainEventReverted(_), _) => {}
            (Event::ChainHeadObserved(head), _) => {
                let block = blocks.entry((head.chain_id, head.block_number));
                if *block.or_insert(head.block_hash) == head.block_hash
                    && places.insert((head.block_hash, None))
                {
                    facts.push(event);
                }
            }
            (_, Some(place)) => {
                let block = blocks.entry((place.chain_id, place.block_number));
                let transaction = transactions.entry((place.chain_id, place.tx_hash));
                let key = (place.block_hash, Some((place.tx_hash, place.log_index)));
                if *block.or_insert(place.block_hash) == place.block_hash
                    && *transaction.or_insert(place.block_hash) == place.block_hash
                    && places.insert(key)
                {
                    facts.push(event);
                }
            }
            _ => others.push({
                event.stamp(Millis::new(NOW).unwrap());
                event
            }),
        }
    }
    let mut ids = BTreeSet::new();
    others.retain(|event| ids.insert(crate::support::workload::event_id(event)));
    let start = others.len() / 2;
    let end = start + facts.len();
    others.splice(start..start, facts);
    (others, start..end)
}

fn shuffle(events: &mut [Event], rng: &mut Rng) {
    for place in (1..events.len()).rev() {
        events.swap(place, rng.index(place + 1));
    }
}

/// The state without what says when something was heard of: offsets, times, the order in
/// which chains and states became known, and findings, which name offsets and say that a
/// fact came late.
fn without_arrival(state: &str) -> Json {
    let mut state: Json = serde_json::from_str(state).unwrap();
    strip(&mut state);
    state
}

fn strip(value: &mut Json) {
    match value {
        Json::Object(members) => {
            members.retain(|name, _| {
                let lower = name.to_lowercase();
                !lower.ends_with("offset")
                    && !["updatedAt", "createdAt", "correlationIds", "findings"]
                        .contains(&name.as_str())
            });
            let is_log = members.contains_key("objectives");
            if is_log {
                members.remove("stateHash");
            }
            for (name, value) in members.iter_mut() {
                strip(value);
                if ["chains", "states"].contains(&name.as_str())
                    && let Json::Array(items) = value
                {
                    items.sort_by_key(ToString::to_string);
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

/// Whether a channel has two states of one turn that are supported, or that we signed, or
/// that claim to be the prefund. Of these the one that was heard of first counts, so that
/// the order of arrival decides.
fn has_rivals(state: &Json) -> bool {
    let channels = state["channels"].as_array().unwrap().iter();
    channels.into_iter().any(|channel| {
        let states = channel["states"].as_array().unwrap().iter();
        let is_mine = |state: &Json| {
            let mut signers = state["signers"].as_array().unwrap().iter();
            signers.any(|signer| *signer == channel["myIndex"])
        };
        let rivals = states
            .filter(|state| state["supported"] == true || state["turnNum"] == 0 || is_mine(state));
        let turns: Vec<_> = rivals.map(|state| state["turnNum"].as_u64()).collect();
        turns.iter().collect::<BTreeSet<_>>().len() < turns.len()
    })
}

#[test]
fn chain_facts_in_any_order_within_a_run_give_one_state() {
    let (tried, compared) = (AtomicUsize::new(0), AtomicUsize::new(0));
    for_random_logs(400, |seed, _| {
        tried.fetch_add(1, Ordering::Relaxed);
        let (mut events, run) = with_one_run(seed, 40);
        // All at one time, so that no order breaks the log.
        for event in &mut events {
            event.stamp(Millis::new(NOW).unwrap());
        }
        let mut rng = Rng::new(seed);
        let original = import_with(&file(&events, &[1]), 0);
        let expected = without_arrival(&state_json(&original, None));
        if has_rivals(&expected) {
            return;
        }
        compared.fetch_add(1, Ordering::Relaxed);
        for _ in 0..3 {
            shuffle(&mut events[run.clone()], &mut rng);
            let store = import_with(&file(&events, &[1, 3]), 1);
            let state = without_arrival(&state_json(&store, None));
            assert_same(
                &state.to_string(),
                &expected.to_string(),
                &format!("seed {seed}"),
            );
        }
    });
    let few = tried.into_inner() / 2;
    assert!(compared.into_inner() > few, "too few logs were compared");
}
