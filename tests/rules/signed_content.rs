//! Rules S13–S16 and S20: what is signed.

use serde_json::Value as Json;
use statelog::event::VariablePart;
use statelog::event::scalar::{Bytes, Bytes20, Bytes32, U256};
use statelog::nitro;
use statelog::rules::Severity::{Error, Info, Warn};

use crate::given::{Channel, NATIVE, TOKEN, appended, expect, findings, found, imported};
use crate::judged::{fault, holds};
use crate::parties::{
    add, guaranteeing, native, payee, payments, prefunded, proposed, redemption, split,
};

fn and(log: &[Json], more: &[Json]) -> Vec<Json> {
    [log, more].concat()
}

// S13 ------------------------------------------------------------------------------

#[test]
fn s13_a_channel_neither_creates_nor_destroys_funds() {
    let channel = Channel::of(Some(0));
    let log = channel.funded();
    let right = channel.state(2, &[50, 150]);
    for amounts in [[100, 101], [100, 99], [0, 0]] {
        let wrong = channel.state(2, &amounts);
        let expected = fault("S13", Error, "", &[1, 7]).of(&channel);
        expected.refused_without_reason(&log, &channel.signed(&wrong), &channel.signed(&right));
        expected.recorded(&log, &channel.received(&wrong, &[1]));
    }
    holds("S13", &and(&log, &[channel.received(&right, &[1])]));
}

#[test]
fn s13_each_asset_keeps_its_total() {
    let channel = Channel::of(Some(0));
    let log = channel.funded();
    let with_token = |native: &[u64], token: &[u64]| VariablePart {
        outcome: vec![channel.exit(NATIVE, native), channel.exit(TOKEN, token)],
        ..channel.state(2, &[])
    };
    // What one asset loses another does not make up for.
    let wrong = channel.signed(&with_token(&[100, 90], &[10, 0]));
    // An asset of which nobody gets anything is none.
    let right = channel.signed(&with_token(&[100, 100], &[0, 0]));
    let expected = fault("S13", Error, "", &[1, 7]).of(&channel);
    expected.refused_without_reason(&log, &wrong, &right);
    let none = VariablePart {
        outcome: Vec::new(),
        ..channel.state(2, &[])
    };
    expected.refused_without_reason(&log, &channel.signed(&none), &right);
    // The same asset in two parts counts once.
    let parts = VariablePart {
        outcome: vec![
            channel.exit(NATIVE, &[90, 0]),
            channel.exit(NATIVE, &[10, 100]),
        ],
        ..channel.state(2, &[])
    };
    holds("S13", &and(&log, &[channel.signed(&parts)]));
}

#[test]
fn s13_totals_do_not_overflow() {
    let channel = Channel::of(None);
    let of = |turn, amounts: [U256; 2]| {
        let mut state = channel.state(turn, &[0, 0]);
        let allocations = &mut state.outcome[0].allocations;
        allocations
            .iter_mut()
            .zip(amounts)
            .for_each(|(to, amount)| to.amount = amount);
        channel.received(&state, &[0, 1])
    };
    let (one, zero) = (U256::from(1), U256::ZERO);
    let log = [channel.created(), of(0, [U256::MAX, one])];
    // Within 256 bits both totals are 0.
    let nothing = of(1, [zero, zero]);
    fault("S13", Error, "", &[1, 2])
        .of(&channel)
        .recorded(&log, &nothing);
    let [finding] = findings(&imported(&and(&log, &[nothing])), "S13")
        .try_into()
        .unwrap();
    let details = finding.details.unwrap();
    assert_eq!(details.expected.unwrap().as_str(), "2^256 or more");
    assert_eq!(details.got.unwrap().as_str(), "0");
    holds("S13", &and(&log, &[of(1, [one, U256::MAX])]));
}

/// The event without what a writer drops first.
fn cut(mut event: Json) -> Json {
    event["truncated"] = true.into();
    let state = event["state"].as_object_mut().unwrap();
    state.remove("outcome");
    state.remove("appData");
    event
}

#[test]
fn s13_says_once_that_there_is_no_prefund_state_to_compare_with() {
    let channel = Channel::of(None);
    let [pre, post, next] = [(0, 100), (1, 100), (2, 90)]
        .map(|(turn, left)| channel.received(&channel.state(turn, &[left, 100]), &[0, 1]));
    let log = [channel.created()];
    let missing = |offset| fault("S13", Info, "history_missing", &[offset]).of(&channel);
    missing(1).recorded(&log, &post);
    missing(1).recorded(&log, &next);
    let store = appended(&and(&log, &[post.clone(), next.clone()]));
    assert_eq!(
        found(&store, "S13"),
        [expect(Info, "history_missing", &[1])]
    );
    // One without its outcome is of no help.
    missing(2).recorded(&and(&log, &[cut(pre.clone())]), &post);
    holds("S13", &and(&log, &[pre, post]));
    // Nothing can be said of a state without one.
    holds("S13", &[channel.created(), cut(next)]);
}

#[test]
fn s13_a_state_of_ours_without_a_prefund_state_is_taken() {
    let channel = Channel::of(Some(0));
    let event = channel.signed(&channel.state(5, &[100, 100]));
    let expected = fault("S13", Info, "history_missing", &[1]).of(&channel);
    expected.recorded(&[channel.created()], &event);
}

// S14 ------------------------------------------------------------------------------

const LOST: &str = "guarantee_not_reclaimable";

#[test]
fn s14_the_contract_reclaims_guarantees_of_type_2_with_two_destinations() {
    let (ledger, target, log) = prefunded();
    let offset = log.len() as u64;
    let guarantee = |allocation_type, metadata: usize| {
        let mut state = guaranteeing(&ledger, 2, &[90, 100], &[(&target, 10)]);
        let last = state.outcome[0].allocations.last_mut().unwrap();
        last.allocation_type = allocation_type;
        last.metadata.0.resize(metadata, 0);
        state
    };
    for (allocation_type, metadata) in [(1, 64), (2, 63), (2, 65), (2, 0)] {
        let state = guarantee(allocation_type, metadata);
        let expected = fault("S14", Error, LOST, &[offset]).of(&ledger);
        expected.recorded(&log, &ledger.signed(&state));
        expected.recorded(&log, &ledger.received(&state, &[1]));
        // The other signature of it says nothing new.
        let both = and(&log, &ledger.agreed(&state));
        assert_eq!(
            found(&appended(&both), "S14"),
            [expect(Error, LOST, &[offset])]
        );
    }
    // Metadata of another length belongs to a helper of withdrawals.
    for (allocation_type, metadata) in [(2, 64), (1, 63), (1, 0), (0, 64)] {
        let state = guarantee(allocation_type, metadata);
        holds("S14", &and(&log, &[ledger.signed(&state)]));
    }
}

#[test]
fn s14_a_proposal_can_ask_for_a_guarantee_that_is_lost() {
    let (ledger, target, log) = prefunded();
    let offset = log.len() as u64;
    for (allocation_type, is_lost) in [(1, true), (2, false)] {
        let mut after = guaranteeing(&ledger, 2, &[90, 100], &[(&target, 10)]);
        let last = after.outcome[0].allocations.last_mut().unwrap();
        last.allocation_type = allocation_type;
        let mut proposal = add(&ledger, &target, 10, 10);
        proposal["allocationType"] = allocation_type.into();
        proposal["asset"] = native();
        let both = [0, 1].map(|who| proposed(&ledger, who, &proposal, &after));
        if is_lost {
            let expected = fault("S14", Error, LOST, &[offset]).of(&ledger);
            expected.recorded(&log, &both[0]);
            let store = appended(&and(&log, &both));
            assert_eq!(found(&store, "S14"), [expect(Error, LOST, &[offset])]);
        } else {
            holds("S14", &and(&log, &both));
        }
    }
}

// S15 ------------------------------------------------------------------------------

/// The channel without an application.
fn without(mut channel: Channel) -> Channel {
    channel.fixed.app_definition = Bytes20::ZERO;
    channel.id = nitro::channel_id(&channel.fixed);
    channel
}

#[test]
fn s15_a_virtual_channel_without_an_application_cannot_be_challenged() {
    let channel = without(payments(Some(0)));
    let expected = fault("S15", Warn, "not_challengeable", &[0]).of(&channel);
    expected.recorded(&[], &channel.created());
}

#[test]
fn s15_only_virtual_channels_are_asked_for_an_application() {
    holds("S15", &[payments(Some(0)).created()]);
    holds("S15", &[without(Channel::of(Some(0))).created()]);
}

// S16 ------------------------------------------------------------------------------

#[test]
fn s16_prefund_and_postfund_may_have_different_data() {
    let channel = Channel::of(Some(0));
    let log = channel.funded();
    let before = &log[..5];
    let mut post = channel.state(1, &[100, 100]);
    post.app_data = Bytes(vec![1]);
    let expected = fault("S16", Info, "", &[1, 5]).of(&channel);
    expected.recorded(before, &channel.signed(&post));
    expected.recorded(before, &channel.received(&post, &[1]));
    // The other signature says nothing new.
    let store = appended(&and(before, &channel.agreed(&post)));
    assert_eq!(found(&store, "S16"), [expect(Info, "", &[1, 5])]);
}

#[test]
fn s16_any_other_state_may_have_data_of_its_own() {
    let channel = Channel::of(Some(0));
    let mut log = channel.funded();
    holds("S16", &log);
    let mut next = channel.state(2, &[90, 110]);
    next.app_data = Bytes(vec![2]);
    log.extend(channel.agreed(&next));
    holds("S16", &log);
}

// S20 ------------------------------------------------------------------------------

#[test]
fn s20_a_redemption_keeps_the_destinations_of_the_postfund() {
    let (channel, log) = payee();
    let right = redemption(&channel, 3);
    holds("S20", &and(&log, &[channel.signed(&right)]));
    let mut elsewhere = right.clone();
    elsewhere.outcome[0].allocations[1].destination = Bytes32::repeat_byte(5);
    let mut exchanged = right.clone();
    let [payer, payee, ..] = exchanged.outcome[0].allocations.as_mut_slice() else {
        panic!("two allocations");
    };
    std::mem::swap(&mut payer.destination, &mut payee.destination);
    let mut more = right.clone();
    let mut third = more.outcome[0].allocations[1].clone();
    third.amount = U256::ZERO;
    more.outcome[0].allocations.push(third);
    for wrong in [elsewhere, exchanged, more] {
        let expected = fault("S20", Error, "", &[3, 5]).of(&channel);
        expected.recorded(&log, &channel.signed(&wrong));
        expected.recorded(&log, &channel.received(&wrong, &[0]));
    }
}

#[test]
fn s20_only_redemptions_are_compared() {
    let (channel, log) = payee();
    let mut other = split(&channel, 2, 7, 3);
    other.outcome[0].allocations[1].destination = Bytes32::repeat_byte(5);
    holds("S20", &and(&log, &[channel.received(&other, &[0])]));
    // Without a postfund that all signed there is nothing to compare with.
    let mut redeemed = redemption(&channel, 3);
    redeemed.outcome[0].allocations[1].destination = Bytes32::repeat_byte(5);
    holds("S20", &and(&log[..4], &[channel.received(&redeemed, &[0])]));
}
