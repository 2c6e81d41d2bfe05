//! Rules S1, S3, S4, S5, S19, P5 and VR1: what nobody can have signed is refused, and
//! found in a log that holds it all the same.

use serde_json::{Value as Json, json};
use statelog::event::EventType;
use statelog::event::scalar::Bytes65;
use statelog::rules::{Finding, Rule, Severity};
use statelog::store::VerifySignatures;
use statelog::{ErrorKind, EventStore, EventStoreOptions};

use crate::support::examples::{self, CHANNEL, TARGET};
use crate::support::sealed::{assert_keys, key, ledger_created, sealed, twin, virtual_created};
use crate::support::store::{
    NOW, append, append_batch, example, file, import_with, note, options, with,
};

/// The rules of this file.
const RULES: [Rule; 7] = [
    Rule::S1,
    Rule::S3,
    Rule::S4,
    Rule::S5,
    Rule::S19,
    Rule::P5,
    Rule::Vr1,
];

/// The ledger of Alice and Irene, and the virtual channel that Bob is in too.
fn channels() -> Vec<Json> {
    assert_keys();
    vec![ledger_created(), virtual_created()]
}

/// The ledger as somebody else keeps it.
fn ledger(members: Json) -> Vec<Json> {
    vec![with(&ledger_created(), &members)]
}

fn opaque() -> Vec<Json> {
    ledger(json!({ "protocol": "opaque" }))
}

fn store(before: &[Json]) -> EventStore {
    store_with(before, options(0))
}

fn store_with(before: &[Json], options: EventStoreOptions) -> EventStore {
    let mut store = EventStore::new(options);
    append_batch(&mut store, before).unwrap();
    store
}

/// The log as a file, which is taken verbatim.
fn replayed(events: &[Json]) -> EventStore {
    let events: Vec<_> = events.iter().map(examples::event).collect();
    import_with(&file(&events, &[1]), 0)
}

/// What the rules of this file find. Of P5 only the signature belongs here, which is
/// critical where it is wrong.
fn found(store: &EventStore, signatures: bool) -> Vec<Finding> {
    let mut found = store.audit(None, signatures).unwrap();
    found.retain(|finding| {
        let is_hash = finding.rule == Rule::P5 && finding.severity != Severity::Critical;
        RULES.contains(&finding.rule) && !is_hash
    });
    found
}

fn offsets(finding: &Finding) -> Vec<u64> {
    finding.offsets.iter().map(|offset| offset.get()).collect()
}

/// The event is refused by a rule; in a log that holds it, the rule finds it.
fn breaks(rule: Rule, before: &[Json], event: &Json) -> Finding {
    let mut gated = store(before);
    let text = gated.export(None);
    let refused = append(&mut gated, event).unwrap_err();
    let ErrorKind::RuleViolation(refused) = refused.kind else {
        panic!("{refused}: {event}");
    };
    assert_eq!(refused.rule, rule, "{}", refused.message.as_str());
    assert_eq!(gated.export(None), text, "nothing was appended");

    let log = [before, std::slice::from_ref(event)].concat();
    let store = replayed(&log);
    let at = before.len() as u64;
    let [finding] = found(&store, true).try_into().unwrap();
    assert_eq!(finding.rule, rule);
    assert_eq!(finding.severity, Severity::Critical);
    assert_eq!(finding.message, refused.message, "append and replay agree");
    assert_eq!(finding.details, refused.details);
    assert_eq!(finding.channel_id, refused.channel_id);
    assert!(finding.channel_id.is_some());
    assert_eq!(offsets(&finding).last(), Some(&at));
    // A refusal names only events that the log holds.
    let known = offsets(&finding).into_iter().filter(|offset| *offset < at);
    assert_eq!(offsets(&refused), known.collect::<Vec<_>>());
    assert_eq!(
        store.audit(Some(at), true).unwrap().len(),
        audited(&store, at)
    );
    assert!(store.verify().ok, "a finding is no problem of the log");
    finding
}

/// The number of findings that are not of this file.
fn audited(store: &EventStore, at: u64) -> usize {
    store.audit(Some(at), false).unwrap().len()
}

/// The event is taken, and no rule of this file finds anything.
fn holds(before: &[Json], event: &Json) {
    let mut gated = store(before);
    let appended = append(&mut gated, event);
    appended.unwrap_or_else(|error| panic!("{error}: {event}"));
    assert_eq!(found(&gated, true), [], "{event}");
    let log = [before, std::slice::from_ref(event)].concat();
    assert_eq!(found(&replayed(&log), true), [], "{event}");
}

/// What is signed: events 8–13.
const ACTS: [EventType; 6] = [
    EventType::StateSigned,
    EventType::StateReceived,
    EventType::LedgerProposalSigned,
    EventType::LedgerProposalReceived,
    EventType::VoucherSigned,
    EventType::VoucherReceived,
];

/// What a chain shows: events 14–20.
const FACTS: [EventType; 7] = [
    EventType::DepositDetected,
    EventType::ChallengeRegistered,
    EventType::ChallengeCleared,
    EventType::CheckpointRecorded,
    EventType::ChannelConcluded,
    EventType::AllocationUpdated,
    EventType::ReclaimDetected,
];

#[test]
fn s1_refuses_what_is_signed_on_an_unknown_channel() {
    for act in ACTS {
        breaks(Rule::S1, &[], &example(act));
        holds(&channels(), &example(act));
        // A channel that is created later was not known.
        let log = [vec![example(act)], channels()].concat();
        let [finding] = found(&replayed(&log), true).try_into().unwrap();
        assert_eq!((finding.rule, offsets(&finding)), (Rule::S1, vec![0]));
    }
}

#[test]
fn s1_records_what_a_chain_shows_of_an_unknown_channel() {
    for fact in FACTS {
        let mut store = EventStore::new(options(0));
        append(&mut store, &example(fact)).unwrap();
        for store in [store, replayed(&[example(fact)])] {
            let [finding] = found(&store, false).try_into().unwrap();
            assert_eq!((finding.rule, offsets(&finding)), (Rule::S1, vec![0]));
            assert_eq!(finding.severity, Severity::Info);
            assert_eq!(found(&store, true), [finding]);
        }
        holds(&channels(), &example(fact));
    }
}

#[test]
fn s1_refuses_a_channel_under_another_id_than_the_hash_of_its_fixed_part() {
    let wrong = with(&ledger_created(), &json!({ "channelId": TARGET }));
    let details = breaks(Rule::S1, &[], &wrong).details.unwrap();
    assert_eq!(details.expected.unwrap().as_str(), CHANNEL);
    assert_eq!(details.got.unwrap().as_str(), TARGET);
    let mut nonce = ledger_created();
    nonce["fixedPart"]["channelNonce"] = "2".into();
    breaks(Rule::S1, &[], &nonce);
    holds(&[], &ledger_created());
}

#[test]
fn s1_refuses_a_channel_under_the_id_of_an_address_but_not_an_opaque_one() {
    let address = format!("0x{}{}", "00".repeat(12), "aa".repeat(20));
    let created = with(&ledger_created(), &json!({ "channelId": address }));
    let finding = breaks(Rule::S1, &[], &created);
    assert!(finding.message.as_str().contains("address"));
    holds(&[], &with(&created, &json!({ "protocol": "opaque" })));
}

/// A state with its hash as a candidate of a challenge, and the like.
fn shown(fact: EventType, members: Json) -> Json {
    let signed = example(EventType::StateSigned);
    let candidate = json!({
        "state": signed["state"],
        "stateHash": signed["stateHash"],
        "sigs": [signed["sig"]["signature"]],
    });
    let candidate = with(&candidate, &members);
    with(
        &example(fact),
        &json!({ "candidate": candidate, "proof": null }),
    )
}

fn challenge(members: Json) -> Json {
    let challenge = shown(EventType::ChallengeRegistered, members);
    with(&challenge, &json!({ "proof": [] }))
}

fn another_hash() -> Json {
    json!({ "stateHash": format!("0x{}", "03".repeat(32)) })
}

/// The state of another turn under the hash of the first one.
fn received(members: Json) -> Json {
    let received = with(
        &example(EventType::StateReceived),
        &json!({ "truncated": null }),
    );
    match members.get("state") {
        Some(_) => sealed(&with(&received, &members)),
        None => with(&sealed(&received), &members),
    }
}

#[test]
fn s3_refuses_a_state_under_another_hash() {
    let signed = with(&example(EventType::StateSigned), &another_hash());
    breaks(Rule::S3, &channels(), &resigned(&signed));
    let finding = breaks(Rule::S3, &channels(), &resigned(&received(another_hash())));
    assert_eq!(finding.details.unwrap().turn_num.unwrap().get(), 2);
    holds(&channels(), &example(EventType::StateSigned));
    holds(&channels(), &received(json!({})));
}

/// The event with signatures over the hash that it gives, right or wrong.
fn resigned(event: &Json) -> Json {
    let hash = event["stateHash"].as_str().unwrap().parse().unwrap();
    let mut event = event.clone();
    let resign = |sig: &mut Json| {
        let signer = sig["signerIndex"].as_u64().unwrap() as usize;
        sig["signature"] = json!(key(signer).sign(&hash));
    };
    match event.get_mut("sigs") {
        Some(sigs) => sigs.as_array_mut().unwrap().iter_mut().for_each(resign),
        None => resign(&mut event["sig"]),
    }
    event
}

#[test]
fn s3_refuses_what_a_chain_shows_under_another_hash() {
    breaks(Rule::S3, &channels(), &challenge(another_hash()));
    holds(&channels(), &challenge(json!({})));
    holds(&channels(), &challenge(json!({ "stateHash": null })));
    for fact in [
        EventType::ChallengeCleared,
        EventType::CheckpointRecorded,
        EventType::ChannelConcluded,
    ] {
        breaks(Rule::S3, &channels(), &shown(fact, another_hash()));
        holds(&channels(), &shown(fact, json!({})));
    }
}

#[test]
fn s3_does_not_judge_what_is_truncated_or_opaque() {
    let cut = json!({ "truncated": true, "stateHash": another_hash()["stateHash"] });
    holds(&channels(), &resigned(&received(cut.clone())));
    holds(&channels(), &challenge(cut));
    holds(&opaque(), &received(another_hash()));
    holds(&opaque(), &challenge(another_hash()));
    let signed = with(&example(EventType::StateSigned), &another_hash());
    holds(&opaque(), &signed);
}

/// Irene's signature where Alice's should be, and so on.
fn forged(event: &Json) -> Json {
    let other = resigned(&with(event, &json!({ "sig": sig(1) })));
    let mut event = event.clone();
    event["sig"]["signature"] = other["sig"]["signature"].clone();
    event
}

fn sig(signer: u8) -> Json {
    let signature = format!("0x{}1b", "01".repeat(64));
    json!({ "signature": signature, "signerIndex": signer })
}

#[test]
fn s4_refuses_a_signature_of_somebody_else() {
    let finding = breaks(
        Rule::S4,
        &channels(),
        &forged(&example(EventType::StateSigned)),
    );
    let details = finding.details.unwrap();
    assert_eq!(details.signer_index, Some(0));
    let [alice, irene] = [0, 1].map(|who| format!("{:#x}", key(who).address));
    assert_eq!(details.expected.unwrap().as_str(), alice);
    assert_eq!(details.got.unwrap().as_str(), irene);
}

#[test]
fn s4_refuses_one_wrong_signature_among_right_ones() {
    for wrong in [0, 1] {
        let mut event = received(json!({}));
        event["sigs"][wrong]["signature"] = event["sigs"][1 - wrong]["signature"].clone();
        let details = breaks(Rule::S4, &channels(), &event).details.unwrap();
        assert_eq!(details.signer_index, Some(wrong as u8));
    }
}

#[test]
fn s4_refuses_a_signature_that_nobody_made() {
    for r in ["00", "ff"] {
        let mut event = received(json!({}));
        let bad = format!("0x{}{}1b", r.repeat(32), "01".repeat(32));
        event["sigs"][1]["signature"] = bad.into();
        let details = breaks(Rule::S4, &channels(), &event).details.unwrap();
        assert_eq!(details.got, None);
    }
    let mut event = received(json!({}));
    let signature = event["sigs"][0]["signature"].as_str().unwrap();
    event["sigs"][0]["signature"] = format!("{}1d", &signature[..130]).into();
    breaks(Rule::S4, &channels(), &event);
}

#[test]
fn s4_refuses_a_signer_that_the_channel_does_not_have() {
    let mut event = received(json!({}));
    event["sigs"][1]["signerIndex"] = 2.into();
    let details = breaks(Rule::S4, &channels(), &event).details.unwrap();
    assert_eq!(details.signer_index, Some(2));
}

#[test]
fn s4_does_not_judge_what_a_chain_shows_or_what_is_opaque() {
    let stranger = format!("0x{}1b", "01".repeat(64));
    holds(&channels(), &challenge(json!({ "sigs": [stranger] })));
    let mut wrong = received(json!({}));
    wrong["sigs"][1] = sig(7);
    holds(&opaque(), &wrong);
}

#[test]
fn s5_takes_v_of_0_and_1_for_27_and_28() {
    let bare = |signature: &Json| {
        let mut bare: Bytes65 = signature.as_str().unwrap().parse().unwrap();
        bare[64] -= 27;
        json!(bare)
    };
    for act in ACTS {
        let (mut given, mut expected) = (example(act), example(act));
        for event in [&mut given, &mut expected] {
            event["truncated"] = Json::Null;
            *event = sealed(&with(event, &json!({ "truncated": null })));
        }
        for pointer in [
            "/sig/signature",
            "/sigs/0/signature",
            "/sigs/1/signature",
            "/signature",
        ] {
            if let Some(signature) = given.pointer_mut(pointer) {
                *signature = bare(signature);
            }
        }
        assert_ne!(given, expected);
        let mut store = store(&channels());
        let appended = append(&mut store, &given).unwrap();
        let recorded = store.get(appended.offset).unwrap().event;
        assert_eq!(recorded, examples::event(&expected), "{act:?}");
        assert!(append(&mut store, &expected).unwrap().duplicate, "{act:?}");
        assert_eq!(found(&store, true), [], "{act:?}");
    }
}

#[test]
fn s5_takes_v_of_0_and_1_in_what_a_chain_shows() {
    let (bare, full) = (
        format!("0x{}01", "01".repeat(64)),
        format!("0x{}1c", "01".repeat(64)),
    );
    let state = example(EventType::StateSigned)["state"].clone();
    let with_sigs = |sig: &str| {
        let shown = shown(EventType::ChallengeRegistered, json!({ "sigs": [sig] }));
        let proof = json!([{ "state": state, "sigs": [sig, sig] }]);
        with(&shown, &json!({ "challengerSig": sig, "proof": proof }))
    };
    let mut store = store(&channels());
    let appended = append(&mut store, &with_sigs(&bare)).unwrap();
    let recorded = store.get(appended.offset).unwrap().event;
    assert_eq!(recorded, examples::event(&with_sigs(&full)));
    assert!(append(&mut store, &with_sigs(&full)).unwrap().duplicate);
    // A file is taken verbatim; the same log is still the same.
    let log = [channels(), vec![with_sigs(&bare)]].concat();
    let mut store = replayed(&log);
    let repeated = append(&mut store, &with_sigs(&full)).unwrap();
    assert_eq!((repeated.duplicate, repeated.offset), (true, 2));
    let [finding] = found(&store, true).try_into().unwrap();
    assert_eq!((finding.rule, finding.severity), (Rule::S5, Severity::Info));
    for fact in [
        EventType::ChallengeCleared,
        EventType::CheckpointRecorded,
        EventType::ChannelConcluded,
    ] {
        let mut store = self::store(&channels());
        let appended = append(&mut store, &shown(fact, json!({ "sigs": [bare] }))).unwrap();
        let recorded = store.get(appended.offset).unwrap().event;
        let expected = shown(fact, json!({ "sigs": [full] }));
        assert_eq!(recorded, examples::event(&expected), "{fact:?}");
    }
}

#[test]
fn s5_keeps_a_high_s_and_says_so() {
    let mut event = received(json!({}));
    event["sigs"][1]["signature"] = twin(&event["sigs"][1]["signature"]);
    let mut gated = store(&channels());
    let appended = append(&mut gated, &event).unwrap();
    let recorded = gated.get(appended.offset).unwrap().event;
    assert_eq!(recorded, examples::event(&event), "as received");
    let log = [channels(), vec![event]].concat();
    for store in [gated, replayed(&log)] {
        assert_eq!(found(&store, false), []);
        let [finding] = found(&store, true).try_into().unwrap();
        assert_eq!((finding.rule, finding.severity), (Rule::S5, Severity::Info));
        assert_eq!(offsets(&finding), [2]);
    }
}

#[test]
fn s19_refuses_what_we_sign_as_somebody_else() {
    let as_irene = json!({ "sig": sig(1) });
    let signed = sealed(&with(&example(EventType::StateSigned), &as_irene));
    let details = breaks(Rule::S19, &channels(), &signed).details.unwrap();
    assert_eq!(details.expected.unwrap().as_str(), "0");
    assert_eq!(details.got.unwrap().as_str(), "1");
    let irenes = ledger(json!({ "myIndex": 1 }));
    holds(&irenes, &signed);
    let proposed = proposed_by_alice();
    let countersigned = json!({
        "stateHash": proposed["stateHash"],
        "role": "follower",
        "sig": sig(1),
    });
    let countersigned = with(&example(EventType::LedgerProposalSigned), &countersigned);
    let before = |ledger: Vec<Json>| [ledger, vec![postfund(), proposed.clone()]].concat();
    breaks(Rule::S19, &before(channels()), &sealed(&countersigned));
    holds(&before(irenes), &sealed(&countersigned));
}

/// The ledger at turn 1: 100 for each, signed by both.
fn postfund() -> Json {
    let mut state = example(EventType::StateSigned)["state"].clone();
    state["turnNum"] = 1.into();
    state["appData"] = "0x".into();
    let allocations = state["outcome"][0]["allocations"].as_array_mut().unwrap();
    allocations.truncate(2);
    allocations[0]["amount"] = "100".into();
    received(json!({ "state": state }))
}

/// The proposal that leads from there to a guarantee of type 2: vector V2b2.
fn proposed_by_alice() -> Json {
    let signed = example(EventType::LedgerProposalSigned);
    let hash = "0xce10fd34d59c4b1eb8d6200951d6e898ef35dc1ad3c30d668e20e21f8364635f";
    sealed(&with(
        &example(EventType::LedgerProposalReceived),
        &json!({
            "turnNum": 2,
            "proposal": signed["proposal"],
            "role": "leader",
            "stateHash": hash,
            "sig": sig(0),
            "from": format!("{:#x}", key(0).address),
        }),
    ))
}

#[test]
fn s19_refuses_what_an_observer_signs() {
    let observed = ledger(json!({ "myIndex": null }));
    breaks(Rule::S19, &observed, &example(EventType::StateSigned));
    breaks(
        Rule::S19,
        &observed,
        &example(EventType::LedgerProposalSigned),
    );
    holds(&observed, &received(json!({})));
    holds(&observed, &example(EventType::LedgerProposalReceived));
}

#[test]
fn s19_refuses_a_voucher_of_ours_unless_we_are_the_payer() {
    let bobs = vec![with(&virtual_created(), &json!({ "myIndex": 2 }))];
    breaks(Rule::S19, &bobs, &example(EventType::VoucherSigned));
    holds(&bobs, &example(EventType::VoucherReceived));
    holds(&channels(), &example(EventType::VoucherSigned));
}

#[test]
fn p5_refuses_a_proposal_with_a_signature_of_somebody_else() {
    let signed = example(EventType::LedgerProposalSigned);
    breaks(Rule::P5, &channels(), &forged(&signed));
    let follower = example(EventType::LedgerProposalReceived);
    let mut wrong = follower.clone();
    wrong["sig"]["signature"] = signed["sig"]["signature"].clone();
    breaks(Rule::P5, &channels(), &wrong);
    // The signature is over the given hash, whatever state that is of.
    holds(&channels(), &signed);
    holds(&channels(), &follower);
    holds(&opaque(), &wrong);
}

#[test]
fn p5_refuses_a_proposal_of_a_signer_that_the_ledger_does_not_have() {
    let third = json!({ "sig": sig(2) });
    let proposed = with(&example(EventType::LedgerProposalReceived), &third);
    breaks(Rule::P5, &channels(), &proposed);
}

#[test]
fn vr1_refuses_a_voucher_that_the_payer_did_not_sign() {
    for act in [EventType::VoucherSigned, EventType::VoucherReceived] {
        // Signed by the payer, but for another amount.
        let more = with(&example(act), &json!({ "amount": "5" }));
        breaks(Rule::Vr1, &channels(), &more);
        holds(&channels(), &example(act));
        let opaque = vec![with(&virtual_created(), &json!({ "protocol": "opaque" }))];
        holds(&opaque, &more);
    }
}

// When signatures are checked -----------------------------------------------------

fn verifying(verify_signatures: VerifySignatures) -> EventStoreOptions {
    EventStoreOptions {
        verify_signatures,
        ..options(0)
    }
}

#[test]
fn s4_is_found_by_an_audit_where_appending_does_not_check_it() {
    let forged = forged(&example(EventType::StateSigned));
    for (when, count, checked) in [
        (VerifySignatures::Audit, 1, 1),
        (VerifySignatures::Never, 0, 0),
    ] {
        let mut store = store_with(&channels(), verifying(when));
        append(&mut store, &forged).unwrap();
        assert_eq!(found(&store, false), [], "{when:?}");
        assert_eq!(found(&store, true).len(), count, "{when:?}");
        assert_eq!(store.verify().signatures_checked, checked, "{when:?}");
    }
}

#[test]
fn s1_s3_and_signers_out_of_range_are_refused_whenever_signatures_are_checked() {
    let hash = resigned(&received(another_hash()));
    let mut range = received(json!({}));
    range["sigs"][1]["signerIndex"] = 2.into();
    let id = with(&ledger_created(), &json!({ "channelId": TARGET }));
    for when in [VerifySignatures::Audit, VerifySignatures::Never] {
        for (rule, before, event) in [
            (Rule::S3, channels(), &hash),
            (Rule::S4, channels(), &range),
            (Rule::S1, Vec::new(), &id),
            (Rule::S1, Vec::new(), &hash),
        ] {
            let mut store = store_with(&before, verifying(when));
            let refused = append(&mut store, event).unwrap_err();
            let ErrorKind::RuleViolation(finding) = refused.kind else {
                panic!("{refused}");
            };
            assert_eq!(finding.rule, rule);
        }
    }
}

#[test]
fn an_import_refuses_nothing_and_an_audit_says_when_each_event_was_wrong() {
    let forged = forged(&example(EventType::StateSigned));
    let hash = resigned(&received(another_hash()));
    let voucher = with(
        &example(EventType::VoucherReceived),
        &json!({ "amount": "5" }),
    );
    let log = [channels(), vec![forged, hash, voucher]].concat();
    let store = replayed(&log);
    assert_eq!(store.len(), 5);
    let rules_at = |at| {
        let found = store.audit(Some(at), true).unwrap();
        let ours = found.iter().map(|finding| finding.rule);
        ours.filter(|rule| RULES.contains(rule)).collect::<Vec<_>>()
    };
    // Whatever was asked for before.
    for at in [4, 2, 5, 3] {
        let all = [Rule::S4, Rule::S3, Rule::Vr1];
        assert_eq!(rules_at(at), all[..at as usize - 2], "{at}");
    }
    // One, two and one: a hash that is wrong does not excuse the signatures.
    assert_eq!(store.verify().signatures_checked, 4);
    assert!(store.verify().ok);
    // Bare events are somebody else's history too.
    let lines: Vec<_> = log.iter().map(Json::to_string).collect();
    let text = lines.join("\n");
    let import = statelog::store::ImportOptions::default();
    let bare = EventStore::import(text.as_bytes(), options(0), &import, NOW).unwrap();
    assert_eq!(found(&bare, true), found(&store, true));
}

#[test]
fn a_log_that_was_appended_is_audited_like_the_same_log_imported() {
    let mut high_s = example(EventType::StateSigned);
    high_s["sig"]["signature"] = twin(&high_s["sig"]["signature"]);
    let countersigned = example(EventType::LedgerProposalReceived);
    for when in [
        VerifySignatures::Append,
        VerifySignatures::Audit,
        VerifySignatures::Never,
    ] {
        let mut appended = store_with(&channels(), verifying(when));
        append(&mut appended, &high_s).unwrap();
        assert!(append(&mut appended, &high_s).unwrap().duplicate);
        append_batch(&mut appended, &[note(1), countersigned.clone()]).unwrap();
        let text = appended.export(None);
        let import = statelog::store::ImportOptions::default();
        let imported = EventStore::import(&text, verifying(when), &import, NOW).unwrap();
        // Audited at a shorter length first, and once more after it was verified.
        for at in [Some(3), None] {
            let expected = imported.audit(at, true).unwrap();
            assert_eq!(appended.audit(at, true).unwrap(), expected, "{when:?}");
        }
        assert_eq!(appended.verify(), imported.verify(), "{when:?}");
        let high = found(&appended, true);
        let expected = usize::from(when != VerifySignatures::Never);
        assert_eq!(high.len(), expected, "{when:?}: {high:?}");
        // What is appended to an imported log is checked after what was imported.
        let mut longer = EventStore::import(&text, verifying(when), &import, NOW).unwrap();
        append(&mut longer, &note(2)).unwrap();
        append(&mut appended, &note(2)).unwrap();
        let counts = [&appended, &longer].map(|store| store.verify().signatures_checked);
        assert_eq!(counts[0], counts[1], "{when:?}");
        assert_eq!(found(&longer, true), high, "{when:?}");
    }
}

#[test]
fn a_forged_event_undoes_its_batch_and_nothing_remains_of_it() {
    let good = example(EventType::StateSigned);
    let mut store = store(&channels());
    let text = store.export(None);
    let countersigned = example(EventType::LedgerProposalReceived);
    let mut forged = countersigned.clone();
    forged["sig"]["signature"] = good["sig"]["signature"].clone();
    let error = append_batch(&mut store, &[good.clone(), forged]).unwrap_err();
    assert_eq!((error.code(), error.index), ("RULE_VIOLATION", Some(1)));
    assert_eq!(store.export(None), text);
    append_batch(&mut store, &[good, countersigned]).unwrap();
    assert_eq!(found(&store, true), []);
    assert_eq!(store.verify().signatures_checked, 2);
}
