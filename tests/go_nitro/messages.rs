//! The bodies of the messages in the sample logs lead to the facts that those logs hold.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use statelog::canonical::to_bytes;
use statelog::event::Event;
use statelog::event::scalar::Bytes20;
use statelog::go_nitro::{GoNitroContext, GoNitroImport, ORIGIN, import};
use statelog::{AppendOptions, EventStore};

use crate::support::samples::SAMPLES;
use crate::support::store::{NOW, empty, import_with};

/// Samples in which every fact about channels came in a message.
const TOLD: [&str; 5] = [
    "challenge-clear",
    "challenge-timeout-withdraw",
    "direct-fund-defund",
    "virtual-fund-pay-defund",
    "virtual-intermediary",
];

fn log(name: &str) -> EventStore {
    let sample = SAMPLES.iter().find(|sample| sample.name == name).unwrap();
    import_with(sample.text.as_bytes(), 0)
}

fn json_of(event: &Event) -> Json {
    serde_json::from_slice(&to_bytes(event)).unwrap()
}

fn events(store: &EventStore) -> Vec<Event> {
    store.read(0..u64::MAX).map(|held| held.event).collect()
}

/// What the node of a log does not say in its messages.
fn context(events: &[Event]) -> GoNitroContext {
    let created = events.iter().find_map(|event| match event {
        Event::ChannelCreated(created) => Some(created),
        _ => None,
    });
    let created = created.unwrap();
    let index = usize::from(created.my_index.unwrap());
    GoNitroContext {
        chain_id: created.chain_id,
        adjudicator: created.adjudicator,
        me: Some(created.fixed_part.participants[index]),
    }
}

/// The bodies of the messages that a node wrote and heard, as a list of texts.
fn bodies(events: &[Event]) -> String {
    let bodies = events.iter().filter_map(|event| match event {
        Event::MessageSent(event) => Some(event.body.as_str()),
        Event::MessageReceived(event) => Some(event.body.as_str()),
        _ => None,
    });
    Json::from_iter(bodies).to_string()
}

/// Facts about channels without what messages do not say.
fn facts(events: &[Event]) -> BTreeSet<String> {
    let told = events.iter().filter(|event| {
        matches!(
            event,
            Event::ChannelCreated(_)
                | Event::StateSigned(_)
                | Event::StateReceived(_)
                | Event::LedgerProposalSigned(_)
                | Event::LedgerProposalReceived(_)
                | Event::VoucherSigned(_)
                | Event::VoucherReceived(_)
        )
    });
    let left_out = [
        "timestamp",
        "causationId",
        "correlationId",
        "messageId",
        "override",
        "purpose",
    ];
    told.map(|event| {
        let mut fact = json_of(event);
        let members = fact.as_object_mut().unwrap();
        left_out.iter().for_each(|name| {
            members.shift_remove(*name);
        });
        fact.to_string()
    })
    .collect()
}

fn imported(name: &str) -> (Vec<Event>, GoNitroImport) {
    let held = events(&log(name));
    let import = import(&bodies(&held), &context(&held)).unwrap();
    (held, import)
}

#[test]
fn messages_lead_to_the_facts_that_the_log_of_their_node_holds() {
    for name in TOLD {
        let (held, import) = imported(name);
        assert_eq!(import.remarks, [], "{name}");
        let (told, known) = (facts(&import.events), facts(&held));
        let differ: Vec<_> = told.symmetric_difference(&known).collect();
        assert_eq!(differ, Vec::<&String>::new(), "{name}");
        assert!(told.len() > 5);
        assert_eq!(import.events.len(), import.sources.len());
    }
}

/// Every event says where it is from.
#[test]
fn imported_events_bear_the_mark_of_their_origin() {
    let (_, import) = imported("virtual-fund-pay-defund");
    assert!(import.events.len() > 20);
    for event in &import.events {
        assert_eq!(event.correlation_id().unwrap().as_str(), ORIGIN);
        assert_eq!(event.timestamp(), None);
    }
}

#[test]
fn a_second_import_of_the_same_messages_adds_nothing() {
    let (held, import) = imported("virtual-intermediary");
    let twice = format!("[{0},{0}]", bodies(&held).trim_matches(['[', ']']));
    let again = statelog::go_nitro::import(&twice, &context(&held)).unwrap();
    assert_eq!(again.events, import.events);
}

/// The order in which messages are given says nothing: what must be first comes first.
#[test]
fn the_order_of_messages_does_not_matter() {
    let (held, import) = imported("virtual-intermediary");
    let mut list: Vec<Json> = serde_json::from_str(&bodies(&held)).unwrap();
    list.reverse();
    let reversed = Json::from(list).to_string();
    let reversed = statelog::go_nitro::import(&reversed, &context(&held)).unwrap();
    assert_eq!(facts(&reversed.events), facts(&import.events));
    assert_eq!(findings(&held, &reversed), findings(&held, &import));
}

/// What an audit says, beyond remarks, of an import into a log that has the deposits of
/// the original, and later the rest of what its chain says.
fn findings(held: &[Event], import: &GoNitroImport) -> Vec<String> {
    let mut store = empty();
    let options = AppendOptions::default();
    let (deposits, rest): (Vec<_>, Vec<_>) = (held.iter())
        .filter(|event| event.chain_ref().is_some() || matches!(event, Event::ChainHeadObserved(_)))
        .cloned()
        .map(unstamped)
        .partition(|event| matches!(event, Event::DepositDetected(_)));
    for batch in [deposits, import.events.clone(), rest] {
        store.append_batch(batch, NOW, options).unwrap();
    }
    assert!(store.verify().ok);
    let found = store.audit(None, true).unwrap();
    let found = found.iter().filter(|one| one.severity.as_str() != "info");
    found
        .map(|one| format!("{} {}", one.rule.as_str(), one.message.as_str()))
        .collect()
}

fn unstamped(event: Event) -> Event {
    let mut event = json_of(&event);
    event.as_object_mut().unwrap().remove("timestamp");
    event.as_object_mut().unwrap().remove("causationId");
    crate::support::examples::event(&event)
}

#[test]
fn an_import_after_the_deposits_breaks_no_rule() {
    for name in [
        "direct-fund-defund",
        "virtual-fund-pay-defund",
        "virtual-intermediary",
    ] {
        let (held, import) = imported(name);
        let known = ["S15 "];
        let found = findings(&held, &import);
        let found: Vec<_> = found
            .iter()
            .filter(|one| !known.iter().any(|rule| one.starts_with(rule)))
            .collect();
        assert_eq!(found, Vec::<&String>::new(), "{name}");
    }
}

#[test]
fn without_an_address_nothing_is_taken_to_be_our_own_act() {
    let held = events(&log("virtual-fund-pay-defund"));
    let mut stranger = context(&held);
    stranger.me = None;
    let import = import(&bodies(&held), &stranger).unwrap();
    assert!(import.events.len() > 20);
    for event in &import.events {
        let event = json_of(event);
        assert_eq!(event["myIndex"], Json::Null);
        let tag = event["type"].as_str().unwrap();
        assert!(
            tag == "channel_created" || tag.ends_with("_received"),
            "{tag}"
        );
    }
    let other: Bytes20 = "0x00000000000000000000000000000000000000ff"
        .parse()
        .unwrap();
    stranger.me = Some(other);
    let observer = statelog::go_nitro::import(&bodies(&held), &stranger).unwrap();
    assert_eq!(observer, import);
}

#[test]
fn one_message_is_enough() {
    let held = events(&log("direct-fund-defund"));
    let text = bodies(&held);
    let list: Vec<String> = serde_json::from_str(&text).unwrap();
    let alone = import(&list[0], &context(&held)).unwrap();
    let listed = import(&json!([list[0]]).to_string(), &context(&held)).unwrap();
    assert_eq!(alone.events, listed.events);
    assert_eq!(alone.events.len(), 2);
    let sources: Vec<_> = alone.sources.iter().map(|source| source.as_str()).collect();
    assert_eq!(
        sources,
        [
            "/ObjectivePayloads/0/PayloadData",
            "/ObjectivePayloads/0/PayloadData/Sigs/0"
        ]
    );
}
