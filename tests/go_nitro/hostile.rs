//! Data that is cut, changed, or made up: every part of it that is wrong is named, the
//! rest is carried over, and nothing is attributed to anybody who did not sign it.

use serde_json::{Value as Json, json};
use statelog::EventStore;
use statelog::go_nitro::{GoNitroImport, import};
use statelog::store::ImportOptions;

use crate::stores::{Fixture, fixtures, sorted};
use crate::support::seed::seed;
use crate::support::store::{NOW, options};
use crate::support::workload::Rng;

/// The store whose values stand as JSON.
fn fork() -> (Fixture, Json) {
    let fixture = fixtures().find(|fixture| fixture.name == "fork").unwrap();
    let store = serde_json::from_str(&fixture.text).unwrap();
    (fixture, store)
}

fn import_of(fixture: &Fixture, store: &Json) -> GoNitroImport {
    import(&store.to_string(), &fixture.context).unwrap()
}

fn first_key(object: &Json) -> String {
    object.as_object().unwrap().keys().next().unwrap().clone()
}

/// The path to the state of turn 2 of the swap channel, and to its first signature.
fn swap_state(store: &Json) -> String {
    let id = first_key(&store["channels"]);
    format!("/channels/{id}/OffChain/SignedStateForTurnNum/2")
}

/// Imports the store with one value changed; gives the remarks that are new, by path and
/// reason, and how many events are lost.
fn changed(path: &str, value: Json) -> (Vec<(String, String)>, usize) {
    let (fixture, mut store) = fork();
    let before = import_of(&fixture, &store);
    *store.pointer_mut(path).unwrap_or_else(|| panic!("{path}")) = value;
    let after = import_of(&fixture, &store);
    let told = sorted(&before.events);
    let invented = sorted(&after.events)
        .into_iter()
        .filter(|one| !told.contains(one));
    assert_eq!(invented.collect::<Vec<_>>(), Vec::<String>::new(), "{path}");
    let known: Vec<_> = before.remarks.iter().collect();
    let new = after.remarks.iter().filter(|one| !known.contains(one));
    let new = new.map(|one| (one.path.as_str().to_owned(), one.reason.as_str().to_owned()));
    (new.collect(), before.events.len() - after.events.len())
}

fn remark(path: &str, reason: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), reason.to_owned())]
}

#[test]
fn a_signature_of_another_length_is_named_and_only_it_is_lost() {
    let (_, store) = fork();
    let path = format!("{}/Sigs/0", swap_state(&store));
    let held = store.pointer(&path).unwrap().as_str().unwrap();
    for cut in [&held[..held.len() - 2], "0x01", &format!("{held}00")] {
        assert_eq!(changed(&path, json!(cut)), (remark(&path, "malformed"), 1));
    }
    for none in ["0x", "0x00", &format!("0x{}", "00".repeat(65))] {
        assert_eq!(
            changed(&path, json!(none)),
            (vec![], 1),
            "{none} is no signature"
        );
    }
}

#[test]
fn a_signature_that_is_nobodys_proves_nothing() {
    let (_, store) = fork();
    let state = swap_state(&store);
    let path = format!("{state}/Sigs/0");
    let other = format!("{}/Sigs/0", state.trim_end_matches('2').to_owned() + "1");
    let other = store.pointer(&other).unwrap().clone();
    // It is over another state, so it recovers to somebody else.
    assert_eq!(changed(&path, other), (remark(&path, "signature"), 1));
}

/// The signer is what a signature says, not the place where it stands.
#[test]
fn a_signature_in_anothers_place_is_carried_over_as_its_signers() {
    let (_, store) = fork();
    let path = format!("{}/Sigs", swap_state(&store));
    let held = store.pointer(&path).unwrap();
    let swapped = json!({ "0": held["1"], "seven": held["0"] });
    let (new, lost) = changed(&path, swapped);
    let paths: Vec<_> = new.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, [format!("{path}/0"), format!("{path}/seven")]);
    assert!(new.iter().all(|(_, reason)| reason == "signature"));
    assert_eq!(lost, 0);
}

/// The key of a state is no turn: a defund puts the latest one at 0.
#[test]
fn a_state_under_another_key_keeps_its_turn() {
    let (_, store) = fork();
    let state = swap_state(&store);
    let path = state.trim_end_matches("/2");
    let mut states = store.pointer(path).unwrap().clone();
    let moved = states.as_object_mut().unwrap().shift_remove("2").unwrap();
    states["0x2"] = moved;
    assert_eq!(changed(path, states), (vec![], 0));
}

#[test]
fn a_state_of_another_channel_does_not_count_here() {
    let (_, store) = fork();
    let state = swap_state(&store);
    let nonce = format!("{state}/State/ChannelNonce");
    assert_eq!(changed(&nonce, json!(7)), (remark(&state, "mismatch"), 2));
    let id = format!("/channels/{}", first_key(&store["channels"]));
    let (new, lost) = changed(&format!("{id}/Id"), json!(format!("0x{}", "ab".repeat(32))));
    // The objectives about it stay, and the ledger that guarantees it.
    assert_eq!((new, lost), (remark(&id, "mismatch"), 7));
}

#[test]
fn a_changed_amount_takes_the_signatures_with_it() {
    let (_, store) = fork();
    let state = swap_state(&store);
    let amount = format!("{state}/State/Outcome/0/Allocations/0/Amount");
    let (new, lost) = changed(
        &amount,
        serde_json::from_str("18446744073709551617").unwrap(),
    );
    let sigs = [format!("{state}/Sigs/0"), format!("{state}/Sigs/1")];
    assert_eq!(new, sigs.map(|path| (path, "signature".to_owned())));
    assert_eq!(lost, 2);
}

#[test]
fn forms_that_no_event_can_hold_are_named_by_their_place_in_the_data() {
    let (_, store) = fork();
    let state = swap_state(&store);
    let too_large = [
        (
            "Outcome/0/Allocations/1/Amount",
            "115792089237316195423570985008687907853269984665640564039457584007913129639936",
        ),
        ("Outcome/0/Allocations/1/AllocationType", "256"),
        ("ChannelNonce", "18446744073709551616"),
        ("ChallengeDuration", "281474976710656"),
        ("Outcome/0/AssetMetadata/AssetType", "256"),
        ("Outcome/0/AssetMetadata/Metadata", "\"=\""),
        ("Outcome/0/Asset", "\"0x01\""),
        ("Outcome/1/Allocations/0/Destination", "null"),
        ("Outcome/1/Allocations/0", "\"\""),
        ("Participants/1", "\"0x01\""),
        ("IsFinal", "0"),
        ("TurnNum", "18446744073709551615"),
    ];
    for (member, digits) in too_large {
        let path = format!("{state}/State/{member}");
        let number = serde_json::from_str(digits).unwrap();
        assert_eq!(changed(&path, number), (remark(&path, "malformed"), 2));
    }
}

#[test]
fn a_payload_that_cannot_be_decoded_is_named() {
    let (_, store) = fork();
    let path = "/messages/0/ObjectivePayloads/0/PayloadData";
    let held = store.pointer(path).unwrap().as_str().unwrap();
    let whole = "eyJhIjoxfQ==";
    let wrong = [
        held[..held.len() - 1].to_owned(),
        held[..held.len() - 4].to_owned(),
        "not base64".to_owned(),
        // Bytes that are no text, no JSON, and JSON nested too deeply.
        "/w==".to_owned(),
        base64("{"),
        base64(&"[".repeat(100_000)),
        base64(&format!("{}1{}", "{\"a\":".repeat(40), "}".repeat(40))),
        base64(&base64(whole)),
    ];
    for payload in wrong {
        let (new, lost) = changed(path, json!(payload));
        assert!(new[0].0.starts_with(path), "{new:?}");
        assert_eq!((new[0].1.as_str(), new.len(), lost), ("malformed", 1, 0));
    }
    let kind = "/messages/0/ObjectivePayloads/0/Type";
    assert_eq!(
        changed(kind, json!("NewPayload")),
        (remark(path, "unknown"), 0)
    );
    let from = changed("/messages/0/From", json!("nobody"));
    assert_eq!(from, (remark("/messages/0/From", "malformed"), 0));
}

fn base64(text: &str) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in text.as_bytes().chunks(3) {
        let mut bits = 0;
        (0..3).for_each(|at| bits = bits << 8 | u32::from(group.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let digit = alphabet[(bits >> (18 - 6 * at) & 63) as usize];
            out.push(if at <= group.len() {
                char::from(digit)
            } else {
                '='
            });
        }
    }
    out
}

#[test]
fn objectives_of_unknown_kinds_statuses_and_ids_are_named() {
    let (_, mut store) = fork();
    let id = first_key(&store["objectives"]);
    let path = format!("/objectives/{id}");
    // The objective and its completion.
    let status = format!("{path}/Status");
    assert_eq!(
        changed(&status, json!(4)),
        (remark(&status, "malformed"), 2)
    );
    let channel = format!("{path}/S");
    assert_eq!(
        changed(&channel, json!(format!("0x{}", "cd".repeat(32)))),
        (remark(&path, "mismatch"), 2)
    );
    store["objectives"]["Teleport-0x01"] = json!({ "Status": 1 });
    assert_eq!(
        changed("/objectives", store["objectives"].clone()),
        (remark("/objectives/Teleport-0x01", "unknown"), 0)
    );
}

#[test]
fn proposals_that_rest_on_something_unknown_are_named() {
    let (_, store) = fork();
    let id = first_key(&store["consensus_channels"]);
    let path = format!("/consensus_channels/{id}/ProposalQueue/0");
    let turn = format!("{path}/TurnNum");
    assert_eq!(changed(&turn, json!(9)), (remark(&path, "history"), 1));
    let ledger = format!("{path}/Proposal/LedgerID");
    let other = json!(format!("0x{}", "cd".repeat(32)));
    assert_eq!(changed(&ledger, other), (remark(&path, "history"), 1));
    let amount = format!("{path}/Proposal/ToAdd/LeftDeposit");
    assert_eq!(changed(&amount, json!(7)), (remark(&path, "signature"), 1));
}

#[test]
fn vouchers_of_unknown_channels_and_payers_are_named() {
    let fixture = fixtures().next().unwrap();
    let mut store: Json = serde_json::from_str(&fixture.text).unwrap();
    let before = import_of(&fixture, &store);
    let id = first_key(&store["vouchers"]);
    let held: Json = serde_json::from_str(store["vouchers"][&id].as_str().unwrap()).unwrap();
    let path = format!("/vouchers/{id}/LargestVoucher");
    for (member, value, reason) in [
        (
            "ChannelId",
            json!(format!("0x{}", "cd".repeat(32))),
            "history",
        ),
        ("Amount", json!(1), "signature"),
    ] {
        let mut changed = held.clone();
        changed["LargestVoucher"][member] = value;
        store["vouchers"][&id] = json!(changed.to_string());
        let after = import_of(&fixture, &store);
        let reasons = crate::stores::reasons(&after);
        assert!(
            reasons.contains(&(path.clone(), reason.to_owned())),
            "{reasons:?}"
        );
        assert_eq!(after.events.len() + 1, before.events.len());
    }
}

#[test]
fn an_event_that_would_be_too_large_is_named() {
    let (_, store) = fork();
    let data = format!("{}/State/AppData", swap_state(&store));
    let long = base64(&"x".repeat(16_385));
    assert_eq!(changed(&data, json!(long)), (remark(&data, "malformed"), 2));
}

#[test]
fn text_that_is_no_json_of_go_is_refused_with_its_place() {
    let (fixture, _) = fork();
    for (text, path) in [
        ("", ""),
        ("{", ""),
        ("7", ""),
        ("null", ""),
        ("\"{}\"", ""),
        (
            "{\"channels\":{\"a\":{\"Amount\":1.5}}}",
            "/channels/a/Amount",
        ),
        (
            "{\"channels\":{\"a\":{\"Amount\":-1}}}",
            "/channels/a/Amount",
        ),
        (
            "{\"channels\":{\"a\":{\"Amount\":1e21}}}",
            "/channels/a/Amount",
        ),
        ("{\"channels\":{\"a\":01}}", "/channels/a"),
    ] {
        let error = import(text, &fixture.context).unwrap_err();
        assert_eq!(error.path, path, "{text}");
    }
    let empty = import("{}", &fixture.context).unwrap();
    assert_eq!(empty, GoNitroImport::default());
    let strange = import("{\"users\":{},\"swap\":null}", &fixture.context).unwrap();
    let reasons: Vec<_> = strange
        .remarks
        .iter()
        .map(|one| one.reason.as_str())
        .collect();
    assert_eq!(reasons, ["unknown", "no_event"]);
}

/// Every leaf of the store in turn, and thousands of random changes: whatever is carried
/// over still proves itself, in a log that refuses nothing.
#[test]
fn whatever_is_changed_what_is_carried_over_proves_itself() {
    for (fixture, store) in stores() {
        let paths = leaves(&store);
        assert!(paths.len() > 300);
        let mut rng = Rng::new(seed());
        for (number, path) in paths.iter().enumerate() {
            let mut changed = store.clone();
            *changed.pointer_mut(path).unwrap() = junk(&mut rng, number);
            check(&fixture, &changed, path);
        }
        for _ in 0..300 {
            let mut changed = store.clone();
            let mut touched = String::new();
            for _ in 0..1 + rng.next() % 5 {
                let path = &paths[rng.next() as usize % paths.len()];
                let other = &paths[rng.next() as usize % paths.len()];
                let value = store.pointer(other).unwrap().clone();
                if let Some(place) = changed.pointer_mut(path) {
                    *place = value;
                    touched += &format!("{path} <- {other} ");
                }
            }
            check(&fixture, &changed, &touched);
        }
    }
}

/// Both stores, with values as JSON.
fn stores() -> Vec<(Fixture, Json)> {
    let unpacked = |value: &Json| match value.as_str() {
        Some(text) => serde_json::from_str(text).unwrap_or_else(|_| value.clone()),
        None => value.clone(),
    };
    fixtures()
        .map(|fixture| {
            let mut store: Json = serde_json::from_str(&fixture.text).unwrap();
            for section in store.as_object_mut().unwrap().values_mut() {
                match section {
                    Json::Object(values) => {
                        values.values_mut().for_each(|one| *one = unpacked(one))
                    }
                    Json::Array(values) => values.iter_mut().for_each(|one| *one = unpacked(one)),
                    _ => {}
                }
            }
            (fixture, store)
        })
        .collect()
}

fn leaves(value: &Json) -> Vec<String> {
    let inside: Vec<(String, &Json)> = match value {
        Json::Object(members) => members
            .iter()
            .map(|(name, one)| (name.clone(), one))
            .collect(),
        Json::Array(items) => {
            let items = items.iter().enumerate();
            items.map(|(at, one)| (at.to_string(), one)).collect()
        }
        _ => Vec::new(),
    };
    let mut paths: Vec<String> = inside.iter().map(|(name, _)| format!("/{name}")).collect();
    for (name, one) in inside {
        paths.extend(leaves(one).iter().map(|path| format!("/{name}{path}")));
    }
    paths
}

fn junk(rng: &mut Rng, number: usize) -> Json {
    let junk = [
        json!(null),
        json!(true),
        json!(""),
        json!("0x"),
        json!("0x0"),
        json!(format!("0x{}", "ff".repeat(65))),
        json!(format!("0x{}", "ff".repeat(32))),
        json!(format!("0x{}", "ff".repeat(20))),
        json!("////"),
        json!("{\"Id\":null}"),
        json!([]),
        json!({}),
        json!([[[[1]]]]),
        json!({ "State": { "Participants": [] }, "Sigs": { "0": "0x01" } }),
        json!(0),
        json!(u64::MAX),
        serde_json::from_str(&"9".repeat(200)).unwrap(),
    ];
    junk[(rng.next() as usize + number) % junk.len()].clone()
}

fn check(fixture: &Fixture, store: &Json, what: &str) {
    let found = import_of(fixture, store);
    assert_eq!(found.events.len(), found.sources.len(), "{what}");
    let lines = found.events.iter().map(statelog::canonical::to_bytes);
    let lines: Vec<_> = lines
        .map(|bytes| String::from_utf8(bytes).unwrap())
        .collect();
    let lines = lines.join("\n");
    let read = EventStore::import(lines.as_bytes(), options(0), &ImportOptions::default(), NOW);
    let read = read.unwrap_or_else(|error| panic!("{what}: {error}"));
    let audit = read.audit(None, true).unwrap();
    let proofs = ["S1", "S3", "S4", "P5", "VR1"];
    let broken = audit.iter().find(|finding| {
        finding.severity.as_str() != "info" && proofs.contains(&finding.rule.as_str())
    });
    assert_eq!(broken, None, "{what}");
}
