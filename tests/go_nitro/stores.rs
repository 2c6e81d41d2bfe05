//! Stores that `scripts/samples/go-nitro` made with ethers, and the events that it says
//! must come of them.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use statelog::event::Event;
use statelog::go_nitro::{GoNitroContext, GoNitroImport, import};
use statelog::rules::Severity;
use statelog::store::ImportOptions;
use statelog::{AppendOptions, EventStore};

use crate::support::examples::event;
use crate::support::store::{NOW, empty, options};

const FIXTURES: [(&str, &str); 2] = [
    ("upstream", include_str!("../golden/go-nitro/upstream.json")),
    ("fork", include_str!("../golden/go-nitro/fork.json")),
];

/// A fixture, as its file gives it.
pub(crate) struct Fixture {
    pub(crate) name: &'static str,
    pub(crate) context: GoNitroContext,
    pub(crate) text: String,
    events: Vec<Event>,
    remarks: BTreeSet<(String, String)>,
}

pub(crate) fn fixtures() -> impl Iterator<Item = Fixture> {
    FIXTURES.into_iter().map(|(name, text)| {
        let fixture: Json = serde_json::from_str(text).unwrap();
        let remarks = fixture["remarks"].as_array().unwrap().iter();
        let text_of = |value: &Json| value.as_str().unwrap().to_owned();
        let chain_id = fixture["chainId"].as_u64().unwrap();
        Fixture {
            name,
            context: GoNitroContext {
                chain_id: statelog::event::scalar::ChainId::new(chain_id).unwrap(),
                adjudicator: fixture["adjudicator"].as_str().unwrap().parse().unwrap(),
                me: None,
            },
            text: text_of(&fixture["text"]),
            events: fixture["events"]
                .as_array()
                .unwrap()
                .iter()
                .map(event)
                .collect(),
            remarks: remarks
                .map(|remark| (text_of(&remark["path"]), text_of(&remark["reason"])))
                .collect(),
        }
    })
}

pub(crate) fn sorted(events: &[Event]) -> Vec<String> {
    let bytes = events.iter().map(statelog::canonical::to_bytes);
    let mut texts: Vec<_> = bytes
        .map(|bytes| String::from_utf8(bytes).unwrap())
        .collect();
    texts.sort();
    texts
}

pub(crate) fn reasons(import: &GoNitroImport) -> BTreeSet<(String, String)> {
    let remarks = import.remarks.iter();
    remarks
        .map(|one| (one.path.as_str().to_owned(), one.reason.as_str().to_owned()))
        .collect()
}

#[test]
fn a_store_leads_to_exactly_the_events_that_its_signatures_prove() {
    for fixture in fixtures() {
        let found = import(&fixture.text, &fixture.context).unwrap();
        let (told, expected) = (sorted(&found.events), sorted(&fixture.events));
        let missing: Vec<_> = expected.iter().filter(|one| !told.contains(one)).collect();
        let invented: Vec<_> = told.iter().filter(|one| !expected.contains(one)).collect();
        assert_eq!((missing, invented), (vec![], vec![]), "{}", fixture.name);
        assert_eq!(told, expected, "{}", fixture.name);
        assert_eq!(reasons(&found), fixture.remarks, "{}", fixture.name);
    }
}

#[test]
fn each_event_names_its_place_in_the_data() {
    for fixture in fixtures() {
        let found = import(&fixture.text, &fixture.context).unwrap();
        let document: Json = serde_json::from_str(&fixture.text).unwrap();
        assert_eq!(found.sources.len(), found.events.len());
        for source in &found.sources {
            assert!(reaches(&document, source.as_str()), "{}", source.as_str());
        }
        let remarks = found.remarks.iter();
        for remark in remarks {
            assert!(reaches(&document, remark.path.as_str()));
        }
    }
}

/// Whether a pointer leads somewhere, through texts and base64 that hold JSON.
fn reaches(document: &Json, pointer: &str) -> bool {
    let mut here = document.clone();
    for segment in pointer.split('/').skip(1) {
        if let Json::String(text) = &here {
            let inner = serde_json::from_str(text).ok();
            here = inner.unwrap_or_else(|| decoded(text));
        }
        let next = match &here {
            Json::Array(items) => segment.parse::<usize>().ok().and_then(|at| items.get(at)),
            _ => here.get(segment),
        };
        match next {
            Some(next) => here = next.clone(),
            None => return false,
        }
    }
    true
}

fn decoded(base64: &str) -> Json {
    use alloy_primitives::hex;
    let digits = base64.trim_end_matches('=').bytes().map(|digit| {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        alphabet.iter().position(|known| *known == digit).unwrap()
    });
    let bits: String = digits.map(|digit| format!("{digit:06b}")).collect();
    let bytes: Vec<u8> = (0..bits.len() / 8)
        .map(|at| u8::from_str_radix(&bits[8 * at..8 * at + 8], 2).unwrap())
        .collect();
    serde_json::from_slice(&bytes).unwrap_or_else(|_| panic!("{}", hex::encode(&bytes)))
}

/// Ids, hashes and signatures hold, and nothing is refused: neither by an append of all
/// at once nor as lines of a text.
#[test]
fn imported_events_are_appended_and_imported_without_a_refusal() {
    for fixture in fixtures() {
        let found = import(&fixture.text, &fixture.context).unwrap();
        let mut store = empty();
        let results = store.append_batch(found.events.clone(), NOW, AppendOptions::default());
        let results = results.unwrap();
        assert!(
            results.iter().all(|result| !result.duplicate),
            "{}",
            fixture.name
        );
        assert!(store.verify().ok);

        let lines = sorted_as_given(&found.events);
        let import = ImportOptions::default();
        let read = EventStore::import(lines.as_bytes(), options(1), &import, NOW).unwrap();
        assert_eq!(read.len(), store.len());
        for store in [&store, &read] {
            let found = store.audit(None, true).unwrap();
            let proofs = ["S1", "S3", "S4", "P5", "VR1", "O1"];
            let broken = found.iter().find(|finding| {
                finding.severity != Severity::Info && proofs.contains(&finding.rule.as_str())
            });
            assert_eq!(broken, None, "{}", fixture.name);
        }
    }
}

fn sorted_as_given(events: &[Event]) -> String {
    let bytes = events.iter().map(statelog::canonical::to_bytes);
    let lines = bytes.map(|bytes| String::from_utf8(bytes).unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// A store keeps too little for many a rule, which is no fault of the node.
#[test]
fn an_audit_blames_the_node_for_nothing_that_the_store_does_not_show() {
    for fixture in fixtures() {
        let found = import(&fixture.text, &fixture.context).unwrap();
        let mut store = empty();
        store
            .append_batch(found.events, NOW, AppendOptions::default())
            .unwrap();
        let audit = store.audit(None, true).unwrap();
        let rules: BTreeSet<_> = audit
            .iter()
            .filter(|finding| finding.severity != Severity::Info)
            .map(|finding| finding.rule.as_str())
            .collect();
        let expected: &[&str] = match fixture.name {
            // go-nitro's guarantees have type 1.
            "upstream" => &["S14"],
            _ => &[],
        };
        assert_eq!(
            rules,
            expected.iter().copied().collect(),
            "{}",
            fixture.name
        );
    }
}

#[test]
fn the_derived_state_is_that_of_the_store() {
    let fixture = fixtures().next().unwrap();
    let found = import(&fixture.text, &fixture.context).unwrap();
    let mut store = empty();
    store
        .append_batch(found.events, NOW, AppendOptions::default())
        .unwrap();
    let state = store.reconstruct(None).unwrap();
    let channel = |nonce: u64| {
        let mut channels = state.channels.iter();
        channels
            .find(|one| one.fixed_part.channel_nonce.0 == nonce)
            .unwrap()
    };
    let ledger = channel((1 << 53) + 3);
    let supported = ledger.latest_supported.as_ref().unwrap();
    assert_eq!(supported.turn_num.get(), 2);
    let asset = &ledger.ledger.as_ref().unwrap().assets[0];
    assert_eq!(asset.leader.to_string(), "9999999999999999993");
    assert_eq!(asset.guarantees.len(), 1);
    let payments = channel(u64::MAX).payments.as_ref().unwrap();
    assert_eq!(payments.paid.to_string(), "19000000000000000001");
    assert_eq!(payments.remaining.to_string(), "1000000000000000006");
    let statuses: Vec<_> = state
        .objectives
        .iter()
        .map(|one| one.status.as_str())
        .collect();
    let count = |status| statuses.iter().filter(|one| **one == status).count();
    assert_eq!(
        ["completed", "approved", "unapproved", "rejected"].map(count),
        [3, 2, 1, 1]
    );
}
