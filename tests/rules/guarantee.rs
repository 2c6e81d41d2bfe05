//! Rules P7 and P8: the channels that guarantees are for.

use serde_json::Value as Json;
use statelog::rules::Severity::{Error, Info};

use crate::given::{Channel, expect, finalized, found, imported, refused};
use crate::judged::{fault, holds};
use crate::ledger::{open, second};
use crate::objective::{and, unstamped_note};
use crate::parties::{
    add, guaranteed, guaranteeing, ledger, opened, payments, prefunded, proposed, remove, split,
};

// P7 -------------------------------------------------------------------------------

/// Alice gives back the guarantee of turn 2 with this much for herself.
fn returning(ledger: &Channel, target: &Channel, left: u64) -> Json {
    let after = ledger.state(3, &[90 + left, 110 - left]);
    proposed(ledger, 0, &remove(target, left), &after)
}

#[test]
fn p7_we_take_a_guarantee_back_when_a_final_state_is_supported() {
    let (ledger, target, mut log) = opened();
    let last = finalized(split(&target, 2, 4, 6));
    let [ours, theirs] = target.agreed(&last).try_into().unwrap();
    let early = returning(&ledger, &target, 4);
    let offsets = [7, log.len() as u64];
    let expected = fault("P7", Error, "", &offsets).of(&ledger);
    expected.refused_without_reason(&log, &early, &ours);
    // With our signature alone it is not supported.
    log.push(ours);
    let expected = fault("P7", Error, "", &[7, 15]).of(&ledger);
    expected.refused_without_reason(&log, &early, &theirs);
    holds("P7", &and(&log, &[theirs, early]));
}

#[test]
fn p7_we_take_back_what_the_final_state_gives() {
    let (ledger, target, mut log) = opened();
    log.extend(target.agreed(&finalized(split(&target, 2, 4, 6))));
    let right = returning(&ledger, &target, 4);
    let expected = fault("P7", Error, "", &[7, log.len() as u64]).of(&ledger);
    for left in [0, 3, 5, 10] {
        let wrong = returning(&ledger, &target, left);
        expected.refused_without_reason(&log, &wrong, &right);
    }
}

/// Irene's log of the ledger with Alice, who leads, in which a channel is guaranteed.
fn opened_by_irene() -> (Channel, Channel, Vec<Json>) {
    let (ledger, [target, _], mut log) = open(Some(1));
    log.push(target.created());
    log.extend(target.agreed(&split(&target, 0, 10, 0)));
    log.extend(guaranteed(&ledger, &target));
    (ledger, target, log)
}

/// What the leader proposes, and our countersignature.
fn both_return(ledger: &Channel, target: &Channel, left: u64) -> [Json; 2] {
    let after = ledger.state(3, &[90 + left, 110 - left]);
    [0, 1].map(|who| proposed(ledger, who, &remove(target, left), &after))
}

#[test]
fn p7_we_countersign_a_return_by_the_same_rule() {
    let (ledger, target, mut log) = opened_by_irene();
    let last = target.agreed(&finalized(split(&target, 2, 4, 6)));
    // No final state is supported.
    let [leads, follows] = both_return(&ledger, &target, 4);
    let early = and(&log, &[leads.clone(), follows.clone()]);
    assert_eq!(refused(&early).rule.as_str(), "P7");
    let expected = [expect(Info, "", &[9]), expect(Error, "", &[4, 10])];
    assert_eq!(found(&imported(&early), "P7"), expected);
    // Or it gives something else.
    log.extend(last);
    holds("P7", &and(&log, &[leads, follows]));
    let [leads, follows] = both_return(&ledger, &target, 5);
    log.push(leads);
    let expected = fault("P7", Error, "", &[4, 12]).of(&ledger);
    expected.refused_without_reason(&log, &follows, &unstamped_note());
}

#[test]
fn p7_a_return_that_is_received_early_is_a_remark() {
    let (ledger, target, log) = opened_by_irene();
    let theirs = returning(&ledger, &target, 4);
    let at = log.len() as u64;
    fault("P7", Info, "", &[at])
        .of(&ledger)
        .recorded(&log, &theirs);
    let last = target.agreed(&finalized(split(&target, 2, 4, 6)));
    holds("P7", &[&log[..], &last, &[theirs]].concat());
}

#[test]
fn p7_the_channel_may_be_unknown_here() {
    let (ledger, target, log) = opened_by_irene();
    let unknown = second(Some(1));
    let theirs = proposed(
        &ledger,
        0,
        &remove(&unknown, 4),
        &ledger.state(3, &[94, 106]),
    );
    let expected = fault("P7", Info, "", &[log.len() as u64]).of(&ledger);
    expected.recorded(&log, &theirs);
    assert_ne!(target.id, unknown.id);
}

// P8 -------------------------------------------------------------------------------

/// Alice proposes to guarantee a channel.
fn guaranteeing_to(ledger: &Channel, target: &Channel, amount: u64, left: u64) -> Json {
    let rest = [100 - left, 100 - (amount - left)];
    let after = guaranteeing(ledger, 2, &rest, &[(target, amount)]);
    proposed(ledger, 0, &add(ledger, target, amount, left), &after)
}

#[test]
fn p8_we_guarantee_what_the_prefund_state_says() {
    let (ledger, target, log) = prefunded();
    let right = guaranteeing_to(&ledger, &target, 10, 10);
    let expected = fault("P8", Error, "", &[7, 10]).of(&ledger);
    for (amount, left) in [(10, 9), (9, 9), (11, 10), (11, 11), (10, 0), (0, 0)] {
        let wrong = guaranteeing_to(&ledger, &target, amount, left);
        expected.refused_without_reason(&log, &wrong, &right);
    }
}

#[test]
fn p8_we_guarantee_no_channel_before_its_prefund_state_is_supported() {
    let (ledger, target, log) = prefunded();
    let proposal = guaranteeing_to(&ledger, &target, 10, 10);
    // The channel is unknown, none of its states is known, and only we signed one.
    for (length, offsets) in [(7, vec![7]), (8, vec![7, 8]), (9, vec![7, 9])] {
        let expected = fault("P8", Error, "", &offsets).of(&ledger);
        expected.refused_without_reason(&log[..length], &proposal, &log[length]);
    }
    holds("P8", &and(&log, &[proposal]));
}

#[test]
fn p8_we_countersign_a_guarantee_by_the_same_rule() {
    let (ledger, [target, _], mut log) = open(Some(1));
    let prefund = target.agreed(&split(&target, 0, 10, 0));
    log.push(target.created());
    let [leads, follows] = guaranteed(&ledger, &target).try_into().unwrap();
    log.push(leads);
    // What the leader proposes early is its matter.
    holds("P8", &log);
    let expected = fault("P8", Error, "", &[4, 6]).of(&ledger);
    expected.refused_without_reason(&log, &follows, &prefund[0]);
    holds("P8", &[&log[..], &prefund, &[follows]].concat());
}

#[test]
fn p8_an_intermediary_puts_in_what_the_left_has() {
    // Irene is left in her ledger with Bob, and leads it.
    let hop = ledger([1, 2], Some(0));
    let target = payments(Some(1));
    let mut log = vec![hop.created()];
    log.push(hop.received(&hop.state(1, &[100, 100]), &[0, 1]));
    log.push(target.created());
    log.extend(target.agreed(&split(&target, 0, 7, 3)));
    let right = guaranteeing_to(&hop, &target, 10, 7);
    let wrong = guaranteeing_to(&hop, &target, 10, 3);
    let expected = fault("P8", Error, "", &[2, 5]).of(&hop);
    expected.refused_without_reason(&log, &wrong, &right);
}
