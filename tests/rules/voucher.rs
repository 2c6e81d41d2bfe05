//! Rules VR1–VR6: vouchers, and what a final state must give for them.

use serde_json::{Value as Json, json};
use statelog::event::scalar::U256;
use statelog::rules::Severity::{Critical, Error, Info, Warn};
use statelog::{ErrorKind, EventStore};

use crate::given::{Channel, address, appended, expect, finalized, found, imported};
use crate::judged::{fault, holds};
use crate::ledger::second;
use crate::objective::and;
use crate::parties::{guaranteed, opened, paid, payee, prefunded, promised, split};
use crate::support::sealed::{key, twin};
use crate::support::store::{append, with};

/// What counts as paid on a channel.
fn counted(store: &EventStore, channel: &Channel) -> U256 {
    let state = store.reconstruct_channel(&channel.id, None).unwrap();
    state.unwrap().payments.unwrap().paid
}

/// What a rule finds when signatures are checked as well.
fn found_with_signatures(store: &EventStore, rule: &str) -> Vec<(String, Vec<u64>)> {
    let found = store.audit(None, true).unwrap().into_iter();
    let found = found.filter(|finding| finding.rule.as_str() == rule);
    found
        .map(|finding| {
            let offsets = finding.offsets.iter().map(|offset| offset.get());
            (finding.severity.as_str().to_owned(), offsets.collect())
        })
        .collect()
}

// VR1 ------------------------------------------------------------------------------

#[test]
fn vr1_a_voucher_of_somebody_else_or_for_another_channel_is_refused() {
    let (target, log) = payee();
    let right = paid(&target, 5);
    let hash = statelog::nitro::voucher_hash(&target.id, U256::from(5));
    let elsewhere = paid(&second(Some(2)), 5)["signature"].clone();
    for signature in [
        json!(key(2).sign(&hash)),
        json!(key(1).sign(&hash)),
        elsewhere,
    ] {
        let wrong = with(&right, &json!({ "signature": signature }));
        let mut store = appended(&log);
        let refused = append(&mut store, &wrong).unwrap_err();
        let ErrorKind::RuleViolation(finding) = refused.kind else {
            panic!("{refused}");
        };
        assert_eq!(finding.rule.as_str(), "VR1");
        assert_eq!(store.len(), 5);
        let store = imported(&and(&log, &[wrong]));
        // The creation says who the payer is.
        let critical = ("critical".to_owned(), vec![0, 5]);
        assert_eq!(found_with_signatures(&store, "VR1"), [critical]);
    }
    let store = appended(&and(&log, &[right]));
    assert_eq!(found_with_signatures(&store, "VR1"), []);
}

// VR2 ------------------------------------------------------------------------------

#[test]
fn vr2_each_of_our_vouchers_promises_more() {
    let (_, target, mut log) = opened();
    log.push(promised(&target, 5));
    let first = log.len() as u64 - 1;
    let expected = fault("VR2", Critical, "", &[first, first + 1]).of(&target);
    for amount in [4, 0] {
        let wrong = promised(&target, amount);
        expected.refused_for_any_reason(&log, &wrong, &promised(&target, 6));
    }
    // The same amount with the other form of the signature promises nothing either.
    let twin = twin(&log[first as usize]["signature"]);
    let again = with(&promised(&target, 5), &json!({ "signature": twin }));
    expected.refused(&log, &again, &promised(&target, 6));
    // The largest counts, not the last.
    log.extend([promised(&target, 9)]);
    let expected = fault("VR2", Critical, "", &[first + 1, first + 2]).of(&target);
    expected.refused(&log, &promised(&target, 7), &promised(&target, 10));
}

#[test]
fn vr2_we_promise_no_more_than_we_have() {
    let (_, target, log) = opened();
    let expected = fault("VR2", Critical, "", &[log.len() as u64]).of(&target);
    let right = promised(&target, 10);
    expected.refused_for_any_reason(&log, &promised(&target, 11), &right);
    let mut most = promised(&target, 0);
    let amount = U256::MAX;
    let hash = statelog::nitro::voucher_hash(&target.id, amount);
    most["amount"] = amount.to_string().into();
    most["signature"] = json!(key(0).sign(&hash));
    expected.refused(&log, &most, &right);
}

#[test]
fn vr2_the_same_voucher_is_recorded_once() {
    let (_, target, mut log) = opened();
    log.push(promised(&target, 5));
    let mut store = appended(&log);
    let again = with(&promised(&target, 5), &json!({ "correlationId": "again" }));
    let repeated = append(&mut store, &again).unwrap();
    assert_eq!((repeated.duplicate, repeated.offset), (true, 14));
    assert_eq!(found(&store, "VR2"), []);
}

// VR3 ------------------------------------------------------------------------------

#[test]
fn vr3_a_voucher_that_promises_no_more_is_recorded_without_effect() {
    let (target, mut log) = payee();
    log.extend([paid(&target, 3), paid(&target, 5)]);
    holds("VR3", &log);
    let expected = fault("VR3", Info, "", &[6, 7]).of(&target);
    let twin = twin(&log[6]["signature"]);
    let again = with(&log[6], &json!({ "signature": twin }));
    for late in [paid(&target, 4), paid(&target, 0), again] {
        expected.recorded(&log, &late);
        let store = appended(&and(&log, &[late]));
        assert_eq!(counted(&store, &target), U256::from(5));
    }
}

#[test]
fn vr3_the_same_voucher_is_recorded_once() {
    let (target, mut log) = payee();
    log.push(paid(&target, 3));
    let mut store = appended(&log);
    let again = with(&paid(&target, 3), &json!({ "correlationId": "again" }));
    let repeated = append(&mut store, &again).unwrap();
    assert_eq!((repeated.duplicate, repeated.offset), (true, 5));
    assert_eq!(found(&store, "VR3"), []);
    // A log of somebody else may hold it twice.
    let twice = and(&log, &[again]);
    let expected = fault("VR3", Info, "", &[5, 6]).of(&target);
    expected.imported(&twice);
}

#[test]
fn vr3_a_voucher_counts_beside_one_that_cannot_be_redeemed() {
    let (target, mut log) = payee();
    log.extend([paid(&target, 11), paid(&target, 5)]);
    holds("VR3", &log);
    assert_eq!(counted(&appended(&log), &target), U256::from(5));
    let expected = fault("VR3", Info, "", &[6, 7]).of(&target);
    expected.recorded(&log, &paid(&target, 4));
}

// VR4 ------------------------------------------------------------------------------

#[test]
fn vr4_a_voucher_beyond_what_the_payer_has_is_recorded_and_does_not_count() {
    let (target, mut log) = payee();
    log.push(paid(&target, 5));
    let expected = fault("VR4", Error, "", &[6]).of(&target);
    for amount in [11, u64::MAX] {
        expected.recorded(&log, &paid(&target, amount));
        let store = appended(&and(&log, &[paid(&target, amount)]));
        assert_eq!(counted(&store, &target), U256::from(5));
    }
}

#[test]
fn vr4_all_that_the_payer_has_may_be_promised() {
    let (target, log) = payee();
    let log = and(&log, &[paid(&target, 10)]);
    holds("VR4", &log);
    assert_eq!(counted(&appended(&log), &target), U256::from(10));
}

#[test]
fn vr4_what_the_payer_has_is_not_known_without_a_prefund_state() {
    let (target, log) = payee();
    holds("VR4", &[log[0].clone(), paid(&target, 11)]);
    // What a stranger sends has no effect.
    let stranger = address(1);
    let mut other = paid(&target, 11);
    assert!(target.fixed.participants.contains(&stranger));
    other["from"] = json!("0x00000000000000000000000000000000000000aa");
    holds("VR4", &and(&log, &[other]));
}

// VR5 ------------------------------------------------------------------------------

#[test]
fn vr5_we_pay_when_the_postfund_state_is_supported() {
    let (ledger, target, mut log) = prefunded();
    log.extend(guaranteed(&ledger, &target));
    let [ours, theirs] = target.agreed(&split(&target, 1, 10, 0)).try_into().unwrap();
    let wrong = promised(&target, 5);
    // Nobody signed it yet.
    let expected = fault("VR5", Warn, "", &[12]).of(&target);
    expected.refused_without_reason(&log, &wrong, &ours);
    log.push(ours);
    let expected = fault("VR5", Warn, "", &[13]).of(&target);
    expected.refused_without_reason(&log, &wrong, &theirs);
    holds("VR5", &and(&log, &[theirs, wrong]));
}

#[test]
fn vr5_what_we_receive_before_is_recorded() {
    let (target, log) = payee();
    let postfund = split(&target, 1, 10, 0);
    let reason = json!({ "override": "the ledger is not shown" });
    let ours = with(&target.signed(&postfund), &reason);
    let theirs = |signers: &[usize]| target.received(&postfund, signers);
    let voucher = paid(&target, 5);
    for (shown, severity) in [
        (vec![], Warn),
        (vec![theirs(&[0])], Warn),
        (vec![ours.clone(), theirs(&[1])], Warn),
        (vec![theirs(&[0, 1])], Warn),
        // Only the intermediary's signature is missing.
        (vec![ours.clone(), theirs(&[0])], Info),
    ] {
        let log = and(&log[..3], &shown);
        let expected = fault("VR5", severity, "", &[log.len() as u64]);
        expected.of(&target).recorded(&log, &voucher);
    }
    holds("VR5", &and(&log, &[voucher]));
}

// VR6 ------------------------------------------------------------------------------

const BELOW: &str = "final_below_voucher";
const AFTER: &str = "voucher_after_final";

#[test]
fn vr6_the_payee_signs_no_less_than_it_was_promised() {
    let (target, mut log) = payee();
    log.extend([paid(&target, 3), paid(&target, 5)]);
    let end = |amount| target.signed(&finalized(split(&target, 2, 10 - amount, amount)));
    let expected = fault("VR6", Critical, BELOW, &[6, 7]).of(&target);
    for amount in [0, 3, 4] {
        expected.refused_without_reason(&log, &end(amount), &end(5));
    }
    holds("VR6", &and(&log, &[end(10)]));
    // A state that is not final takes nothing away.
    let update = target.signed(&split(&target, 3, 10, 0));
    holds("VR6", &and(&log, &[update]));
}

#[test]
fn vr6_a_final_state_of_others_that_gives_less_is_recorded() {
    let (target, mut log) = payee();
    log.push(paid(&target, 5));
    let end = |amount| target.received(&finalized(split(&target, 2, 10 - amount, amount)), &[0, 1]);
    let expected = fault("VR6", Critical, BELOW, &[5, 6]).of(&target);
    expected.recorded(&log, &end(4));
    holds("VR6", &and(&log, &[end(5)]));
    // What a stranger sends has no effect.
    let stranger = json!({ "from": "0x00000000000000000000000000000000000000aa" });
    holds("VR6", &and(&log, &[with(&end(4), &stranger)]));
    // The payer may sign it; it takes nothing from itself.
    let (_, target, mut log) = opened();
    log.push(promised(&target, 5));
    let ours = target.signed(&finalized(split(&target, 2, 6, 4)));
    let expected = fault("VR6", Critical, BELOW, &[14, 15]).of(&target);
    expected.recorded(&log, &ours);
}

#[test]
fn vr6_a_voucher_that_cannot_be_redeemed_promises_nothing() {
    let (target, mut log) = payee();
    log.extend([paid(&target, 11), paid(&target, 3)]);
    let end = |amount| target.signed(&finalized(split(&target, 2, 10 - amount, amount)));
    let expected = fault("VR6", Critical, BELOW, &[6, 7]).of(&target);
    expected.refused_without_reason(&log, &end(2), &end(3));
    log.pop();
    holds("VR6", &and(&log, &[end(0)]));
}

/// Bob's log in which the channel has ended with 4 for him (offsets 5 and 6).
fn ended() -> (Channel, Vec<Json>) {
    let (target, mut log) = payee();
    log.extend(target.agreed(&finalized(split(&target, 2, 6, 4))));
    (target, log)
}

#[test]
fn vr6_a_voucher_after_the_end_is_a_warning_if_it_is_above_what_that_gives() {
    let (target, log) = ended();
    for (amount, severity) in [(3, Info), (4, Info), (5, Warn), (10, Warn)] {
        let expected = fault("VR6", severity, AFTER, &[5, 7]).of(&target);
        expected.recorded(&log, &paid(&target, amount));
    }
}

#[test]
fn vr6_a_voucher_before_the_end_is_supported_is_no_late_one() {
    let (target, log) = ended();
    // We signed the final state, and nobody else did yet.
    holds("VR6", &and(&log[..6], &[paid(&target, 5)]));
    // In time it counts against the end.
    let mut log = log;
    log.insert(5, paid(&target, 5));
    log[6] = with(&log[6], &json!({ "override": "we give in" }));
    let found = found(&appended(&log), "VR6");
    let expected = [[5, 6], [5, 7]].map(|offsets| expect(Critical, BELOW, &offsets));
    assert_eq!(found, expected);
}
