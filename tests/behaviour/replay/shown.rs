//! States that a chain shows: hashes and signers are computed, whatever the event gives
//! and whenever the channel becomes known.

use serde_json::{Value as Json, json};
use statelog::EventStore;
use statelog::event::EventType;
use statelog::event::scalar::{Bytes32, U256};
use statelog::state::view::ChannelState;

use crate::support::examples;
use crate::support::store::{assert_same, example, file, import_with, state_json, with};
use crate::support::test;

/// A vector by the beginning of its name, or a member of the whole collection.
fn vector(name: &str) -> Json {
    let text = include_str!("../../golden/vectors/nitro.json");
    let all: Json = serde_json::from_str(text).unwrap();
    let mut vectors = all["vectors"].as_array().unwrap().iter();
    let found = vectors.find(|vector| vector["name"].as_str().unwrap().starts_with(name));
    found.unwrap().clone()
}

/// The members of a vector's state in the form of events.
fn state(vector: &Json) -> Json {
    let mut state = vector["variablePart"].clone();
    for exit in state["outcome"].as_array_mut().unwrap() {
        let metadata = exit["assetMetadata"].take();
        exit["assetType"] = metadata["assetType"].clone();
        exit["assetMetadata"] = metadata["metadata"].clone();
        for allocation in exit["allocations"].as_array_mut().unwrap() {
            let amount: U256 = allocation["amount"].as_str().unwrap().parse().unwrap();
            allocation["amount"] = amount.to_string().into();
        }
    }
    state
}

fn created(vector: &Json, members: Json) -> Json {
    let event = json!({ "channelId": vector["channelId"], "fixedPart": vector["fixedPart"] });
    let created = with(&example(EventType::ChannelCreated), &event);
    with(&created, &members)
}

/// A challenge with a vector's state; `members` are those of the candidate.
fn challenge(vector: &Json, signers: &[&str], members: Json) -> Json {
    let sigs: Vec<_> = signers.iter().map(|name| &vector["sigs"][name]).collect();
    let candidate = json!({ "state": state(vector), "sigs": sigs });
    with(
        &example(EventType::ChallengeRegistered),
        &json!({
            "channelId": vector["channelId"],
            "finalizesAt": 1_700_000_060,
            "candidate": with(&candidate, &members),
            "proof": [],
            "challengerSig": null,
        }),
    )
}

fn log(events: &[Json]) -> EventStore {
    let events: Vec<_> = events.iter().map(examples::event).collect();
    import_with(&file(&events, &[1]), 0)
}

fn channel(store: &EventStore, vector: &Json) -> ChannelState {
    let id: Bytes32 = vector["channelId"].as_str().unwrap().parse().unwrap();
    store.reconstruct_channel(&id, None).unwrap().unwrap()
}

fn hash(vector: &Json) -> Bytes32 {
    vector["stateHash"].as_str().unwrap().parse().unwrap()
}

#[test]
fn a_challenge_shows_who_signed_its_state_before_or_after_the_channel_is_known() {
    let v1 = vector("V1 ");
    let wrong = json!({ "stateHash": Bytes32::repeat_byte(1) });
    for given in [json!({}), wrong] {
        let events = [
            created(&v1, json!({})),
            challenge(&v1, &["t1", "t0"], given),
        ];
        for order in [[0, 1], [1, 0]] {
            let store = log(&order.map(|at| events[at].clone()));
            let channel = channel(&store, &v1);
            let [known] = channel.states.as_slice() else {
                panic!("{:?}", channel.states);
            };
            assert_eq!(known.state_hash, hash(&v1));
            assert_eq!(known.signers, [0, 1]);
            assert!(known.supported);
            let says = channel.adjudication;
            assert_eq!(says.state_hash, Some(hash(&v1)));
            // Published with the vectors, for this state and this time.
            let word = "0x00000000000500006553f13c89f9d47fb5bb2a02e13f055b3f70d67f7cb266c4";
            assert_eq!(says.status_word.unwrap().to_string(), word);
        }
    }
}

#[test]
fn a_reverted_challenge_stays_evidence_of_its_signatures() {
    let v1 = vector("V1 ");
    let challenge = challenge(&v1, &["t0", "t1"], json!({}));
    let mut revert = example(EventType::ChainEventReverted);
    for member in ["chainId", "blockHash", "txHash", "logIndex"] {
        revert[member] = challenge["chain"][member].clone();
    }
    let store = log(&[created(&v1, json!({})), challenge, revert]);
    let channel = channel(&store, &v1);
    assert_eq!(channel.states[0].signers, [0, 1]);
    assert!(channel.states[0].supported, "by its signatures");
    assert_eq!(channel.adjudication.state_hash, None);
    let word = channel.adjudication.status_word;
    assert_eq!(word, Some(Bytes32::ZERO));
}

#[test]
fn signatures_of_a_truncated_candidate_count_for_the_hash_that_is_given() {
    let v1 = vector("V1 ");
    let mut cut = state(&v1);
    cut.as_object_mut().unwrap().remove("appData");
    let members = json!({ "state": cut, "stateHash": v1["stateHash"], "truncated": true });
    let store = log(&[created(&v1, json!({})), challenge(&v1, &["t0"], members)]);
    let channel = channel(&store, &v1);
    assert_eq!(channel.states[0].state_hash, hash(&v1));
    assert_eq!(channel.states[0].signers, [0]);
}

#[test]
fn an_opaque_channel_knows_given_hashes_only_and_has_no_status_word() {
    let v1 = vector("V1 ");
    let opaque = created(&v1, json!({ "protocol": "opaque" }));
    let unnamed = challenge(&v1, &["t0", "t1"], json!({}));
    let store = log(&[opaque.clone(), unnamed]);
    assert_eq!(channel(&store, &v1).states, []);
    assert_eq!(channel(&store, &v1).adjudication.state_hash, None);
    let given = Bytes32::repeat_byte(1);
    let named = challenge(&v1, &["t0", "t1"], json!({ "stateHash": given }));
    for events in [[opaque.clone(), named.clone()], [named, opaque]] {
        let channel = channel(&log(&events), &v1);
        assert_eq!(channel.states[0].state_hash, given);
        assert_eq!(channel.states[0].signers, [0u8; 0]);
        assert_eq!(channel.adjudication.state_hash, Some(given));
        assert_eq!(channel.adjudication.status_word, None);
    }
}

/// What a chain showed of an unknown channel was put together from all records of a log
/// when a snapshot was restored, but record by record when it was folded.
#[test]
fn a_snapshot_remembers_each_record_about_a_channel_that_is_not_known_yet() {
    let v1 = vector("V1 ");
    let cleared = with(
        &example(EventType::ChallengeCleared),
        &json!({ "channelId": v1["channelId"], "newTurnNumRecord": 5 }),
    );
    let sigs = json!([v1["sigs"]["t1"]]);
    let events = [
        with(&cleared, &json!({ "candidate": null })),
        with(
            &cleared,
            &json!({ "candidate": { "state": state(&v1), "sigs": sigs } }),
        ),
        created(&v1, json!({})),
    ];
    let whole = log(&events);
    assert_eq!(channel(&whole, &v1).states[0].signers, [1]);
    for at in 0..=2 {
        let mut store = import_with(&whole.export(Some(at)), 0);
        let snapshot = store.create_snapshot(0).unwrap();
        let mut all: Vec<_> = store.read(0..u64::MAX).map(|held| held.event).collect();
        all.extend(whole.read(at..u64::MAX).map(|held| held.event));
        let folded = import_with(&file(&all, &[1]), 0);
        let mut resumed = import_with(&file(&all, &[1]), 0);
        resumed.restore(&snapshot).unwrap();
        // Before the end, so that both replay.
        for length in (at..all.len() as u64 + 1).rev() {
            let [got, want] = [&resumed, &folded].map(|store| state_json(store, Some(length)));
            assert_same(&got, &want, &format!("snapshot at {at}, length {length}"));
        }
    }
}

/// W's postfund, which all have signed, then V9c in an event made by `show`.
fn redeemed(redemption: &Json, show: impl Fn(&Json) -> Json) -> ChannelState {
    let rule = json!({ "kind": "virtual", "supportRule": "virtual_payment" });
    let mut before = state(redemption);
    before["appData"] = "0x".into();
    before["turnNum"] = 1.into();
    let allocations = &mut before["outcome"][0]["allocations"];
    allocations[0]["amount"] = "10".into();
    allocations[1]["amount"] = "0".into();
    let sigs = [0, 1, 2].map(|index| json!({ "signature": SIGNATURE, "signerIndex": index }));
    let postfund = with(
        &example(EventType::StateReceived),
        &json!({
            "channelId": redemption["channelId"],
            "state": before,
            "sigs": sigs,
            "from": redemption["fixedPart"]["participants"][0],
            "truncated": null,
        }),
    );
    let store = log(&[created(redemption, rule), postfund, show(redemption)]);
    channel(&store, redemption)
}

/// Import checks no signature, so any will do where only the claim matters.
const SIGNATURE: &str = "0x2873c05a6ecebca3d2fde93ea3332b4423bbd2a60a973ec61b8abfe16294f69e\
    59ddb5b57c79924b57db6d928a0f3ef657c6e0e9879d2bf387364ace6d3284fd1b";

#[test]
fn s8_a_redemption_is_supported_if_the_payer_signed_its_voucher() {
    let v9c = vector("V9c ");
    let received = |vector: &Json| {
        let sig = json!({ "signature": vector["sigs"]["bob"], "signerIndex": 2 });
        with(
            &example(EventType::StateReceived),
            &json!({
                "channelId": vector["channelId"],
                "state": state(vector),
                "stateHash": vector["stateHash"],
                "sigs": [sig],
                "from": vector["fixedPart"]["participants"][2],
                "truncated": null,
            }),
        )
    };
    let good = redeemed(&v9c, received);
    let latest = good.latest_supported.unwrap();
    assert_eq!((latest.turn_num.get(), latest.state_hash), (2, hash(&v9c)));
    // One bit of the voucher's signature off: somebody else signed it.
    let mut forged = v9c.clone();
    let data = forged["variablePart"]["appData"].as_str().unwrap();
    let last = if data.ends_with('0') { '1' } else { '0' };
    let changed = format!("{}{last}", &data[..data.len() - 1]);
    forged["variablePart"]["appData"] = changed.into();
    let forged = redeemed(&forged, received);
    assert_eq!(forged.latest_supported.unwrap().turn_num.get(), 1);
    // The same in a checkpoint that was reverted, so that the chain vouches for nothing.
    let shown = |vector: &Json| challenge(vector, &["bob"], json!({}));
    let by_chain = redeemed(&v9c, shown);
    let signers: Vec<_> = by_chain.states.iter().map(|known| &known.signers).collect();
    assert_eq!(signers, [&vec![0, 1, 2], &vec![2]]);
    assert!(by_chain.states[1].supported);
}
