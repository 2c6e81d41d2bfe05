//! What a range of events changed: the net change of every value, with the event that
//! changed it last.

use std::collections::BTreeMap;

use crate::support::store::{
    NOW, append, empty, example, for_random_logs, note, options, samples, with,
};
use crate::support::test;
use serde_json::{Map, Value as Json, json};
use statelog::canonical::to_bytes;
use statelog::event::EventType;
use statelog::state::ViewOptions;
use statelog::{EventStore, EventStoreOptions};

/// The changes of one entity, by path: the values before and after.
type Changes = BTreeMap<String, (Option<Json>, Option<Json>)>;

/// All entities after the events `[0, at)`, by id.
fn entities(store: &EventStore, at: u64) -> BTreeMap<String, Json> {
    let state = to_bytes(&store.reconstruct(Some(at)).unwrap());
    let state: Json = serde_json::from_slice(&state).unwrap();
    let of = |list: &str, id: fn(&Json) -> String| {
        let entities = state[list].as_array().unwrap().clone();
        entities.into_iter().map(move |mut entity| {
            // Findings come and go by rules of their own; another test looks at them.
            if entity.get("findings").is_some() {
                entity["findings"] = json!([]);
            }
            (id(&entity), entity)
        })
    };
    of("objectives", |entity| {
        entity["objectiveId"].as_str().unwrap().to_owned()
    })
    .chain(of("channels", |entity| {
        entity["channelId"].as_str().unwrap().to_owned()
    }))
    .chain(of("chains", |entity| {
        format!("chain:{}", entity["chainId"])
    }))
    .collect()
}

fn members(value: &Json) -> Option<Map<String, Json>> {
    match value {
        Json::Object(members) => Some(members.clone()),
        Json::Array(items) => {
            let items = items.iter().enumerate();
            Some(
                items
                    .map(|(index, item)| (index.to_string(), item.clone()))
                    .collect(),
            )
        }
        _ => None,
    }
}

fn compare(before: Option<&Json>, after: Option<&Json>, path: &str, changes: &mut Changes) {
    if before == after {
        return;
    }
    let both = before
        .zip(after)
        .filter(|(old, new)| old.is_array() == new.is_array());
    let inner = both.and_then(|(old, new)| members(old).zip(members(new)));
    let Some((old, new)) = inner else {
        changes.insert(path.to_owned(), (before.cloned(), after.cloned()));
        return;
    };
    let added = new.keys().filter(|name| !old.contains_key(*name));
    for name in old.keys().chain(added) {
        let escaped = name.replace('~', "~0").replace('/', "~1");
        compare(
            old.get(name),
            new.get(name),
            &format!("{path}/{escaped}"),
            changes,
        );
    }
}

fn differences(
    before: &BTreeMap<String, Json>,
    after: &BTreeMap<String, Json>,
) -> BTreeMap<(String, String), (Option<Json>, Option<Json>)> {
    let mut all = BTreeMap::new();
    for (id, entity) in after {
        let mut changes = Changes::new();
        compare(before.get(id), Some(entity), "", &mut changes);
        all.extend(
            changes
                .into_iter()
                .map(|(path, values)| ((id.clone(), path), values)),
        );
    }
    all
}

/// The simple way: looks at everything after each event.
fn expected(store: &EventStore, from: u64, to: u64) -> Vec<Json> {
    let states: Vec<_> = (from..=to).map(|at| entities(store, at)).collect();
    let mut causes: BTreeMap<(String, String), u64> = BTreeMap::new();
    for (offset, pair) in (from..to).zip(states.windows(2)) {
        let changed = differences(&pair[0], &pair[1]).into_keys();
        causes.extend(changed.map(|place| (place, offset)));
    }
    let is_around = |outer: &str, inner: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let changed = differences(&states[0], states.last().unwrap());
    let mut all: Vec<_> = changed
        .into_iter()
        .map(|((entity, path), (before, after))| {
            let related = causes.iter().filter(|((other, place), _)| {
                *other == entity && (is_around(place, &path) || is_around(&path, place))
            });
            let offset = related.map(|(_, offset)| *offset).max().unwrap();
            (offset, entity, path, before, after)
        })
        .collect();
    all.sort_by(|left, right| (left.0, &left.1, &left.2).cmp(&(right.0, &right.1, &right.2)));
    all.into_iter()
        .map(|(offset, entity, path, before, after)| {
            let mut change = json!({ "entity": entity, "path": path, "offset": offset });
            for (name, value) in [("before", before), ("after", after)] {
                if let Some(value) = value {
                    change[name] = value;
                }
            }
            change
        })
        .collect()
}

fn found(store: &EventStore, from: u64, to: u64) -> Vec<Json> {
    let changes = store.diff(from, to).unwrap();
    let texts = changes
        .iter()
        .map(|change| serde_json::from_slice(&to_bytes(change)));
    texts.map(Result::unwrap).collect()
}

fn is_about_a_finding(change: &Json) -> bool {
    change["path"].as_str().unwrap().starts_with("/findings/")
}

fn assert_diff(name: &str, store: &EventStore, from: u64, to: u64) {
    let (mut found, expected) = (found(store, from, to), expected(store, from, to));
    found.retain(|change| !is_about_a_finding(change));
    for (got, want) in found.iter().zip(&expected) {
        assert_eq!(got, want, "{name}, [{from}, {to})");
    }
    assert_eq!(found.len(), expected.len(), "{name}, [{from}, {to})");
}

/// Blocks that take a while to be certain, so that heads change what they do not name.
fn slow_chains() -> EventStoreOptions {
    let confirmations = [1, 10, 1337, 31_337].map(|chain| (chain, 3)).into();
    EventStoreOptions {
        view: ViewOptions { confirmations },
        ..options(0)
    }
}

fn open(text: &[u8]) -> EventStore {
    EventStore::import(text, slow_chains(), &Default::default(), NOW).unwrap()
}

#[test]
fn the_changes_of_every_single_event_and_of_whole_samples_are_those_of_the_simple_way() {
    for (name, text) in samples() {
        let store = open(&text);
        let length = store.len();
        for at in 0..length {
            assert_diff(&name, &store, at, at + 1);
        }
        for (from, to) in [(0, length), (length / 3, length), (length / 4, length / 2)] {
            assert_diff(&name, &store, from, to);
        }
    }
}

#[test]
fn the_changes_of_any_range_of_a_random_log_are_those_of_the_simple_way() {
    for_random_logs(400, |seed, text| {
        let store = open(text);
        let length = store.len();
        for (from, to) in [
            (0, length),
            (length / 3, length),
            (length / 2, length / 2 + 1),
        ] {
            assert_diff(&format!("seed {seed}"), &store, from, to);
        }
    });
}

#[test]
fn changes_add_up_over_a_range_and_what_comes_back_is_none() {
    let mut store = empty();
    append(&mut store, &note(0)).unwrap();
    append(&mut store, &example(EventType::ChannelCreated)).unwrap();
    assert_eq!(found(&store, 0, 1), [json!(null); 0]);
    assert_eq!(found(&store, 2, 2), [json!(null); 0]);
    let created = found(&store, 0, 2);
    assert_eq!(created.len(), 1);
    assert_eq!(
        (&created[0]["path"], &created[0]["offset"]),
        (&json!(""), &json!(1))
    );
    assert_eq!(created[0].get("before"), None);
    for (from, to) in [(0, 3), (3, 3), (2, 1)] {
        assert_eq!(store.diff(from, to).unwrap_err().code(), "INVALID_ARGUMENT");
    }
    // A deposit that is taken back leaves nothing but the counters.
    let deposit = example(EventType::DepositDetected);
    append(&mut store, &deposit).unwrap();
    let revert = json!({
        "type": "chain_event_reverted",
        "chainId": deposit["chain"]["chainId"],
        "blockHash": deposit["chain"]["blockHash"],
        "txHash": deposit["chain"]["txHash"],
        "logIndex": deposit["chain"]["logIndex"],
    });
    append(
        &mut store,
        &with(&revert, &json!({ "timestamp": deposit["timestamp"] })),
    )
    .unwrap();
    let channel = |change: &&Json| change["entity"] == deposit["channelId"];
    let paths: Vec<_> = found(&store, 2, 4)
        .iter()
        .filter(channel)
        .map(|change| change["path"].clone())
        .collect();
    assert!(paths.contains(&json!("/eventCount")), "{paths:?}");
    assert!(
        !paths
            .iter()
            .any(|path| path.as_str().unwrap().starts_with("/funding")),
        "{paths:?}"
    );
}

#[test]
fn the_findings_that_a_range_raises_are_among_its_changes() {
    for (name, text) in samples() {
        let store = open(&text);
        for at in 0..store.len() {
            let (before, after) = (store.audit(Some(at)), store.audit(Some(at + 1)));
            let shown = |found: Result<Vec<statelog::rules::Finding>, _>| -> Vec<Json> {
                let found = found.unwrap();
                let texts = found
                    .iter()
                    .map(|finding| serde_json::from_slice(&to_bytes(finding)));
                texts.map(Result::unwrap).collect()
            };
            let (before, after) = (shown(before), shown(after));
            let new = after.iter().filter(|finding| !before.contains(finding));
            let gone = before.iter().filter(|finding| !after.contains(finding));
            let mut changes = found(&store, at, at + 1);
            changes.retain(is_about_a_finding);
            let raised: Vec<_> = changes
                .iter()
                .filter_map(|change| change.get("after"))
                .collect();
            let settled: Vec<_> = changes
                .iter()
                .filter_map(|change| change.get("before"))
                .collect();
            assert_eq!(raised.len(), new.clone().count(), "{name} at {at}");
            assert!(
                new.clone().all(|finding| raised.contains(&finding)),
                "{name} at {at}"
            );
            assert_eq!(settled.len(), gone.clone().count(), "{name} at {at}");
            assert!(
                gone.clone().all(|finding| settled.contains(&finding)),
                "{name} at {at}"
            );
        }
    }
}
