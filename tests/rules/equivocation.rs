//! Rule S7 for what we sign and what peers show, line by line of its list in
//! `docs/rules.md`. What chains show is judged in `chain_evidence.rs`.

use serde_json::{Value as Json, json};
use statelog::event::VariablePart;
use statelog::rules::Severity::{self, Critical, Info, Warn};

use crate::given::{Channel, appended, expect, finalized, findings, found, imported};
use crate::judged::{fault, holds};
use crate::parties::{
    add, guaranteeing, ledger, opened, payments, prefunded, proposed, redemption, split,
};
use crate::support::store::{note, with};

const DUAL: &str = "dual_sign_at_turn";

/// Two states of one turn, each with those who signed it.
type Pair = [(VariablePart, Vec<usize>); 2];

/// What is found of a pair in a log with the channel, in either order.
fn judged(channel: &Channel, before: &[VariablePart], pair: &Pair) -> (Severity, String) {
    let mut log = vec![channel.created()];
    let everybody: Vec<usize> = (0..channel.fixed.participants.len()).collect();
    log.extend(
        before
            .iter()
            .map(|state| channel.received(state, &everybody)),
    );
    let [one, two] = pair
        .each_ref()
        .map(|(state, by)| channel.received(state, by));
    let judged = [[&one, &two], [&two, &one]].map(|order| {
        let log = [log.as_slice(), &order.map(Json::clone)].concat();
        let first = appended(&log);
        let [finding] = found(&first, "S7").try_into().unwrap();
        assert_eq!(found(&imported(&log), "S7"), std::slice::from_ref(&finding));
        let end = log.len() as u64;
        assert_eq!(finding.offsets, [end - 2, end - 1]);
        (finding.severity, finding.name.unwrap_or_default())
    });
    assert_eq!(judged[0], judged[1], "the order does not matter");
    judged[0].clone()
}

/// A ledger channel of two, as an observer keeps it.
fn ledger_of_others() -> Channel {
    Channel::of(None)
}

fn signed_by(state: VariablePart, signers: &[usize]) -> (VariablePart, Vec<usize>) {
    (state, signers.to_vec())
}

fn with_data(mut state: VariablePart) -> VariablePart {
    state.app_data.0.push(1);
    state
}

fn is(severity: Severity, name: &str) -> (Severity, String) {
    (severity, name.to_owned())
}

#[test]
fn s7_two_supported_states_with_different_outcomes_are_critical_whatever_else_they_are() {
    let channel = ledger_of_others();
    let (one, two) = (channel.state(2, &[100, 100]), channel.state(2, &[90, 110]));
    let both = |channel: &Channel, before: &[VariablePart], pair: Pair| {
        assert_eq!(judged(channel, before, &pair), is(Critical, ""));
    };
    // One is final; only one of the two supported is a warning.
    let last = finalized(two.clone());
    both(
        &channel,
        &[],
        [
            signed_by(one.clone(), &[0, 1]),
            signed_by(last.clone(), &[0, 1]),
        ],
    );
    let half = [signed_by(one.clone(), &[0, 1]), signed_by(last, &[1])];
    assert_eq!(judged(&channel, &[], &half), is(Warn, ""));
    // In a swap channel two full states are one too many.
    let swap = Channel::between(2, "swap", "unanimous", None);
    both(
        &swap,
        &[],
        [signed_by(one, &[0, 1]), signed_by(two, &[0, 1])],
    );
    // A payee may redeem once.
    let virtual_channel = payments(None);
    let postfund = split(&virtual_channel, 1, 10, 0);
    let redeemed = |amount| signed_by(redemption(&virtual_channel, amount), &[2]);
    let before = std::slice::from_ref(&postfund);
    both(&virtual_channel, before, [redeemed(3), redeemed(5)]);
    let end = finalized(split(&virtual_channel, 2, 9, 1));
    both(
        &virtual_channel,
        before,
        [redeemed(3), signed_by(end, &[0, 1, 2])],
    );
}

#[test]
fn s7_two_final_states_are_critical_unless_they_have_one_outcome() {
    let channel = ledger_of_others();
    let last = |left| finalized(channel.state(2, &[left, 200 - left]));
    for signers in [&[1][..], &[0, 1]] {
        let same = [
            signed_by(last(90), &[1]),
            signed_by(with_data(last(90)), signers),
        ];
        assert_eq!(judged(&channel, &[], &same), is(Info, ""));
        let different = [signed_by(last(90), &[1]), signed_by(last(80), signers)];
        assert_eq!(judged(&channel, &[], &different), is(Critical, ""));
    }
}

#[test]
fn s7_a_payee_may_redeem_and_agree_to_the_end_or_redeem_again() {
    let channel = payments(None);
    let postfund = split(&channel, 1, 10, 0);
    let redeemed = |amount, by: &[usize]| signed_by(redemption(&channel, amount), by);
    let end = |by: &[usize]| signed_by(finalized(split(&channel, 2, 9, 1)), by);
    // Whether or not the redemption is supported.
    for before in [vec![], vec![postfund]] {
        let pair = [redeemed(3, &[2]), end(&[2])];
        assert_eq!(judged(&channel, &before, &pair), is(Warn, DUAL));
    }
    let twice = [redeemed(3, &[2]), redeemed(5, &[2])];
    assert_eq!(judged(&channel, &[], &twice), is(Warn, DUAL));
    // The payer and the intermediary redeem nothing.
    for other in [0, 1] {
        let pair = [redeemed(3, &[other]), end(&[other])];
        assert_eq!(judged(&channel, &[], &pair), is(Warn, ""));
        let twice = [redeemed(3, &[other]), redeemed(5, &[other])];
        assert_eq!(judged(&channel, &[], &twice), is(Critical, ""));
    }
    // What is neither a redemption nor final has no excuse.
    let plain = signed_by(split(&channel, 2, 9, 1), &[2]);
    let pair = [redeemed(3, &[2]), plain];
    assert_eq!(judged(&channel, &[], &pair), is(Critical, ""));
    // Without vouchers there are no redemptions.
    let unanimous = Channel::between(3, "virtual", "unanimous", None);
    let pair = [redeemed(3, &[2]), end(&[2])];
    assert_eq!(judged(&unanimous, &[], &pair), is(Warn, ""));
}

#[test]
fn s7_one_final_state_beside_another_is_a_warning() {
    let channel = ledger_of_others();
    let plain = || channel.state(2, &[100, 100]);
    for end in [plain(), channel.state(2, &[90, 110])] {
        let pair = [signed_by(plain(), &[1]), signed_by(finalized(end), &[1])];
        assert_eq!(judged(&channel, &[], &pair), is(Warn, ""));
    }
    // Both supported, with the same outcome.
    let pair = [
        signed_by(plain(), &[0, 1]),
        signed_by(finalized(plain()), &[0, 1]),
    ];
    assert_eq!(judged(&channel, &[], &pair), is(Warn, ""));
}

#[test]
fn s7_other_data_with_one_outcome_is_a_warning() {
    let channel = ledger_of_others();
    let plain = || channel.state(2, &[100, 100]);
    for signers in [&[1][..], &[0, 1]] {
        let pair = [
            signed_by(plain(), signers),
            signed_by(with_data(plain()), signers),
        ];
        assert_eq!(judged(&channel, &[], &pair), is(Warn, ""));
    }
}

#[test]
fn s7_an_offer_to_swap_that_not_all_took_is_a_warning() {
    let [one, two] = [[100, 100], [90, 110]];
    for (kind, expected) in [("swap", Warn), ("direct", Critical)] {
        let channel = Channel::between(2, kind, "unanimous", None);
        for signers in [&[1][..], &[0, 1]] {
            let pair = [
                signed_by(channel.state(2, &one), signers),
                signed_by(channel.state(2, &two), &[1]),
            ];
            assert_eq!(judged(&channel, &[], &pair), is(expected, ""));
        }
    }
}

#[test]
fn s7_what_is_not_known_of_an_outcome_is_no_excuse() {
    let channel = ledger_of_others();
    let state = channel.state(2, &[100, 100]);
    let mut cut = channel.received(&with_data(state.clone()), &[1]);
    cut["truncated"] = true.into();
    cut["state"].as_object_mut().unwrap().remove("outcome");
    let log = [channel.created(), channel.received(&state, &[1])];
    fault("S7", Critical, "", &[1, 2])
        .of(&channel)
        .recorded(&log, &cut);
}

#[test]
fn s7_only_the_same_signer_turn_and_channel_count() {
    let channel = Channel::of(Some(0));
    let log = channel.funded();
    let (one, two) = (channel.state(2, &[90, 110]), channel.state(2, &[80, 120]));
    let ours = [log.clone(), vec![channel.signed(&one)]].concat();
    // The other makes another offer.
    holds(
        "S7",
        &[ours.clone(), vec![channel.received(&two, &[1])]].concat(),
    );
    // The next turn.
    let next = channel.state(3, &[80, 120]);
    holds("S7", &[ours.clone(), vec![channel.signed(&next)]].concat());
    // The same state once more, from the other.
    holds(
        "S7",
        &[ours, vec![channel.received(&one, &[0, 1])]].concat(),
    );
}

#[test]
fn s7_says_who_signed_which_states() {
    let channel = ledger_of_others();
    let states = [[100, 100], [90, 110], [80, 120]].map(|split| channel.state(2, &split));
    let mut log = vec![channel.created()];
    log.extend(states.iter().map(|state| channel.received(state, &[1])));
    let found = findings(&appended(&log), "S7");
    // Each of three states contradicts the two others.
    let offsets = |finding: &statelog::rules::Finding| {
        let offsets = finding.offsets.iter().map(|offset| offset.get());
        offsets.collect::<Vec<_>>()
    };
    let mut pairs: Vec<_> = found.iter().map(offsets).collect();
    pairs.sort();
    assert_eq!(pairs, [[1, 2], [1, 3], [2, 3]]);
    for finding in &found {
        let details = finding.details.clone().unwrap();
        assert_eq!(
            (details.turn_num.unwrap().get(), details.signer_index),
            (2, Some(1))
        );
        let hashes = offsets(finding).into_iter().map(|offset| {
            let state = &states[offset as usize - 1];
            channel.hash(state).to_string()
        });
        let named = [details.expected, details.got].map(|hash| hash.unwrap().as_str().to_owned());
        assert_eq!(named.to_vec(), hashes.collect::<Vec<_>>());
    }
}

#[test]
fn s7_we_sign_no_second_state_of_a_turn_without_a_reason() {
    let channel = Channel::of(Some(0));
    let log = channel.funded();
    let offset = log.len() as u64;
    let plain = |left| channel.state(2, &[left, 200 - left]);
    for (one, two, severity) in [
        (plain(100), plain(90), Critical),
        (plain(100), finalized(plain(90)), Warn),
        (plain(100), with_data(plain(100)), Warn),
        (
            finalized(plain(100)),
            with_data(finalized(plain(100))),
            Info,
        ),
    ] {
        let before = [log.clone(), vec![channel.signed(&one)]].concat();
        let expected = fault("S7", severity, "", &[offset, offset + 1]).of(&channel);
        let answer = channel.received(&two, &[1]);
        expected.refused_without_reason(&before, &channel.signed(&two), &answer);
        // The same if a peer shows what we signed before, or what we sign again.
        let before = [log.clone(), vec![channel.received(&one, &[0, 1])]].concat();
        expected.refused_without_reason(&before, &channel.signed(&two), &note(1));
        let before = [log.clone(), vec![channel.signed(&one)]].concat();
        expected.recorded(&before, &channel.received(&two, &[0]));
    }
}

#[test]
fn s7_a_payee_gives_a_reason_for_redeeming_what_was_agreed_to_end() {
    let channel = payments(Some(2));
    let log = [
        channel.created(),
        channel.signed(&finalized(split(&channel, 2, 9, 1))),
    ];
    let redeemed = channel.signed(&redemption(&channel, 3));
    let expected = fault("S7", Warn, DUAL, &[1, 2]).of(&channel);
    expected.refused_without_reason(&log, &redeemed, &note(1));
}

#[test]
fn s7_a_proposal_signs_a_state_of_its_turn() {
    let (ledger, target, log) = prefunded();
    let offset = log.len() as u64;
    let after = guaranteeing(&ledger, 2, &[90, 100], &[(&target, 10)]);
    let proposal = proposed(&ledger, 0, &add(&ledger, &target, 10, 10), &after);
    let plain = ledger.signed(&ledger.state(2, &[90, 110]));
    let expected = fault("S7", Critical, "", &[offset, offset + 1]).of(&ledger);
    let either = [(&plain, &proposal), (&proposal, &plain)];
    for (one, two) in either {
        let before = [log.clone(), vec![one.clone()]].concat();
        expected.refused_without_reason(&before, two, &note(1));
    }
    // A final state at the turn of a proposal happens where both are under way.
    let last = ledger.signed(&finalized(ledger.state(2, &[100, 100])));
    let before = [log.clone(), vec![last]].concat();
    let expected = fault("S7", Warn, "", &[offset, offset + 1]).of(&ledger);
    expected.refused_without_reason(&before, &proposal, &note(1));
    // The state that a proposal leads to is the state itself.
    let whole = ledger.signed(&after);
    holds("S7", &[log, vec![proposal, whole]].concat());
}

#[test]
fn s7_two_proposals_of_one_turn_contradict_each_other() {
    let (alices, target, log) = prefunded();
    let offset = log.len() as u64;
    let proposal = |ledger: &Channel, amount| {
        let after = guaranteeing(ledger, 2, &[100 - amount, 100], &[(&target, amount)]);
        proposed(ledger, 0, &add(ledger, &target, amount, amount), &after)
    };
    let expected = fault("S7", Critical, "", &[offset, offset + 1]).of(&alices);
    let before = [log.clone(), vec![proposal(&alices, 10)]].concat();
    expected.refused_without_reason(&before, &proposal(&alices, 9), &note(1));
    // Alice's two proposals as Irene receives them.
    let irenes = ledger([0, 1], Some(1));
    assert_ne!(irenes.id, alices.id, "another ledger of the two");
    let before = [irenes.funded(), vec![proposal(&irenes, 10)]].concat();
    let at = before.len() as u64;
    let expected = fault("S7", Critical, "", &[at - 1, at]).of(&irenes);
    expected.recorded(&before, &proposal(&irenes, 9));
    let next = guaranteeing(&irenes, 3, &[80, 100], &[(&target, 20)]);
    let next = proposed(&irenes, 0, &add(&irenes, &target, 10, 10), &next);
    holds("S7", &[before, vec![next]].concat());
}

#[test]
fn s7_what_a_stranger_shows_proves_nothing() {
    let (_, target, log) = opened();
    let offset = log.len() as u64;
    let (one, two) = (split(&target, 2, 9, 1), split(&target, 2, 8, 2));
    let first = target.received(&one, &[1]);
    let second = target.received(&two, &[1]);
    let stranger = with(&second, &json!({ "from": crate::given::TOKEN }));
    let before = [log, vec![first]].concat();
    holds("S7", &[before.clone(), vec![stranger]].concat());
    let expected = fault("S7", Critical, "", &[offset, offset + 1]).of(&target);
    expected.recorded(&before, &second);
}

#[test]
fn s7_a_pair_is_found_once_however_many_signed_both() {
    let channel = ledger_of_others();
    let (one, two) = (channel.state(2, &[90, 110]), channel.state(2, &[80, 120]));
    let log = [channel.created(), channel.received(&one, &[0, 1])];
    let store = appended(&[&log[..], &[channel.received(&two, &[0, 1])]].concat());
    assert_eq!(found(&store, "S7"), [expect(Critical, "", &[1, 2])]);
    // Another who signed both becomes known later, and is another matter.
    let parts = [channel.received(&two, &[0]), channel.received(&two, &[1])];
    let store = appended(&[&log[..], &parts].concat());
    let expected = [expect(Critical, "", &[1, 2]), expect(Critical, "", &[1, 3])];
    assert_eq!(found(&store, "S7"), expected);
}
