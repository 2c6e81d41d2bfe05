//! Which members are there, which may be missing, and of which JSON kind they are.

use serde_json::{Value as Json, json};
use statelog::event::EventType;

use crate::sites::{added, assert_read_as, assert_refused, removed, replaced, sites, type_of};
use crate::support::examples::{all_full, minimal};
use crate::support::forms::{Shape, shape};

/// The members that the catalogue calls optional and that an example with
/// `truncated` needs all the same.
const NEEDED_BY_TRUNCATED: &str = "/candidate/stateHash";

#[test]
fn an_event_with_every_member_or_only_the_required_ones_keeps_its_canonical_bytes() {
    let minimal = EventType::ALL.iter().copied().map(minimal);
    for example in all_full().into_iter().chain(minimal) {
        assert_read_as(&example, &example, "the example");
    }
}

#[test]
fn a_missing_required_member_is_refused_with_its_path_and_an_optional_one_is_not() {
    for example in all_full() {
        for site in sites(&example) {
            if !site.is_member {
                continue;
            }
            let without = removed(&example, &site.path);
            if site.optional && site.path != NEEDED_BY_TRUNCATED {
                assert_read_as(&without, &without, &site.path);
            } else {
                assert_refused(&without, &site.path, "a missing member");
            }
        }
        assert_refused(&removed(&example, "/type"), "/type", "a missing type");
    }
}

#[test]
fn an_unknown_member_is_refused_with_its_path_at_every_depth() {
    for example in all_full() {
        let records = sites(&example)
            .into_iter()
            .filter(|site| matches!(shape(site.form), Shape::Record(_) | Shape::Proposal));
        let paths = records.map(|site| site.path).chain([String::new()]);
        for path in paths {
            for name in ["note", "Type", "turnnum", ""] {
                let with = added(&example, &path, name, json!(1));
                assert_refused(&with, &format!("{path}/{name}"), "an unknown member");
            }
        }
    }
}

#[test]
fn a_member_of_another_type_is_unknown() {
    let mut head = minimal(EventType::ChainHeadObserved);
    head["channelId"] = json!("0x00");
    assert_refused(&head, "/channelId", "a member of another type");
}

#[test]
fn a_value_of_the_wrong_json_kind_is_refused_with_its_path() {
    let kinds = [
        json!({}),
        json!([]),
        json!("text"),
        json!(1),
        json!(true),
        Json::Null,
    ];
    for example in all_full() {
        for site in sites(&example) {
            let own = kind_of(&shape(site.form));
            for value in kinds.iter().filter(|kind| json_kind(kind) != own) {
                let changed = replaced(&example, &site.path, value.clone());
                assert_refused(&changed, &site.path, &format!("{value}"));
            }
        }
        for value in kinds.iter().filter(|kind| !kind.is_string()) {
            let changed = replaced(&example, "/type", value.clone());
            assert_refused(&changed, "/type", &format!("{value}"));
        }
    }
}

#[test]
fn an_event_is_an_object_with_a_known_type() {
    for text in ["[]", "\"objective_created\"", "1", "true", "null"] {
        let json: Json = text.parse().unwrap();
        assert_refused(&json, "", text);
    }
    for tag in [
        "",
        "objective",
        "OBJECTIVE_CREATED",
        "statelog",
        "object\u{0}",
    ] {
        assert_refused(&json!({ "type": tag }), "/type", tag);
    }
}

/// Escapes in names and values are resolved before anything is compared.
#[test]
fn names_and_words_may_be_written_with_escapes() {
    let example = minimal(EventType::ObjectiveApproved);
    assert_eq!(type_of(&example), EventType::ObjectiveApproved);
    let escaped = example
        .to_string()
        .replace("\"by\"", r#""\u0062y""#)
        .replace("objective_approved", r"objective\u005fapproved");
    let document = statelog::canonical::Document::parse(&escaped).unwrap();
    let event = <statelog::event::Event as statelog::canonical::Form>::read(document.root());
    let canonical = statelog::canonical::to_bytes(&event.unwrap());
    assert_eq!(
        canonical,
        serde_json_canonicalizer::to_vec(&example).unwrap()
    );
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum JsonKind {
    Object,
    Array,
    String,
    Number,
    Boolean,
    Null,
}

fn json_kind(value: &Json) -> JsonKind {
    match value {
        Json::Object(_) => JsonKind::Object,
        Json::Array(_) => JsonKind::Array,
        Json::String(_) => JsonKind::String,
        Json::Number(_) => JsonKind::Number,
        Json::Bool(_) => JsonKind::Boolean,
        Json::Null => JsonKind::Null,
    }
}

fn kind_of(shape: &Shape) -> JsonKind {
    match shape {
        Shape::Record(_) | Shape::Proposal => JsonKind::Object,
        Shape::List { .. } => JsonKind::Array,
        Shape::Number(_) => JsonKind::Number,
        Shape::True | Shape::Boolean => JsonKind::Boolean,
        Shape::Hex(_)
        | Shape::Bytes
        | Shape::Decimal(_)
        | Shape::Text
        | Shape::Body
        | Shape::Word(_) => JsonKind::String,
    }
}
