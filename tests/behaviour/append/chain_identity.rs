//! Chain facts are identified by their place on the chain, while they are canonical.

use serde_json::{Value as Json, json};
use statelog::EventStore;
use statelog::event::EventType;

use crate::support::examples::{CHANNEL, TARGET};
use crate::support::store::{NOW, Observed, append, empty, example, note, with};
use crate::support::test;

/// A chain fact, what a log of the chain says of it, and what it adds.
struct Case {
    event_type: EventType,
    /// Members that the log carries, with another value.
    carried: Vec<Json>,
    /// Members that enrich it, with another value.
    enriched: Vec<Json>,
    /// Members that can be missing at first.
    added: Vec<&'static str>,
}

fn cases() -> Vec<Case> {
    use EventType as T;
    let candidate = |event_type: T, members: &Json| {
        let candidate = with(&example(event_type)["candidate"], members);
        json!({ "candidate": candidate })
    };
    let channel = json!({ "channelId": TARGET });
    let record = json!({ "newTurnNumRecord": 4 });
    let other = |event_type| {
        let members = json!({ "stateHash": format!("0x{}", "16".repeat(32)) });
        candidate(event_type, &members)
    };
    vec![
        Case {
            event_type: T::DepositDetected,
            carried: vec![
                json!({ "nowHeld": "99" }),
                json!({ "asset": format!("0x{}", "14".repeat(20)) }),
                channel.clone(),
            ],
            enriched: vec![],
            added: vec![],
        },
        Case {
            event_type: T::ChallengeRegistered,
            carried: vec![
                json!({ "finalizesAt": 1 }),
                json!({ "proof": [] }),
                candidate(T::ChallengeRegistered, &json!({ "sigs": [] })),
                channel.clone(),
            ],
            enriched: vec![json!({ "challengerSig": format!("0x{}1c", "15".repeat(64)) })],
            added: vec!["challengerSig"],
        },
        Case {
            event_type: T::ChallengeCleared,
            carried: vec![record.clone(), channel.clone()],
            enriched: vec![other(T::ChallengeCleared)],
            added: vec!["candidate"],
        },
        Case {
            event_type: T::CheckpointRecorded,
            carried: vec![record, channel.clone()],
            enriched: vec![other(T::CheckpointRecorded)],
            added: vec!["candidate"],
        },
        Case {
            event_type: T::ChannelConcluded,
            carried: vec![json!({ "finalizesAt": 1 }), channel.clone()],
            enriched: vec![other(T::ChannelConcluded)],
            added: vec!["candidate"],
        },
        Case {
            event_type: T::AllocationUpdated,
            carried: vec![
                json!({ "initialHoldings": "201" }),
                json!({ "finalHoldings": "1" }),
                json!({ "assetIndex": 1 }),
                channel.clone(),
            ],
            enriched: vec![
                json!({ "asset": format!("0x{}", "19".repeat(20)) }),
                json!({ "indices": [] }),
                json!({ "via": "conclude_and_transfer" }),
            ],
            added: vec!["asset", "indices"],
        },
        Case {
            event_type: T::ReclaimDetected,
            carried: vec![json!({ "assetIndex": 1 }), channel],
            enriched: vec![
                json!({ "targetChannelId": CHANNEL }),
                json!({ "indexOfTargetInSource": 0 }),
                json!({ "targetAssetIndex": 1 }),
            ],
            added: vec![
                "targetChannelId",
                "indexOfTargetInSource",
                "targetAssetIndex",
            ],
        },
    ]
}

fn at(event: &Json, milliseconds: u64) -> Json {
    with(event, &json!({ "timestamp": NOW + milliseconds }))
}

fn moved(event: &Json, members: &Json) -> Json {
    with(event, &json!({ "chain": with(&event["chain"], members) }))
}

/// A store in which the event is at offset 1.
fn holding(event: &Json) -> EventStore {
    let mut store = empty();
    append(&mut store, &note(0)).unwrap();
    assert_eq!(append(&mut store, event).unwrap().offset, 1);
    append(&mut store, &note(1)).unwrap();
    store
}

#[test]
fn the_same_log_of_a_chain_is_recorded_once_whatever_enriches_it() {
    for case in cases() {
        let event = example(case.event_type);
        let mut store = holding(&event);
        let before = Observed::of(&store);
        let less = case.added.iter().map(|name| json!({ *name: null }));
        let told = less.chain(case.enriched).chain([json!({})]);
        for members in told {
            let same = at(&with(&event, &members), 5);
            let repeated = append(&mut store, &same).unwrap();
            let context = format!("{:?} {members}", case.event_type);
            assert!(repeated.duplicate, "{context}");
            assert_eq!(repeated.offset, 1, "{context}");
            assert_eq!(Observed::of(&store), before, "{context}");
        }
    }
}

#[test]
fn another_place_on_a_chain_is_another_fact() {
    for case in cases() {
        let event = example(case.event_type);
        let mut store = holding(&event);
        for members in [
            json!({ "logIndex": 18 }),
            json!({ "chainId": 10 }),
            json!({ "txHash": format!("0x{}", "7c".repeat(32)), "logIndex": 19 }),
            json!({ "blockHash": format!("0x{}", "b7".repeat(32)) }),
        ] {
            let other = moved(&event, &members);
            let appended = append(&mut store, &other).unwrap();
            assert!(!appended.duplicate, "{:?} {members}", case.event_type);
        }
        assert!(store.verify().ok);
    }
}

#[test]
fn a_log_that_says_otherwise_at_the_same_place_is_a_conflict() {
    for case in cases() {
        let event = example(case.event_type);
        let mut store = holding(&event);
        let before = Observed::of(&store);
        let kind = match case.event_type {
            EventType::DepositDetected => EventType::ReclaimDetected,
            _ => EventType::DepositDetected,
        };
        let carried = case.carried.iter().map(|members| with(&event, members));
        for other in carried.chain([example(kind)]) {
            let error = append(&mut store, &at(&other, 5)).unwrap_err();
            assert_eq!(error.code(), "IDENTITY_CONFLICT", "{other}");
            assert_eq!(error.details(), r#"{"offset":1}"#, "{other}");
            assert_eq!(Observed::of(&store), before, "{other}");
        }
    }
}

#[test]
fn a_repeat_that_adds_what_was_missing_is_recorded_once() {
    for case in cases() {
        for name in case.added {
            let event = example(case.event_type);
            let mut store = holding(&with(&event, &json!({ name: null })));
            let enriching = append(&mut store, &at(&event, 5)).unwrap();
            let context = format!("{:?} {name}", case.event_type);
            assert_eq!(
                (enriching.duplicate, enriching.offset),
                (false, 3),
                "{context}"
            );
            let repeated = append(&mut store, &at(&event, 6)).unwrap();
            assert!(repeated.duplicate, "{context}");
            let poorer = at(&with(&event, &json!({ name: null })), 7);
            assert!(append(&mut store, &poorer).unwrap().duplicate, "{context}");
        }
    }
}

#[test]
fn a_reverted_fact_is_recorded_again_when_the_chain_flips_back() {
    for case in cases() {
        let event = example(case.event_type);
        let mut store = holding(&event);
        let revert = |milliseconds| at(&example(EventType::ChainEventReverted), milliseconds);
        // Event, revert, event, revert: each is new, and its repeat is not.
        for (place, milliseconds) in [(3, 10), (5, 20)] {
            let reverted = append(&mut store, &revert(milliseconds)).unwrap();
            assert_eq!((reverted.duplicate, reverted.offset), (false, place));
            let repeated = append(&mut store, &revert(milliseconds + 1)).unwrap();
            assert_eq!((repeated.duplicate, repeated.offset), (true, place));
            let again = append(&mut store, &at(&event, milliseconds + 2)).unwrap();
            assert_eq!((again.duplicate, again.offset), (false, place + 1));
            let repeated = append(&mut store, &at(&event, milliseconds + 3)).unwrap();
            assert!(repeated.duplicate, "{:?}", case.event_type);
        }
        let unknown = json!({ "logIndex": 99 });
        let elsewhere = with(&revert(50), &unknown);
        assert!(!append(&mut store, &elsewhere).unwrap().duplicate);
        assert!(store.verify().ok);
    }
}
