//! What is the same fact, and what only looks like it: one case for each row of the
//! table of identities in `docs/events.md`. Chain facts have their own file.

use serde_json::{Value as Json, json};
use statelog::EventStore;
use statelog::event::EventType;

use crate::support::examples::{CHANNEL, TARGET};
use crate::support::sealed::{ledger_created, sealed, twin, virtual_created};
use crate::support::store::{NOW, Observed, append, append_batch, empty, example, note, with};
use crate::support::test;

/// A fact, the same fact told otherwise, and others that are not the same.
struct Case {
    rule: &'static str,
    before: Vec<Json>,
    first: Json,
    same: Vec<Json>,
    others: Vec<Json>,
}

fn case(rule: &'static str, first: Json, same: &[Json], others: &[Json]) -> Case {
    Case {
        rule,
        before: Vec::new(),
        same: variants(&first, same),
        others: variants(&first, others),
        first,
    }
}

fn variants(event: &Json, members: &[Json]) -> Vec<Json> {
    let variant = |members| sealed(&with(event, members));
    members.iter().map(variant).collect()
}

fn after(before: Vec<Json>, case: Case) -> Case {
    Case { before, ..case }
}

fn objective(prefix: &str) -> String {
    format!("{prefix}-{CHANNEL}")
}

/// The objective that the examples move, created by us with a status.
fn created(prefix: &str, status: &str) -> Json {
    let members = json!({
        "objectiveId": objective(prefix),
        "kind": "direct_fund",
        "channelId": CHANNEL,
        "source": "local_request",
        "status": status,
    });
    with(&example(EventType::ObjectiveCreated), &members)
}

fn hash(byte: &str) -> String {
    format!("0x{}", byte.repeat(32))
}

fn address(byte: &str) -> String {
    format!("0x{}", byte.repeat(20))
}

fn sigs(signers: &[u8]) -> Json {
    let signature = example(EventType::StateSigned)["sig"]["signature"].clone();
    let sig = |index: &u8| json!({ "signature": signature, "signerIndex": index });
    json!({ "sigs": signers.iter().map(sig).collect::<Vec<_>>() })
}

fn sig(signer: u8) -> Json {
    json!({ "sig": sigs(&[signer])["sigs"][0] })
}

fn objective_cases() -> Vec<Case> {
    let other = json!({ "objectiveId": objective("Other") });
    let two = |status| {
        vec![
            created("DirectFunding", status),
            with(&created("Other", status), &json!({ "kind": "other" })),
        ]
    };
    vec![
        case(
            "1, observed: the same objective id",
            example(EventType::ObjectiveCreated),
            &[json!({ "role": 0, "kind": "other", "status": "approved" })],
            std::slice::from_ref(&other),
        ),
        after(
            two("unapproved"),
            case(
                "2: the objective is approved already",
                example(EventType::ObjectiveApproved),
                &[json!({ "by": "api", "policy": null })],
                std::slice::from_ref(&other),
            ),
        ),
        after(
            // A notice counts only if it comes from a participant.
            [vec![example(EventType::ChannelCreated)], two("unapproved")].concat(),
            case(
                "3: the objective is rejected already",
                example(EventType::ObjectiveRejected),
                &[json!({ "via": "api", "by": null, "reason": "tomorrow" })],
                std::slice::from_ref(&other),
            ),
        ),
        after(
            two("approved"),
            case(
                "5: the objective is completed already",
                example(EventType::ObjectiveCompleted),
                &[json!({ "override": null })],
                &[other],
            ),
        ),
    ]
}

fn channel_cases() -> Vec<Case> {
    vec![
        case(
            "7: the same channel",
            example(EventType::ChannelCreated),
            &[json!({})],
            &[json!({
                "channelId": TARGET,
                "fixedPart": virtual_created()["fixedPart"],
            })],
        ),
        case(
            "8: the same channel, state hash and signer",
            example(EventType::StateSigned),
            &[json!({ "purpose": "final", "override": null })],
            &[next_turn(), json!({ "channelId": TARGET })],
        ),
        case(
            "9: every signature of the state was received before",
            sealed(&with(
                &example(EventType::StateReceived),
                &json!({ "channelId": TARGET, "truncated": null }),
            )),
            &[
                sigs(&[1]),
                sigs(&[0]),
                from_participant(0),
                from_participant(1),
            ],
            &[
                sigs(&[1, 2]),
                next_turn(),
                json!({ "channelId": CHANNEL }),
                from_stranger(),
            ],
        ),
        case(
            "10: the same ledger, turn, resulting hash and signer",
            example(EventType::LedgerProposalSigned),
            &[json!({ "override": null })],
            &[
                json!({ "turnNum": 3 }),
                json!({ "stateHash": hash("10") }),
                json!({ "ledgerId": TARGET }),
            ],
        ),
        case(
            "11: the same ledger, turn, resulting hash and signer",
            example(EventType::LedgerProposalReceived),
            &[from_participant(0), from_participant(1)],
            &[
                from_stranger(),
                json!({ "turnNum": 4 }),
                json!({ "stateHash": hash("11") }),
                json!({ "ledgerId": TARGET }),
                with(&json!({ "role": "leader" }), &sig(0)),
            ],
        ),
        case(
            "12: the same channel, amount and signature",
            example(EventType::VoucherSigned),
            &[json!({ "override": null })],
            &[json!({ "amount": "5" }), json!({ "channelId": CHANNEL })],
        ),
        case(
            "13: the same channel, amount and signature",
            example(EventType::VoucherReceived),
            &[from_participant(0), from_participant(1)],
            &[
                json!({ "amount": "5" }),
                json!({ "channelId": CHANNEL }),
                from_stranger(),
            ],
        ),
    ]
}

/// The members of what another participant, of the ledger and of the virtual channel, passes on.
fn from_participant(index: usize) -> Json {
    let from = &ledger_created()["fixedPart"]["participants"][index];
    json!({ "from": from, "messageId": null })
}

/// What somebody else sends has no effect, so it is not the fact that a participant states.
fn from_stranger() -> Json {
    json!({ "from": address("09") })
}

/// The members of a state at another turn.
fn next_turn() -> Json {
    let mut state = example(EventType::StateSigned)["state"].clone();
    state["turnNum"] = 3.into();
    json!({ "state": state })
}

fn other_cases() -> Vec<Case> {
    let cause = with(&note(0), &json!({ "timestamp": NOW - 1 }));
    let cause_id = append(&mut empty(), &cause).unwrap().event_id.to_string();
    vec![
        case(
            "22: the same chain and block",
            example(EventType::ChainHeadObserved),
            &[json!({ "finalizedBlockNumber": null })],
            &[json!({ "blockHash": hash("22") }), json!({ "chainId": 10 })],
        ),
        case(
            "23: the same transaction hash",
            example(EventType::TransactionSubmitted),
            &[json!({ "kind": "other", "channelId": TARGET })],
            &[json!({ "txHash": hash("23") }), json!({ "txHash": null })],
        ),
        case(
            "23: without a hash, nothing but the same bytes",
            with(
                &example(EventType::TransactionSubmitted),
                &json!({ "txHash": null }),
            ),
            &[],
            &[json!({ "timestamp": NOW + 1_001 })],
        ),
        case(
            "24: the same transaction and result",
            example(EventType::TransactionResolved),
            &[json!({ "reason": null, "replacedBy": null })],
            &[
                json!({ "result": "mined" }),
                json!({ "txHash": hash("24") }),
            ],
        ),
        after(
            vec![cause],
            case(
                "24: the same cause and result",
                with(
                    &example(EventType::TransactionResolved),
                    &json!({ "txHash": null, "causationId": cause_id }),
                ),
                &[json!({ "reason": null })],
                &[
                    json!({ "result": "dropped" }),
                    json!({ "txHash": hash("24") }),
                ],
            ),
        ),
        case(
            "25: the same message, peer and delivery",
            example(EventType::MessageSent),
            &[json!({ "body": "" })],
            &[
                json!({ "delivery": "queued" }),
                json!({ "to": address("25") }),
                json!({ "messageId": hash("25") }),
            ],
        ),
        case(
            "26: the same message and peer",
            example(EventType::MessageReceived),
            &[json!({ "body": "", "truncated": null })],
            &[
                json!({ "from": address("26") }),
                json!({ "messageId": hash("26") }),
            ],
        ),
    ]
}

#[test]
fn the_same_fact_is_recorded_once_and_a_similar_one_is_recorded() {
    let created = || vec![ledger_created(), virtual_created()];
    let of_channels = |case: Case| match case.rule.starts_with("7") {
        true => case,
        false => after(created(), case),
    };
    let channel_cases = channel_cases().into_iter().map(of_channels).collect();
    let cases = [objective_cases(), channel_cases, other_cases()];
    for case in cases.into_iter().flatten() {
        let rule = case.rule;
        let mut store = EventStore::new(crate::support::store::options(1));
        for event in &case.before {
            append(&mut store, event).unwrap();
        }
        let first = append(&mut store, &case.first).unwrap();
        assert!(!first.duplicate, "{rule}");
        append(&mut store, &note(1)).unwrap();
        let before = Observed::of(&store);
        // When and why a fact was recorded does not matter.
        let told_again = json!({ "timestamp": NOW + 1_000, "correlationId": "again" });
        let old = json!({ "timestamp": 1 });
        let same = case.same.iter();
        let told = same.flat_map(|event| [with(event, &told_again), with(event, &old)]);
        for same in told.chain([case.first.clone()]) {
            let repeated = append(&mut store, &same).unwrap();
            assert!(repeated.duplicate, "{rule}: {same}");
            assert_eq!(repeated.offset, first.offset, "{rule}: {same}");
            assert_eq!(repeated.event_id, first.event_id, "{rule}: {same}");
            assert_eq!(Observed::of(&store), before, "{rule}: {same}");
        }
        for other in &case.others {
            let length = store.len();
            let other = match other["timestamp"].as_u64() {
                Some(at) if at > NOW => other.clone(),
                _ => with(other, &json!({ "timestamp": NOW })),
            };
            let appended = append(&mut store, &other).unwrap();
            assert!(!appended.duplicate, "{rule}: {other}");
            assert_eq!(appended.offset, length, "{rule}: {other}");
        }
        assert!(store.verify().ok, "{rule}");
    }
}

#[test]
fn types_without_an_identity_repeat_only_with_the_same_bytes() {
    for event_type in [
        EventType::ObjectiveProgressed,
        EventType::ObjectiveFailed,
        EventType::SnapshotCreated,
        EventType::Extension,
    ] {
        let mut store = empty();
        let event = example(event_type);
        append(&mut store, &event).unwrap();
        append(&mut store, &with(&event, &json!({ "timestamp": NOW + 1 }))).unwrap();
        append(&mut store, &with(&event, &json!({ "timestamp": null }))).unwrap();
        assert_eq!(store.len(), 3, "{event_type:?}");
        assert!(append(&mut store, &event).unwrap().duplicate);
    }
}

#[test]
fn what_we_signed_and_what_we_received_are_never_the_same_fact() {
    let mut store = empty();
    append_batch(&mut store, &[ledger_created(), virtual_created()]).unwrap();
    let signed = example(EventType::StateSigned);
    let received = with(&example(EventType::StateReceived), &sigs(&[0]));
    let proposed = example(EventType::LedgerProposalSigned);
    let members = json!({
        "proposal": proposed["proposal"],
        "turnNum": proposed["turnNum"],
        "role": "leader",
        "sig": proposed["sig"],
    });
    let proposal_received = with(&example(EventType::LedgerProposalReceived), &members);
    let events = [
        signed,
        received,
        proposed,
        proposal_received,
        example(EventType::VoucherSigned),
        example(EventType::VoucherReceived),
        example(EventType::MessageSent),
        example(EventType::MessageReceived),
    ];
    for event in &events {
        let appended = append(&mut store, &sealed(event)).unwrap();
        assert!(!appended.duplicate, "{event}");
    }
    assert_eq!(store.len(), 10);
}

/// Whoever holds a signature can make another one of the same signer. Two vouchers that
/// differ in nothing else are two facts, so that neither is lost.
#[test]
fn the_other_form_of_a_vouchers_signature_is_another_fact() {
    let mut store = empty();
    append(&mut store, &virtual_created()).unwrap();
    let voucher = example(EventType::VoucherReceived);
    let twin = json!({ "signature": twin(&voucher["signature"]) });
    append(&mut store, &voucher).unwrap();
    let other = append(&mut store, &with(&voucher, &twin)).unwrap();
    assert!(!other.duplicate);
    assert!(
        append(&mut store, &with(&voucher, &twin))
            .unwrap()
            .duplicate
    );
}

#[test]
fn an_objective_of_our_own_is_created_once() {
    let mut store = empty();
    append(&mut store, &created("DirectFunding", "approved")).unwrap();
    let again = with(
        &created("DirectFunding", "approved"),
        &json!({ "timestamp": NOW + 1 }),
    );
    let refused = append(&mut store, &again).unwrap_err();
    assert_eq!(refused.code(), "RULE_VIOLATION");
    // A peer's repeat of it says nothing new.
    let peer = with(
        &again,
        &json!({ "source": "peer_payload", "timestamp": NOW + 2 }),
    );
    let repeated = append(&mut store, &peer).unwrap();
    assert_eq!((repeated.duplicate, repeated.offset), (true, 0));
}

#[test]
fn an_objective_may_be_approved_again_once_it_has_failed() {
    let mut store = empty();
    append(&mut store, &created("DirectFunding", "unapproved")).unwrap();
    let approved = example(EventType::ObjectiveApproved);
    let at = |event: &Json, at: u64| with(event, &json!({ "timestamp": NOW + at }));
    assert_eq!(append(&mut store, &approved).unwrap().offset, 1);
    assert!(append(&mut store, &at(&approved, 1)).unwrap().duplicate);
    append(&mut store, &at(&example(EventType::ObjectiveFailed), 2)).unwrap();
    let retried = append(&mut store, &at(&approved, 3)).unwrap();
    assert_eq!((retried.duplicate, retried.offset), (false, 3));
    let repeated = append(&mut store, &at(&approved, 4)).unwrap();
    assert_eq!((repeated.duplicate, repeated.offset), (true, 3));
}

#[test]
fn another_channel_under_the_same_id_is_a_conflict() {
    let mut store = empty();
    let channel = example(EventType::ChannelCreated);
    append(&mut store, &note(0)).unwrap();
    append(&mut store, &channel).unwrap();
    let before = Observed::of(&store);
    for members in [
        json!({ "myIndex": 1 }),
        json!({ "myIndex": null }),
        json!({ "kind": "direct" }),
        json!({ "chainId": 10 }),
        json!({ "supportRule": "turn_taking" }),
        json!({ "adjudicator": address("07") }),
    ] {
        let error = append(&mut store, &with(&channel, &members)).unwrap_err();
        assert_eq!(error.code(), "IDENTITY_CONFLICT", "{members}");
        assert_eq!(error.details(), r#"{"offset":1}"#, "{members}");
        assert_eq!(Observed::of(&store), before, "{members}");
    }
}
