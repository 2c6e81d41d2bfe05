//! Rule O8: a ledger is defunded when it guarantees nothing and nothing is under way.

use serde_json::{Value as Json, json};
use statelog::rules::Severity::Error;

use crate::completion::{by_hand, last, returned};
use crate::given::{Channel, finalized};
use crate::judged::{fault, holds};
use crate::objective::{and, approved};
use crate::parties::{
    guaranteed, guaranteeing, id_of, ledger, objective, opened, payments, prefunded,
};

/// Defunds the ledger.
fn defund(ledger: &Channel, status: &str) -> Json {
    let status = json!({ "status": status });
    objective("DirectDefunding", "direct_defund", ledger, &status)
}

/// Alice's logs in which the ledger must not be defunded: it guarantees a channel, or
/// has a proposal under way; each with what settles that.
fn busy() -> [(Channel, Vec<Json>, Vec<Json>); 2] {
    let (ledger, target, mut log) = opened();
    log.extend(target.agreed(&last(&target)));
    let settled = returned(&ledger, &target, 4);
    let guarantees = (ledger, log, settled);
    let (ledger, target, mut log) = prefunded();
    log.push(guaranteed(&ledger, &target).remove(0));
    // The other gives up the proposal, and signs something else with us instead.
    let mut instead = ledger.agreed(&ledger.state(2, &[100, 100]));
    instead[0] = by_hand(&instead[0]);
    [guarantees, (ledger, log, instead)]
}

#[test]
fn o8_the_defunding_of_a_ledger_that_is_not_settled_is_not_created() {
    for (ledger, log, settled) in busy() {
        let at = log.len() as u64;
        for status in ["unapproved", "approved"] {
            let created = defund(&ledger, status);
            let expected = fault("O8", Error, "", &[0, at]);
            let expected = expected.of(&ledger).of_objective(id_of(&created));
            expected.refused(&log, &created, &settled[0]);
            holds("O8", &[&log[..], &settled, &[created.clone()]].concat());
            // A peer that asks for it has asked for it.
            let of_peer = with(&created, &json!({ "source": "peer_payload" }));
            expected.recorded(&log, &of_peer);
        }
    }
}

#[test]
fn o8_the_defunding_of_a_ledger_that_is_not_settled_is_not_approved() {
    for (ledger, mut log, settled) in busy() {
        let created = defund(&ledger, "unapproved");
        log.insert(1, created.clone());
        let expected = fault("O8", Error, "", &[0, log.len() as u64]);
        let expected = expected.of(&ledger).of_objective(id_of(&created));
        expected.refused(&log, &approved(&created), &settled[0]);
        holds("O8", &[&log[..], &settled, &[approved(&created)]].concat());
    }
}

/// A final state that says what the latest state of the ledger does.
fn end_of(ledger: &Channel, turn: u64, amounts: &[u64]) -> Json {
    ledger.signed(&finalized(ledger.state(turn, amounts)))
}

#[test]
fn o8_the_final_state_of_a_ledger_that_is_not_settled_needs_a_reason() {
    let [(first, log, returned), (second, other_log, instead)] = busy();
    let cases = [
        (&first, log, returned, end_of(&first, 4, &[94, 106])),
        (&second, other_log, instead, end_of(&second, 3, &[100, 100])),
    ];
    for (ledger, log, settled, signed) in cases {
        let expected = fault("O8", Error, "", &[0, log.len() as u64]).of(ledger);
        expected.refused_without_reason(&log, &signed, &settled[0]);
        holds("O8", &[&log[..], &settled, &[signed.clone()]].concat());
        // Whichever objective it is for is named.
        let created = defund(ledger, "approved");
        let mut log = log.clone();
        log.insert(1, created.clone());
        let at = [0, log.len() as u64];
        let expected = fault("O8", Error, "", &at)
            .of(ledger)
            .of_objective(id_of(&created));
        expected.recorded(&log, &by_hand(&signed));
    }
}

#[test]
fn o8_what_a_peer_signs_and_other_states_are_not_judged() {
    let [(ledger, log, _), _] = busy();
    let state = finalized(ledger.state(3, &[90, 110]));
    holds("O8", &and(&log, &[ledger.received(&state, &[1])]));
    let target = payments(Some(0));
    let update = guaranteeing(&ledger, 3, &[80, 110], &[(&target, 10)]);
    holds("O8", &and(&log, &[ledger.signed(&update)]));
}

#[test]
fn o8_another_ledger_may_be_busy() {
    let [(_, mut log, _), _] = busy();
    let other = ledger([0, 2], Some(0));
    log.push(other.created());
    holds("O8", &and(&log, &[defund(&other, "approved")]));
    // And the busy one may have other objectives.
    let [(ledger, log, _), _] = busy();
    let fund = objective("DirectFunding", "direct_fund", &ledger, &json!({}));
    holds("O8", &and(&log, &[fund]));
}
