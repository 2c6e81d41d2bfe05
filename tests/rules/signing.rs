//! Rules S2, S6, S9–S12 and S17–S18: who signs, in which order.

use serde_json::{Value as Json, json};
use statelog::event::scalar::Uint48;
use statelog::event::{Participants, VariablePart};
use statelog::nitro;
use statelog::rules::Severity::{Critical, Error, Info, Warn};

use crate::given::{Channel, TOKEN, address, appended, expect, finalized, found, imported};
use crate::judged::{fault, holds};
use crate::parties::{
    add, guaranteed, guaranteeing, ledger, opened, payments, prefunded, promised, proposed,
    redemption, remove, split,
};
use crate::support::store::{append, note, with};

/// Alice's log of a funded ledger; the postfund has offsets 5 and 6.
fn funded() -> (Channel, Vec<Json>) {
    let channel = Channel::of(Some(0));
    let log = channel.funded();
    (channel, log)
}

fn and(log: &[Json], more: &[Json]) -> Vec<Json> {
    [log, more].concat()
}

fn overridden(event: &Json) -> Json {
    with(event, &json!({ "override": "agreed by telephone" }))
}

// S2 -------------------------------------------------------------------------------

/// The channel with these participants.
fn of_participants(keys: &[usize], me: Option<usize>) -> Channel {
    let mut channel = Channel::between(2, "direct", "unanimous", me);
    let participants = keys.iter().map(|who| address(*who)).collect();
    channel.fixed.participants = Participants::new(participants).unwrap();
    channel.id = nitro::channel_id(&channel.fixed);
    channel.keys = keys.to_vec();
    channel
}

#[test]
fn s2_a_participant_is_listed_once() {
    let right = of_participants(&[0, 1, 2], Some(0)).created();
    for keys in [&[0, 0][..], &[1, 0, 1], &[0, 1, 2, 2]] {
        for me in [Some(0), None] {
            let wrong = of_participants(keys, me);
            let expected = fault("S2", Error, "", &[0]).of(&wrong);
            expected.refused(&[], &wrong.created(), &right);
        }
    }
    holds("S2", &[of_participants(&[0], Some(0)).created()]);
}

#[test]
fn s2_a_channel_has_1_to_255_participants() {
    let mut created = of_participants(&[0], None).created();
    for (count, is_refused) in [(0, true), (1, false), (255, false), (256, true)] {
        let participants: Vec<String> = (0..count).map(|at| format!("{at:#042x}")).collect();
        created["fixedPart"]["participants"] = json!(participants);
        created["protocol"] = "opaque".into();
        let mut store = crate::support::store::empty();
        let appended = store.append_json(&created.to_string(), 0, Default::default());
        let code = appended.map_err(|error| error.code()).err();
        assert_eq!(code, is_refused.then_some("INVALID_EVENT"), "{count}");
    }
}

// S6 -------------------------------------------------------------------------------

#[test]
fn s6_a_signature_that_is_known_adds_nothing() {
    let (channel, log) = funded();
    let state = channel.state(2, &[90, 110]);
    for (first, again) in [
        (channel.signed(&state), channel.signed(&state)),
        (
            channel.received(&state, &[0, 1]),
            channel.received(&state, &[1]),
        ),
        (
            channel.received(&state, &[0, 1]),
            channel.received(&state, &[1, 0]),
        ),
    ] {
        let again = with(&again, &json!({ "correlationId": "once more" }));
        let mut store = appended(&and(&log, std::slice::from_ref(&first)));
        let text = store.export(None);
        let answer = append(&mut store, &again).unwrap();
        assert_eq!((answer.duplicate, answer.offset), (true, log.len() as u64));
        assert_eq!(store.export(None), text, "nothing was appended");
        // In somebody else's history it is no fault either.
        let replayed = imported(&and(&log, &[first, again]));
        assert_eq!(replayed.len(), log.len() as u64 + 2);
        let states = |store: &statelog::EventStore| {
            let channel = store.reconstruct_channel(&channel.id, None).unwrap();
            channel.unwrap().states
        };
        assert_eq!(states(&replayed), states(&store));
        assert_eq!(found(&replayed, "S7"), []);
        assert_eq!(found(&replayed, "S10"), []);
    }
}

#[test]
fn s6_a_further_signer_is_news() {
    let channel = Channel::of(None);
    let state = channel.state(0, &[100, 100]);
    let parts = [
        channel.received(&state, &[0]),
        channel.received(&state, &[0, 1]),
    ];
    let store = appended(&[vec![channel.created()], parts.to_vec()].concat());
    let held = store.reconstruct_channel(&channel.id, None).unwrap();
    assert_eq!(held.unwrap().states[0].signers, [0, 1]);
}

// S9 -------------------------------------------------------------------------------

#[test]
fn s9_a_state_below_the_latest_supported_is_stale() {
    let (channel, mut log) = funded();
    log.extend(channel.agreed(&channel.state(3, &[90, 110])));
    let old = channel.state(2, &[80, 120]);
    let stale = fault("S9", Info, "stale", &[7, 9]).of(&channel);
    stale.recorded(&log, &channel.received(&old, &[1]));
    stale.recorded(&log, &overridden(&channel.signed(&old)));
    // The latest itself, and what is above it, are not.
    let other = channel.state(3, &[80, 120]);
    let next = channel.state(4, &[80, 120]);
    for fresh in [other, next] {
        holds("S9", &and(&log, &[channel.received(&fresh, &[1])]));
    }
}

#[test]
fn s9_what_is_not_supported_makes_nothing_stale() {
    let (channel, mut log) = funded();
    log.push(channel.signed(&channel.state(5, &[90, 110])));
    log.push(channel.received(&channel.state(4, &[90, 110]), &[1]));
    holds("S9", &log);
}

#[test]
fn s9_a_stale_state_can_still_show_an_equivocation() {
    let (channel, mut log) = funded();
    log.extend(channel.agreed(&channel.state(2, &[90, 110])));
    let other = channel.received(&channel.state(1, &[50, 150]), &[1]);
    fault("S9", Info, "stale", &[7, 9])
        .of(&channel)
        .recorded(&log, &other);
    fault("S7", Critical, "", &[6, 9])
        .of(&channel)
        .recorded(&log, &other);
}

// S10 ------------------------------------------------------------------------------

#[test]
fn s10_below_what_we_signed_is_refused() {
    let (channel, mut log) = funded();
    log.push(channel.signed(&channel.state(3, &[90, 110])));
    let expected = fault("S10", Critical, "", &[7, 8]).of(&channel);
    let signed = |turn| channel.signed(&channel.state(turn, &[80, 120]));
    expected.refused_without_reason(&log, &signed(2), &signed(4));
    // What bears our signature may be below, whoever shows it.
    holds(
        "S10",
        &and(
            &log,
            &[channel.received(&channel.state(2, &[80, 120]), &[1])],
        ),
    );
}

#[test]
fn s10_what_a_peer_showed_with_our_signature_counts() {
    let (channel, log) = funded();
    let (two, three) = (channel.state(2, &[90, 110]), channel.state(3, &[80, 120]));
    let shown = and(&log, &[channel.received(&three, &[0, 1])]);
    let expected = fault("S10", Critical, "", &[7, 8]).of(&channel);
    expected.refused_without_reason(&shown, &channel.signed(&two), &channel.signed(&three));
    // Logging a signature that was made earlier is no new one.
    let both = [channel.received(&two, &[0, 1]), channel.signed(&three)];
    holds("S10", &and(&and(&log, &both), &[channel.signed(&two)]));
}

#[test]
fn s10_at_the_same_turn_s7_speaks() {
    let (channel, mut log) = funded();
    log.push(channel.signed(&channel.state(2, &[90, 110])));
    log.push(overridden(&channel.signed(&channel.state(2, &[80, 120]))));
    holds("S10", &log);
    assert_eq!(
        found(&appended(&log), "S7"),
        [expect(Critical, "", &[7, 8])]
    );
}

#[test]
fn s10_above_a_supported_final_state_is_refused() {
    let (channel, log) = funded();
    let last = finalized(channel.state(2, &[100, 100]));
    let next = channel.signed(&channel.state(3, &[90, 110]));
    let ended = and(&log, &channel.agreed(&last));
    let expected = fault("S10", Critical, "", &[7, 9]).of(&channel);
    expected.refused_without_reason(&ended, &next, &note(1));
    // As long as the other has not signed it, we may go on.
    holds("S10", &and(&log, &[channel.signed(&last), next]));
}

#[test]
fn s10_proposals_are_signatures_too() {
    let (ledger, target, log) = prefunded();
    let proposal = |turn| {
        let after = guaranteeing(&ledger, turn, &[90, 100], &[(&target, 10)]);
        proposed(&ledger, 0, &add(&ledger, &target, 10, 10), &after)
    };
    let offset = log.len() as u64;
    let higher = and(&log, &[ledger.signed(&ledger.state(3, &[90, 110]))]);
    let expected = fault("S10", Critical, "", &[offset, offset + 1]).of(&ledger);
    expected.refused_without_reason(&higher, &proposal(2), &note(1));
    let ended = and(
        &log,
        &ledger.agreed(&finalized(ledger.state(2, &[100, 100]))),
    );
    let expected = fault("S10", Critical, "", &[offset, offset + 2]).of(&ledger);
    expected.refused_without_reason(&ended, &proposal(3), &note(1));
    holds("S10", &and(&log, &[proposal(2)]));
    // A state below a proposal of ours.
    let proposed = and(&log, &[proposal(2)]);
    let below = ledger.signed(&ledger.state(1, &[50, 150]));
    let expected = fault("S10", Critical, "", &[offset, offset + 1]).of(&ledger);
    expected.recorded(&proposed, &overridden(&below));
}

// S11 ------------------------------------------------------------------------------

#[test]
fn s11_a_gap_between_turns_is_a_remark_and_on_a_ledger_a_warning() {
    for (kind, severity) in [("direct", Info), ("virtual", Info), ("ledger", Warn)] {
        let channel = Channel::between(2, kind, "unanimous", Some(0));
        let mut log = vec![channel.created()];
        log.extend(channel.agreed(&channel.state(0, &[100, 100])));
        let state = |turn| channel.state(turn, &[100, 100]);
        let expected = fault("S11", severity, "", &[3]).of(&channel);
        expected.recorded(&log, &channel.signed(&state(2)));
        expected.recorded(&log, &channel.received(&state(9), &[1]));
        // A gap that is filled later is not found twice.
        let filled = [
            channel.received(&state(2), &[1]),
            channel.received(&state(1), &[1]),
        ];
        assert_eq!(found(&appended(&and(&log, &filled)), "S11").len(), 1);
    }
}

#[test]
fn s11_what_follows_or_comes_first_leaves_no_gap() {
    let (channel, mut log) = funded();
    let state = |turn| channel.state(turn, &[100, 100]);
    holds("S11", &[channel.created(), channel.signed(&state(7))]);
    // The next turn, the same one, and one below.
    for turn in [2, 2, 1] {
        log.push(channel.received(&with_left(&channel, turn, log.len()), &[1]));
    }
    holds("S11", &log);
}

/// A state that differs from others of its turn.
fn with_left(channel: &Channel, turn: u64, left: usize) -> VariablePart {
    let left = left as u64;
    channel.state(turn, &[left, 200 - left])
}

// S12 ------------------------------------------------------------------------------

#[test]
fn s12_the_first_state_is_not_final() {
    let channel = Channel::of(Some(0));
    let log = [channel.created()];
    let state = channel.state(0, &[100, 100]);
    let last = finalized(state.clone());
    let expected = fault("S12", Critical, "", &[1]).of(&channel);
    expected.refused_without_reason(&log, &channel.signed(&last), &channel.signed(&state));
    let expected = fault("S12", Info, "", &[1]).of(&channel);
    expected.recorded(&log, &channel.received(&last, &[1]));
    holds("S12", &[channel.created(), channel.received(&state, &[1])]);
}

#[test]
fn s12_the_prefund_comes_before_the_postfund() {
    let channel = Channel::of(Some(0));
    let [pre, post] = [0, 1].map(|turn| channel.state(turn, &[100, 100]));
    let deposits = [channel.deposited(1, 100), channel.deposited(2, 200)];
    let log = and(&[channel.created(), channel.signed(&pre)], &deposits);
    let answer = channel.received(&pre, &[1]);
    let expected = fault("S12", Critical, "", &[1, 4]).of(&channel);
    expected.refused_without_reason(&log, &channel.signed(&post), &answer);
    let expected = fault("S12", Info, "", &[1, 4]).of(&channel);
    expected.recorded(&log, &channel.received(&post, &[1]));
    holds("S12", &and(&log, &[answer, channel.signed(&post)]));
}

#[test]
fn s12_the_deposits_come_before_the_postfund() {
    let channel = Channel::of(Some(0));
    let [pre, post] = [0, 1].map(|turn| channel.state(turn, &[100, 100]));
    let log = and(&[channel.created()], &channel.agreed(&pre));
    let expected = |severity, offset| fault("S12", severity, "", &[1, offset]).of(&channel);
    let deposit = channel.deposited(2, 199);
    expected(Critical, 3).refused_without_reason(&log, &channel.signed(&post), &deposit);
    expected(Info, 3).recorded(&log, &channel.received(&post, &[1]));
    // One short is not enough.
    let short = and(&log, &[deposit]);
    let rest = channel.deposited(3, 200);
    expected(Critical, 4).refused_without_reason(&short, &channel.signed(&post), &rest);
    expected(Info, 4).recorded(&short, &channel.received(&post, &[1]));
    let both = [rest, channel.signed(&post), channel.received(&post, &[1])];
    holds("S12", &and(&short, &both));
    holds("S12", &channel.funded());
}

#[test]
fn s12_every_asset_is_deposited_before_the_postfund() {
    let channel = Channel::of(Some(0));
    let of_two = |turn| VariablePart {
        outcome: vec![
            channel.exit(crate::given::NATIVE, &[0, 100]),
            channel.exit(TOKEN, &[7, 5]),
        ],
        ..channel.state(turn, &[])
    };
    let mut log = and(&[channel.created()], &channel.agreed(&of_two(0)));
    log.push(channel.deposited(1, 100));
    let of_token = with(&channel.deposited(2, 12), &json!({ "asset": TOKEN }));
    let expected = fault("S12", Critical, "", &[1, 4]).of(&channel);
    expected.refused_without_reason(&log, &channel.signed(&of_two(1)), &of_token);
    holds("S12", &and(&log, &[of_token, channel.signed(&of_two(1))]));
}

#[test]
fn s12_a_virtual_channel_is_guaranteed_before_the_postfund() {
    let (ledger, target, log) = prefunded();
    let post = target.signed(&split(&target, 1, 10, 0));
    let guarantee = guaranteed(&ledger, &target);
    let expected = fault("S12", Critical, "", &[8, 10]).of(&target);
    expected.refused_without_reason(&log, &post, &guarantee[0]);
    // A proposal that is not acknowledged guarantees nothing.
    let half = and(&log, &guarantee[..1]);
    let expected = fault("S12", Critical, "", &[8, 11]).of(&target);
    expected.refused_without_reason(&half, &post, &guarantee[1]);
    holds("S12", &opened().2);
    // What guarantees the channel to others we do not see.
    holds(
        "S12",
        &and(&log, &[target.received(&split(&target, 1, 10, 0), &[2])]),
    );
}

#[test]
fn s12_any_channel_may_be_guaranteed_instead_of_funded() {
    let ledger = Channel::of(Some(0));
    let mut swap = Channel::between(2, "swap", "unanimous", Some(0));
    swap.fixed.challenge_duration = Uint48::new(99).unwrap();
    swap.id = nitro::channel_id(&swap.fixed);
    let [pre, post] = [0, 1].map(|turn| swap.state(turn, &[6, 4]));
    let mut log = and(&ledger.funded(), &[swap.created()]);
    log.extend(swap.agreed(&pre));
    let after = guaranteeing(&ledger, 2, &[94, 96], &[(&swap, 10)]);
    let proposal = add(&ledger, &swap, 10, 6);
    let guarantee = [0, 1].map(|who| proposed(&ledger, who, &proposal, &after));
    let expected = fault("S12", Critical, "", &[8, 10]).of(&swap);
    expected.refused_without_reason(&log, &swap.signed(&post), &guarantee[0]);
    holds("S12", &and(&and(&log, &guarantee), &swap.agreed(&post)));
}

// S17 ------------------------------------------------------------------------------

#[test]
fn s17_nothing_is_supported_above_a_supported_final_state() {
    let channel = Channel::of(None);
    let log = channel.funded();
    let last = finalized(channel.state(2, &[100, 100]));
    let next = channel.state(3, &[90, 110]);
    let expected = fault("S17", Error, "", &[5, 6]).of(&channel);
    let ended = and(&log, &[channel.received(&last, &[0, 1])]);
    expected.recorded(&ended, &channel.received(&next, &[0, 1]));
    // Also if the end becomes known after what follows it.
    let gone_on = and(&log, &[channel.received(&next, &[0, 1])]);
    expected.recorded(&gone_on, &channel.received(&last, &[0, 1]));
    // Or if the last signature of either comes alone, which is found once.
    for (before, state) in [(&ended, &next), (&gone_on, &last)] {
        let before = and(before, &[channel.received(state, &[0])]);
        holds("S17", &before);
        let expected = fault("S17", Error, "", &[5, 7]).of(&channel);
        expected.recorded(&before, &channel.received(state, &[1]));
    }
}

#[test]
fn s17_a_final_state_that_is_not_supported_ends_nothing() {
    let channel = Channel::of(None);
    let log = channel.funded();
    let last = channel.received(&finalized(channel.state(2, &[100, 100])), &[0]);
    let next = channel.received(&channel.state(3, &[90, 110]), &[0, 1]);
    holds("S17", &and(&log, &[last, next]));
}

#[test]
fn s17_our_own_signature_can_complete_what_follows_the_end() {
    let (channel, log) = funded();
    let mut log = and(
        &log,
        &channel.agreed(&finalized(channel.state(2, &[100, 100]))),
    );
    let next = channel.state(3, &[90, 110]);
    log.push(channel.received(&next, &[1]));
    let expected = fault("S17", Error, "", &[7, 10]).of(&channel);
    expected.recorded(&log, &overridden(&channel.signed(&next)));
}

#[test]
fn s17_a_proposal_can_follow_the_end_too() {
    let (ledger, target, log) = prefunded();
    let ended = and(
        &log,
        &ledger.agreed(&finalized(ledger.state(2, &[100, 100]))),
    );
    let after = guaranteeing(&ledger, 3, &[90, 100], &[(&target, 10)]);
    let proposal = add(&ledger, &target, 10, 10);
    let ours = overridden(&proposed(&ledger, 0, &proposal, &after));
    let offset = log.len() as u64;
    let expected = fault("S17", Error, "", &[offset, offset + 3]).of(&ledger);
    let theirs = proposed(&ledger, 1, &proposal, &after);
    expected.recorded(&and(&ended, &[ours]), &theirs);
    holds("S17", &and(&log, &guaranteed(&ledger, &target)));
}

// S18 ------------------------------------------------------------------------------

const UNLOGGED: &str = "unlogged_own_signature";

#[test]
fn s18_a_peer_shows_a_state_that_we_never_logged() {
    let channel = Channel::of(Some(0));
    let state = channel.state(0, &[100, 100]);
    let log = [channel.created()];
    let shown = channel.received(&state, &[0, 1]);
    fault("S18", Critical, UNLOGGED, &[1])
        .of(&channel)
        .recorded(&log, &shown);
    // We signed it, or did not, or are nobody.
    holds(
        "S18",
        &[channel.created(), channel.signed(&state), shown.clone()],
    );
    holds("S18", &[channel.created(), channel.received(&state, &[1])]);
    holds("S18", &[Channel::of(None).created(), shown]);
}

#[test]
fn s18_what_we_signed_as_a_proposal_is_logged() {
    let (ledger, target, log) = prefunded();
    let after = guaranteeing(&ledger, 2, &[90, 100], &[(&target, 10)]);
    let shown = ledger.received(&after, &[0, 1]);
    let proposal = proposed(&ledger, 0, &add(&ledger, &target, 10, 10), &after);
    holds("S18", &and(&log, &[proposal, shown.clone()]));
    let offset = log.len() as u64;
    fault("S18", Critical, UNLOGGED, &[offset])
        .of(&ledger)
        .recorded(&log, &shown);
}

#[test]
fn s18_a_peer_shows_a_proposal_that_we_never_logged() {
    let irenes = ledger([0, 1], Some(1));
    let target = payments(None);
    let after = guaranteeing(&irenes, 2, &[90, 100], &[(&target, 10)]);
    let proposal = add(&irenes, &target, 10, 10);
    let log = and(&irenes.funded(), &[proposed(&irenes, 0, &proposal, &after)]);
    let signed = proposed(&irenes, 1, &proposal, &after);
    let mut shown = proposed(
        &Channel {
            me: None,
            ..irenes.clone()
        },
        1,
        &proposal,
        &after,
    );
    shown["from"] = json!(address(0));
    let offset = log.len() as u64;
    let expected = fault("S18", Critical, UNLOGGED, &[offset]).of(&irenes);
    expected.recorded(&log, &shown);
    let signed = overridden(&signed);
    holds("S18", &and(&log, &[signed, shown]));
}

#[test]
fn s18_a_payee_redeems_a_voucher_that_we_never_logged() {
    let (_, target, log) = opened();
    let redeemed = target.received(&redemption(&target, 3), &[2]);
    let offset = log.len() as u64;
    let expected = fault("S18", Critical, UNLOGGED, &[offset]).of(&target);
    expected.recorded(&log, &redeemed);
    let promised = |amount| promised(&target, amount);
    holds("S18", &and(&log, &[promised(3), redeemed.clone()]));
    // One for another amount is another voucher.
    let expected = fault("S18", Critical, UNLOGGED, &[offset + 1]).of(&target);
    expected.recorded(&and(&log, &[promised(2)]), &redeemed);
    // Whoever is not the payer did not sign it.
    let bobs = payments(Some(2));
    holds(
        "S18",
        &[
            bobs.created(),
            overridden(&bobs.signed(&redemption(&bobs, 3))),
        ],
    );
}

#[test]
fn s18_a_guarantee_that_we_took_back_is_logged_once() {
    let (ledger, target, mut log) = opened();
    let last = finalized(split(&target, 2, 9, 1));
    log.extend(target.agreed(&last));
    let after = ledger.state(3, &[99, 101]);
    let proposal = remove(&target, 9);
    let both = [0, 1].map(|who| proposed(&ledger, who, &proposal, &after));
    holds("S18", &and(&log, &both));
}
