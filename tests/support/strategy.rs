//! Arbitrary valid events of every type, for property tests. The forms of the
//! catalogue say what to generate, so a new member is covered at once.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value as Json};
use statelog::canonical::{MemberDoc, to_bytes};
use statelog::event::{Event, EventType};
use statelog::limits::MAX_EVENT_BYTES;

use super::examples;
use super::forms::{Shape, proposal_members, shape};

/// Any valid event.
pub fn event() -> impl Strategy<Value = Event> {
    json().prop_map(|json| examples::event(&json))
}

/// Any valid event as JSON, its members in the order of the catalogue.
pub fn json() -> impl Strategy<Value = Json> {
    let types = prop::sample::select(EventType::ALL);
    types.prop_flat_map(json_of)
}

/// Any valid event of a type as JSON.
pub fn json_of(event_type: EventType) -> impl Strategy<Value = Json> {
    let members = record(examples::members(event_type));
    let fits = |json: &Json| to_bytes(&examples::event(json)).len() <= MAX_EVENT_BYTES;
    members
        .prop_map(move |mut json| {
            json["type"] = event_type.as_str().into();
            reconcile(event_type, &mut json);
            json
        })
        .prop_filter("an event is at most 65,535 bytes", fits)
}

/// Gives members that depend on others a value that agrees with them.
fn reconcile(event_type: EventType, json: &mut Json) {
    let stub = || Json::from(format!("0x{}", "5b".repeat(32)));
    match event_type {
        EventType::StateReceived if json.get("truncated").is_none() => complete(&mut json["state"]),
        EventType::AllocationUpdated if json.get("asset").is_none() => {
            let members = json.as_object_mut().unwrap();
            members.entry("assetIndex").or_insert(Json::from(1));
        }
        EventType::TransactionResolved if json.get("causationId").is_none() => {
            let members = json.as_object_mut().unwrap();
            members.entry("txHash").or_insert_with(stub);
        }
        EventType::LedgerProposalSigned | EventType::LedgerProposalReceived => {
            let leads = json["sig"]["signerIndex"] == 0;
            json["role"] = if leads { "leader" } else { "follower" }.into();
            if let Some(kind) = json["proposal"].get_mut("allocationType") {
                *kind = Json::from(1 + kind.as_u64().unwrap() % 2);
            }
        }
        _ => {}
    }
    let Some(candidate) = json.get_mut("candidate") else {
        return;
    };
    if candidate.get("truncated").is_none() {
        complete(&mut candidate["state"]);
    } else {
        let members = candidate.as_object_mut().unwrap();
        members.entry("stateHash").or_insert_with(stub);
    }
}

/// Adds the parts that only a truncated state may lack.
fn complete(state: &mut Json) {
    let members = state.as_object_mut().unwrap();
    members.entry("appData").or_insert(Json::from("0x"));
    members.entry("outcome").or_insert(Json::Array(Vec::new()));
}

/// An object with the required members, and any of the optional ones.
fn record(members: &'static [MemberDoc]) -> BoxedStrategy<Json> {
    let values: Vec<_> = members
        .iter()
        .map(|member| {
            let value = value(member.form);
            if member.optional {
                prop::option::of(value).boxed()
            } else {
                value.prop_map(Some).boxed()
            }
        })
        .collect();
    values
        .prop_map(|values| {
            let named = members.iter().zip(values);
            let present =
                named.filter_map(|(member, value)| Some((member.name.to_owned(), value?)));
            Json::Object(present.collect::<Map<_, _>>())
        })
        .boxed()
}

/// Any value of a form.
fn value(form: &'static str) -> BoxedStrategy<Json> {
    match shape(form) {
        Shape::Hex(bytes) => hex(bytes..=bytes),
        // Long ones are rare, so that most events are small.
        Shape::Bytes => prop_oneof![
            4 => Just(Json::from("0x")),
            24 => hex(0..=96),
            1 => Just(Json::from(format!("0x{}", "a5".repeat(16_384)))),
        ]
        .boxed(),
        Shape::Decimal(bits) => decimal(bits),
        Shape::Number(max) => prop_oneof![Just(0), Just(max), 0..=max, 0..=max.min(300)]
            .prop_map(Json::from)
            .boxed(),
        Shape::Text => prop_oneof![
            20 => any::<String>(),
            20 => "[ -~]{0,80}",
            1 => Just("\u{1f701}".repeat(512)),
        ]
        .prop_map(Json::from)
        .boxed(),
        Shape::Body => prop_oneof![
            20 => any::<String>(),
            10 => "\\PC{0,200}",
            1 => Just("é".repeat(16_384)),
        ]
        .prop_map(Json::from)
        .boxed(),
        Shape::True => Just(Json::from(true)).boxed(),
        Shape::Boolean => any::<bool>().prop_map(Json::from).boxed(),
        Shape::Word(words) => prop::sample::select(words).prop_map(Json::from).boxed(),
        Shape::Record(members) => record(members),
        Shape::List { item, min, .. } => {
            vec(value(item), min..min + 4).prop_map(Json::Array).boxed()
        }
        Shape::Proposal => prop_oneof![proposal("add"), proposal("remove")].boxed(),
    }
}

fn proposal(kind: &'static str) -> BoxedStrategy<Json> {
    let members = record(proposal_members(kind));
    members
        .prop_map(move |mut json| {
            json["kind"] = kind.into();
            json
        })
        .boxed()
}

fn hex(bytes: std::ops::RangeInclusive<usize>) -> BoxedStrategy<Json> {
    let digits = |bytes: Vec<u8>| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    vec(any::<u8>(), bytes)
        .prop_map(move |bytes| Json::from(format!("0x{}", digits(bytes))))
        .boxed()
}

/// An unsigned integer of some bits as a decimal string; extremes are likely.
fn decimal(bits: u32) -> BoxedStrategy<Json> {
    use statelog::event::scalar::U256;
    let max = U256::MAX >> (256 - bits);
    let any = any::<[u8; 32]>().prop_map(move |bytes| U256::from_be_bytes(bytes) & max);
    prop_oneof![
        Just(U256::ZERO),
        Just(max),
        any,
        (0u64..1 << 60).prop_map(U256::from)
    ]
    .prop_map(|value| Json::from(value.to_string()))
    .boxed()
}
