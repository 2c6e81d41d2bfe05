//! Rules P3–P5: whether a proposal is possible, and leads to the state that is signed.

use serde_json::{Value as Json, json};
use statelog::event::VariablePart;
use statelog::rules::Severity::{Error, Info};

use crate::given::{Channel, NATIVE, TOKEN, address, appended, finalized, found, imported};
use crate::judged::{fault, holds};
use crate::ledger::{balances, open};
use crate::objective::and;
use crate::parties::{add, guaranteed, guaranteeing, opened, prefunded, proposed, remove, split};
use crate::support::store::with;

/// Adds with these members instead.
fn adding(ledger: &Channel, target: &Channel, members: &Json) -> Json {
    with(&add(ledger, target, 10, 10), members)
}

fn end(who: usize) -> Json {
    json!(statelog::nitro::destination_of(&address(who)))
}

/// Proposals that cannot be applied to a ledger with 100 each, without and with a
/// guarantee for the target.
fn impossible_adds(ledger: &Channel, target: &Channel) -> [Json; 7] {
    [
        // More from the left than there is in all.
        adding(ledger, target, &json!({ "leftDeposit": "11" })),
        // More than one of the two has.
        adding(
            ledger,
            target,
            &json!({ "amount": "101", "leftDeposit": "101" }),
        ),
        adding(
            ledger,
            target,
            &json!({ "amount": "101", "leftDeposit": "0" }),
        ),
        // A guarantee that could not be reclaimed.
        adding(ledger, target, &json!({ "right": end(2) })),
        adding(ledger, target, &json!({ "left": end(2) })),
        adding(ledger, target, &json!({ "right": end(0) })),
        // There is nothing of that asset.
        adding(ledger, target, &json!({ "asset": TOKEN })),
    ]
}

// P3 -------------------------------------------------------------------------------

#[test]
fn p3_a_guarantee_that_cannot_be_added_is_not_proposed() {
    let (ledger, target, log) = prefunded();
    let [right, _] = guaranteed(&ledger, &target).try_into().unwrap();
    let after = guaranteeing(&ledger, 2, &[90, 100], &[(&target, 10)]);
    let expected = fault("P3", Error, "", &[log.len() as u64]).of(&ledger);
    for proposal in impossible_adds(&ledger, &target) {
        let wrong = proposed(&ledger, 0, &proposal, &after);
        expected.refused(&log, &wrong, &right);
        let reasoned = with(&wrong, &json!({ "override": "they said so" }));
        expected.refused(&log, &reasoned, &right);
    }
}

#[test]
fn p3_a_guarantee_that_cannot_be_added_is_recorded_and_not_applied() {
    let (ledger, [target, _], log) = open(Some(1));
    let after = guaranteeing(&ledger, 2, &[90, 100], &[(&target, 10)]);
    for proposal in impossible_adds(&ledger, &target) {
        let theirs = proposed(&ledger, 0, &proposal, &after);
        let expected = fault("P3", Error, "", &[4]).of(&ledger);
        expected.recorded(&log, &theirs);
        let log = and(&log, &[theirs]);
        assert_eq!(balances(&appended(&log), &ledger.id).2, 0);
        // Nor when both signed it: what the state says is then not known.
        let store = imported(&and(&log, &[proposed(&ledger, 1, &proposal, &after)]));
        let channel = store.reconstruct_channel(&ledger.id, None);
        let assets = channel.unwrap().unwrap().ledger.unwrap().assets;
        assert_eq!(assets, []);
    }
}

#[test]
fn p3_a_target_has_one_guarantee() {
    let (ledger, [target, other], mut log) = open(None);
    let after = guaranteeing(&ledger, 2, &[90, 100], &[(&target, 10)]);
    let proposal = add(&ledger, &target, 10, 10);
    log.extend([0, 1].map(|who| proposed(&ledger, who, &proposal, &after)));
    let again = guaranteeing(&ledger, 3, &[80, 100], &[(&target, 20)]);
    let again = proposed(&ledger, 0, &proposal, &again);
    fault("P3", Error, "", &[6])
        .of(&ledger)
        .recorded(&log, &again);
    // Another target is another matter, and so is the same one after a removal.
    let mut both = guaranteeing(&ledger, 3, &[80, 100], &[(&target, 10), (&other, 10)]);
    both.outcome[0].allocations[2..].sort_by_key(|guarantee| guarantee.destination);
    let proposal = add(&ledger, &other, 10, 10);
    holds("P3", &and(&log, &[proposed(&ledger, 0, &proposal, &both)]));
    let returned = ledger.state(3, &[90, 110]);
    log.push(proposed(&ledger, 0, &remove(&target, 0), &returned));
    let added = guaranteeing(&ledger, 4, &[80, 110], &[(&target, 10)]);
    let proposal = add(&ledger, &target, 10, 10);
    holds("P3", &and(&log, &[proposed(&ledger, 0, &proposal, &added)]));
}

#[test]
fn p3_all_that_both_have_may_be_put_into_a_guarantee() {
    let (ledger, [target, _], log) = open(None);
    for (amount, left, rest) in [(200, 100, [0, 0]), (0, 0, [100, 100]), (10, 0, [100, 90])] {
        let after = guaranteeing(&ledger, 2, &rest, &[(&target, amount)]);
        let proposal = add(&ledger, &target, amount, left);
        let both = [0, 1].map(|who| proposed(&ledger, who, &proposal, &after));
        let log = and(&log, &both);
        holds("P3", &log);
        holds("P5", &log);
        assert_eq!(balances(&appended(&log), &ledger.id).2, 1);
    }
}

#[test]
fn p3_and_p4_proposals_of_what_is_no_ledger_are_recorded_and_not_applied() {
    // The outcome has a third balance; or the channel is of another kind.
    let odd = Channel::between(3, "ledger", "unanimous", None);
    let direct = Channel::between(2, "direct", "unanimous", None);
    let cases = [
        (odd.clone(), odd.state(1, &[50, 50, 50])),
        (direct.clone(), direct.state(1, &[50, 50])),
    ];
    for (channel, state) in cases {
        let (_, [target, _], _) = open(None);
        let everybody: Vec<usize> = (0..channel.keys.len()).collect();
        let log = [channel.created(), channel.received(&state, &everybody)];
        let after = guaranteeing(&channel, 2, &[40, 50], &[(&target, 10)]);
        for (rule, proposal) in [
            ("P3", add(&channel, &target, 10, 10)),
            ("P4", remove(&target, 5)),
        ] {
            let theirs = proposed(&channel, 0, &proposal, &after);
            fault(rule, Error, "", &[2])
                .of(&channel)
                .recorded(&log, &theirs);
            // What is not known yet may be a ledger.
            let known = &log[..1];
            assert_eq!(
                found(&appended(&and(known, &[theirs])), rule).len(),
                usize::from(channel.kind == "direct")
            );
        }
    }
}

// P4 -------------------------------------------------------------------------------

/// Alice's log in which the guaranteed channel has ended with 4 for her, and what she may
/// propose then.
fn ended() -> (Channel, Channel, Vec<Json>, Json) {
    let (ledger, target, mut log) = opened();
    log.extend(target.agreed(&finalized(split(&target, 2, 4, 6))));
    let right = proposed(
        &ledger,
        0,
        &remove(&target, 4),
        &ledger.state(3, &[94, 106]),
    );
    (ledger, target, log, right)
}

#[test]
fn p4_a_guarantee_that_cannot_be_removed_is_not_proposed() {
    let (ledger, target, log, right) = ended();
    let other = crate::ledger::second(Some(0));
    let after = ledger.state(3, &[94, 106]);
    let expected = fault("P4", Error, "", &[log.len() as u64]).of(&ledger);
    for proposal in [
        remove(&target, 11),
        remove(&other, 4),
        with(&remove(&target, 4), &json!({ "asset": TOKEN })),
    ] {
        let wrong = proposed(&ledger, 0, &proposal, &after);
        expected.refused(&log, &wrong, &right);
        let reasoned = with(&wrong, &json!({ "override": "they said so" }));
        expected.refused(&log, &reasoned, &right);
    }
    let named = with(&remove(&target, 4), &json!({ "asset": NATIVE }));
    holds("P4", &and(&log, &[proposed(&ledger, 0, &named, &after)]));
}

#[test]
fn p4_a_guarantee_that_cannot_be_removed_is_recorded_and_not_applied() {
    let (ledger, [target, other], mut log) = open(None);
    let guaranteeing_one = guaranteeing(&ledger, 2, &[90, 100], &[(&target, 10)]);
    let proposal = add(&ledger, &target, 10, 10);
    log.extend([0, 1].map(|who| proposed(&ledger, who, &proposal, &guaranteeing_one)));
    let after = ledger.state(3, &[94, 106]);
    for proposal in [remove(&target, 11), remove(&other, 4)] {
        let theirs = proposed(&ledger, 0, &proposal, &after);
        fault("P4", Error, "", &[6])
            .of(&ledger)
            .recorded(&log, &theirs);
        assert_eq!(balances(&appended(&and(&log, &[theirs])), &ledger.id).2, 1);
    }
    // All of it, or nothing, may go to the left.
    for (left, amounts) in [(10, [100, 100]), (0, [90, 110])] {
        let after = ledger.state(3, &amounts);
        let both = [0, 1].map(|who| proposed(&ledger, who, &remove(&target, left), &after));
        let log = and(&log, &both);
        holds("P4", &log);
        let expected = (amounts.map(|amount| amount.try_into().unwrap()), 0);
        let (leader, follower, guarantees) = balances(&appended(&log), &ledger.id);
        assert_eq!(([leader, follower], guarantees), expected);
    }
}

// P5 -------------------------------------------------------------------------------

/// What a proposal leads to, and something else.
fn states(ledger: &Channel, target: &Channel) -> (VariablePart, [VariablePart; 4]) {
    let right = guaranteeing(ledger, 2, &[90, 100], &[(target, 10)]);
    let mut type_1 = right.clone();
    type_1.outcome[0].allocations[2].allocation_type = 1;
    let mut with_data = right.clone();
    with_data.app_data.0.push(1);
    let richer = guaranteeing(ledger, 2, &[91, 100], &[(target, 10)]);
    let wrong = [type_1, with_data, richer, finalized(right.clone())];
    (right, wrong)
}

const MISMATCH: &str = "proposal_hash_mismatch";

#[test]
fn p5_we_sign_the_state_that_the_proposal_leads_to() {
    let (ledger, target, log) = prefunded();
    let proposal = add(&ledger, &target, 10, 10);
    let (right, wrong) = states(&ledger, &target);
    let right = proposed(&ledger, 0, &proposal, &right);
    for wrong in wrong {
        let wrong = proposed(&ledger, 0, &proposal, &wrong);
        let expected = fault("P5", Error, MISMATCH, &[log.len() as u64]).of(&ledger);
        expected.refused(&log, &wrong, &right);
        let reasoned = with(&wrong, &json!({ "override": "they said so" }));
        expected.refused(&log, &reasoned, &right);
    }
}

#[test]
fn p5_another_hash_of_the_peer_is_recorded_and_the_proposal_not_applied() {
    let (ledger, [target, _], log) = open(None);
    let proposal = add(&ledger, &target, 10, 10);
    let (right, wrong) = states(&ledger, &target);
    for wrong in wrong {
        let theirs = proposed(&ledger, 0, &proposal, &wrong);
        let expected = fault("P5", Error, MISMATCH, &[4]).of(&ledger);
        expected.recorded(&log, &theirs);
        let finding = &crate::given::findings(&appended(&and(&log, &[theirs])), "P5")[0];
        let details = finding.details.clone().unwrap();
        assert_eq!(
            details.expected.unwrap().as_str(),
            ledger.hash(&right).to_string()
        );
        assert_eq!(
            details.got.unwrap().as_str(),
            ledger.hash(&wrong).to_string()
        );
    }
    // Asked for with type 1, the state with type 1 is the right one.
    let [type_1, ..] = states(&ledger, &target).1;
    let asked = with(&proposal, &json!({ "allocationType": 1 }));
    holds("P5", &and(&log, &[proposed(&ledger, 0, &asked, &type_1)]));
}

#[test]
fn p5_what_cannot_be_derived_yet_is_recorded() {
    // Nothing of the ledger is known but that it exists.
    let (ledger, [target, _], log) = open(None);
    let known = &log[..1];
    let proposal = add(&ledger, &target, 10, 10);
    let (right, wrong) = states(&ledger, &target);
    for after in [right, wrong[2].clone()] {
        let theirs = proposed(&ledger, 0, &proposal, &after);
        let expected = fault("P5", Info, "not_derivable", &[1]).of(&ledger);
        expected.recorded(known, &theirs);
        let late = [
            known,
            &[theirs],
            &log[1..],
            &[proposed(&ledger, 1, &proposal, &after)],
        ];
        // Once the turn below is known, it is judged, and a right one applied.
        let store = appended(&late.concat());
        let is_right = found(&store, "P5").len() == 1;
        let channel = store
            .reconstruct_channel(&ledger.id, None)
            .unwrap()
            .unwrap();
        let assets = channel.ledger.unwrap().assets;
        assert_eq!(assets.len(), usize::from(is_right));
    }
}

#[test]
fn p5_our_own_proposal_that_cannot_be_derived_yet_is_recorded() {
    let (ledger, target, log) = prefunded();
    let proposal = add(&ledger, &target, 10, 10);
    let after = guaranteeing(&ledger, 3, &[90, 100], &[(&target, 10)]);
    let ours = proposed(&ledger, 0, &proposal, &after);
    let expected = fault("P5", Info, "not_derivable", &[log.len() as u64]);
    expected.of(&ledger).recorded(&log, &ours);
}

#[test]
fn p5_the_hashes_of_an_opaque_ledger_are_not_known() {
    let (ledger, [target, _], mut log) = open(None);
    log[0] = with(&log[0], &json!({ "protocol": "opaque" }));
    let proposal = add(&ledger, &target, 10, 10);
    let (_, wrong) = states(&ledger, &target);
    let both = [0, 1].map(|who| proposed(&ledger, who, &proposal, &wrong[2]));
    let log = and(&log, &both);
    holds("P5", &log);
    assert_eq!(balances(&appended(&log), &ledger.id).2, 1);
}
