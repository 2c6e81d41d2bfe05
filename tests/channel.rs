//! What signatures support, which state is the latest, payments, phases, and that a
//! channel's record is enough to go on.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod facts;

use std::sync::Arc;

use facts::*;
use statelog::event::scalar::{Bytes, Bytes20, Bytes32, U256};
use statelog::event::{ChannelCreated, ChannelKind, Outcome, SupportRule, TransactionResult};
use statelog::state::view::{Mode, Phase};
use statelog::state::{
    Adjudication, Channel, FactBody, HeldAsset, OutcomeOnChain, Resolution, StateContent,
};

fn direct(rule: SupportRule, participants: u8) -> Given {
    Given::channel(created(ChannelKind::Direct, rule, participants))
}

fn virtual_channel() -> Given {
    Given::channel(created(
        ChannelKind::Virtual,
        SupportRule::VirtualPayment,
        3,
    ))
}

fn a(turn: u64) -> Bytes32 {
    hash(turn, 1)
}

fn b(turn: u64) -> Bytes32 {
    hash(turn, 2)
}

#[test]
fn s8_unanimous_and_custom_need_every_participant() {
    for rule in [SupportRule::Unanimous, SupportRule::Custom] {
        let mut given = direct(rule, 3);
        given.when(signed(state(5, 1), &[0]));
        given.when(signed(state(5, 1), &[2]));
        assert_eq!(given.supported(), []);
        assert_eq!(given.latest(), None);
        given.when(signed(state(5, 1), &[1]));
        assert_eq!(given.supported(), [(5, a(5))]);
        assert_eq!(given.latest(), Some((5, a(5))));
    }
}

#[test]
fn s8_signatures_of_two_hashes_at_one_turn_do_not_add_up() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(state(5, 1), &[0]));
    given.when(signed(state(5, 2), &[1]));
    assert_eq!(given.supported(), []);
}

#[test]
fn s8_every_signer_set_of_up_to_255_participants_is_told_apart() {
    for count in [1u8, 2, 63, 64, 65, 128, 129, 255] {
        for missing in [0, count / 2, count - 1] {
            let mut given = direct(SupportRule::Unanimous, count);
            let all_but_one: Vec<u8> = (0..count).filter(|signer| *signer != missing).collect();
            given.when(signed(state(0, 1), &all_but_one));
            assert_eq!(given.latest(), None, "{count} without {missing}");
            given.when(signed(state(0, 1), &[missing]));
            assert_eq!(given.latest(), Some((0, a(0))), "{count}");
            let signers = &given.view().states[0].signers;
            assert_eq!(*signers, (0..count).collect::<Vec<u8>>());
        }
    }
}

#[test]
fn s8_virtual_payment_supports_full_turns_0_and_1_and_finals_only() {
    let all = [0, 1, 2];
    let cases = [
        (state(0, 1), true),
        (state(1, 1), true),
        (state(2, 1), false),
        (state(3, 1), false),
        (finished(2, 1), true),
        (finished(7, 1), true),
    ];
    for (content, supported) in cases {
        let turn = content.turn_num.get();
        let is_final = content.is_final;
        let given = virtual_channel().and(signed(content, &all));
        assert_eq!(given.latest().is_some(), supported, "{turn} {is_final}");
    }
    let given = virtual_channel().and(signed(finished(2, 1), &[0, 2]));
    assert_eq!(given.latest(), None);
}

/// A redemption of `amount` out of a postfund that gives the payer 10.
fn redemption(amount: u64, outcome: Outcome) -> StateContent {
    let mut app_data = vec![0; 128];
    app_data[..32].copy_from_slice(&U256::from(amount).to_be_bytes::<32>());
    StateContent {
        app_data: Some(Bytes(app_data)),
        ..with_outcome(state(2, 9), outcome)
    }
}

fn postfund() -> FactBody {
    signed(with_outcome(state(1, 1), native(10, 0)), &[0, 1, 2])
}

#[test]
fn s8_a_redemption_of_a_voucher_by_the_payee_is_supported() {
    let mut given = virtual_channel().and(postfund());
    given.when(signed(redemption(4, native(6, 4)), &[2]));
    assert_eq!(given.latest(), Some((2, hash(2, 9))));
    // The order does not matter, and neither do bytes behind the voucher.
    let mut longer = redemption(4, native(6, 4));
    longer.app_data.as_mut().unwrap().0.push(1);
    let given = virtual_channel().and(signed(longer, &[2])).and(postfund());
    assert_eq!(given.latest(), Some((2, hash(2, 9))));
}

#[test]
fn s8_a_redemption_with_any_condition_broken_is_not_supported() {
    let good = || redemption(4, native(6, 4));
    let mut short = good();
    short.app_data.as_mut().unwrap().0.pop();
    let mut other_asset = native(6, 4);
    other_asset[0].asset = address(7);
    let mut two_assets = native(6, 4);
    two_assets.extend(native(6, 4));
    let mut one_allocation = native(6, 4);
    one_allocation[0].allocations.pop();
    let cases = [
        (
            "another turn",
            StateContent {
                turn_num: u48(3),
                ..good()
            },
            vec![2],
        ),
        ("signed by the payer", good(), vec![0]),
        ("signed by nobody that matters", good(), vec![0, 1]),
        ("a byte too short", short, vec![2]),
        ("no data", truncated(good()), vec![2]),
        (
            "payer left with too much",
            redemption(4, native(7, 4)),
            vec![2],
        ),
        ("payee gets too much", redemption(4, native(6, 5)), vec![2]),
        ("more than there is", redemption(11, native(0, 11)), vec![2]),
        ("not the native asset", redemption(4, other_asset), vec![2]),
        ("two assets", redemption(4, two_assets), vec![2]),
        ("one allocation", redemption(4, one_allocation), vec![2]),
    ];
    for (case, content, signers) in cases {
        let given = virtual_channel()
            .and(postfund())
            .and(signed(content, &signers));
        assert_eq!(given.latest(), Some((1, a(1))), "{case}");
    }
    let unsupported = signed(with_outcome(state(1, 1), native(10, 0)), &[0, 2]);
    let given = virtual_channel().and(unsupported).and(signed(good(), &[2]));
    assert_eq!(given.latest(), None, "postfund not full");
}

#[test]
fn s8_turn_taking_needs_the_movers_of_the_last_n_turns() {
    let mut given = direct(SupportRule::TurnTaking, 3);
    given.when(signed(state(4, 1), &[1]));
    given.when(signed(state(5, 1), &[2]));
    assert_eq!(given.supported(), []);
    given.when(signed(state(6, 1), &[0]));
    assert_eq!(given.supported(), [(6, a(6))]);
    // A turn that another than its mover signed ends the round.
    given.when(signed(state(7, 1), &[2]));
    given.when(signed(state(8, 1), &[2]));
    assert_eq!(given.latest(), Some((6, a(6))));
    // Closing the gap supports all turns whose round it completes.
    given.when(signed(state(9, 1), &[0]));
    given.when(signed(state(10, 1), &[1]));
    given.when(signed(state(7, 2), &[1]));
    let supported = [(6, a(6)), (7, b(7)), (8, a(8)), (9, a(9)), (10, a(10))];
    assert_eq!(given.supported(), supported);
}

#[test]
fn s8_turn_taking_supports_nothing_before_a_whole_round_unless_all_signed() {
    let mut given = direct(SupportRule::TurnTaking, 3);
    given.when(signed(state(0, 1), &[0]));
    given.when(signed(state(1, 1), &[1]));
    assert_eq!(given.supported(), []);
    given.when(signed(state(0, 1), &[1, 2]));
    assert_eq!(given.supported(), [(0, a(0))]);
    given.when(signed(state(2, 1), &[2]));
    assert_eq!(given.latest(), Some((2, a(2))));
}

#[test]
fn s8_a_state_that_a_chain_accepted_is_supported_while_the_fact_is_canonical() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(state(1, 1), &[0, 1]));
    given.when(challenged(candidate(&state(5, 1)), vec![]));
    assert_eq!(given.latest(), Some((1, a(1))));
    given.accept(&[(5, a(5))]);
    assert_eq!(given.supported(), [(1, a(1)), (5, a(5))]);
    assert_eq!(given.latest(), Some((5, a(5))));
    // A reorganisation takes the fact back; the state stays known.
    given.accept(&[]);
    assert_eq!(given.latest(), Some((1, a(1))));
    assert_eq!(given.view().states.len(), 2);
    // With signatures the support no longer rests on the chain.
    given.accept(&[(5, a(5))]);
    given.when(signed(state(5, 1), &[0, 1]));
    given.accept(&[]);
    assert_eq!(given.latest(), Some((5, a(5))));
}

#[test]
fn s8_a_state_accepted_before_it_is_known_is_supported_once_it_is() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.accept(&[(5, a(5))]);
    assert_eq!(given.latest(), None);
    given.when(signed(state(5, 1), &[0]));
    assert_eq!(given.latest(), Some((5, a(5))));
}

#[test]
fn a_candidate_without_a_given_hash_joins_no_state() {
    let mut given = direct(SupportRule::Unanimous, 2);
    let mut shown = candidate(&state(5, 1));
    shown.state_hash = None;
    assert!(given.when(challenged(shown.clone(), vec![candidate(&state(4, 1))])));
    let known = given.view().states;
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].state_hash, a(4), "the proof, whose hash is given");
    assert!(!given.when(challenged(shown, vec![])));
}

#[test]
fn ties_at_the_highest_turn_go_to_final_then_full_then_the_one_known_first() {
    let mut given = direct(SupportRule::TurnTaking, 2);
    given.when(signed(state(4, 1), &[0]));
    given.when(signed(state(5, 2), &[1]));
    given.when(signed(state(5, 1), &[1]));
    assert_eq!(given.latest(), Some((5, b(5))), "the one known first");
    given.when(signed(state(5, 1), &[0]));
    assert_eq!(given.latest(), Some((5, a(5))), "the one fully signed");
    given.when(signed(finished(5, 3), &[1]));
    assert_eq!(given.latest(), Some((5, hash(5, 3))), "the final one");
    given.when(signed(state(5, 2), &[0]));
    assert_eq!(given.latest(), Some((5, hash(5, 3))));
    given.when(signed(finished(5, 4), &[0, 1]));
    assert_eq!(given.latest(), Some((5, hash(5, 4))), "the final, full one");
}

#[test]
fn states_of_one_chain_fact_are_told_apart_by_hash() {
    let mut given = direct(SupportRule::Unanimous, 2);
    let proof = vec![candidate(&state(5, 1))];
    given.when(challenged(candidate(&state(5, 2)), proof));
    given.accept(&[(5, b(5)), (5, a(5))]);
    assert_eq!(given.latest(), Some((5, a(5))));
}

#[test]
fn adding_evidence_says_whether_it_is_news() {
    let mut given = direct(SupportRule::Unanimous, 2);
    assert!(given.when(signed(truncated(state(5, 1)), &[0])));
    assert!(!given.when(signed(truncated(state(5, 1)), &[0])));
    assert!(given.when(signed(state(5, 1), &[0])), "the content is new");
    assert!(given.when(signed(state(5, 1), &[1])));
    assert!(!given.when(signed(state(5, 1), &[0, 1])));
    assert!(!given.when(challenged(candidate(&state(5, 1)), vec![])));
}

#[test]
fn a_truncated_state_takes_its_content_from_a_later_event() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(truncated(state(5, 1)), &[0, 1]));
    assert_eq!(given.channel.outcome_of(&a(5)), None);
    assert_eq!(given.view().latest_supported.unwrap().outcome, None);
    given.when(challenged(candidate(&state(5, 1)), vec![]));
    assert_eq!(*given.channel.outcome_of(&a(5)).unwrap(), native(6, 4));
    let view = given.view();
    assert_eq!(view.latest_supported.unwrap().outcome, Some(native(6, 4)));
    assert_eq!(view.states[0].first_offset.get(), 1);
    assert_eq!(given.resumed().view(&given.around), given.view());
}

#[test]
fn the_first_of_two_contents_that_claim_one_hash_stands() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(state(5, 1), &[0]));
    given.when(signed(with_outcome(state(5, 1), native(1, 9)), &[1]));
    assert_eq!(*given.channel.outcome_of(&a(5)).unwrap(), native(6, 4));
}

#[test]
fn latest_signed_is_the_highest_turn_with_our_signature() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(state(7, 1), &[1]));
    assert_eq!(given.view().latest_signed, None);
    given.when(signed(state(5, 1), &[0]));
    given.when(signed(state(4, 1), &[0]));
    let latest = given.view().latest_signed.unwrap();
    assert_eq!((latest.turn_num.get(), latest.state_hash), (5, a(5)));
}

#[test]
fn final_outcomes_are_distinct_and_missing_ones_make_them_uncertain() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(with_outcome(finished(5, 1), native(1, 9)), &[0]));
    given.when(signed(finished(5, 2), &[0, 1]));
    given.when(signed(finished(6, 1), &[1, 0]));
    given.when(signed(with_outcome(finished(7, 1), native(2, 8)), &[1]));
    let outcomes = given.channel.final_outcomes();
    assert_eq!(outcomes.full, [Arc::new(native(6, 4))]);
    assert_eq!(
        outcomes.mine,
        [Arc::new(native(1, 9)), Arc::new(native(6, 4))]
    );
    given.when(signed(truncated(finished(8, 1)), &[0]));
    let outcomes = given.channel.final_outcomes();
    assert_eq!(outcomes.full.len(), 1);
    assert_eq!(outcomes.mine.len(), 0);
    given.when(signed(truncated(finished(8, 1)), &[1]));
    assert_eq!(given.channel.final_outcomes().full.len(), 0);
}

#[test]
fn transactions_keep_the_last_word_about_them() {
    let mut given = direct(SupportRule::Unanimous, 2);
    let tx = Bytes32::repeat_byte(0x77);
    given.when(submitted(Some(tx), Some(a(5))));
    given.when(submitted(None, None));
    for result in [TransactionResult::Mined, TransactionResult::Dropped] {
        let resolution = Resolution {
            submitted: Some(1),
            result,
        };
        assert!(given.when(FactBody::Resolved(resolution)));
        assert!(!given.when(FactBody::Resolved(resolution)));
    }
    let transactions = given.view().transactions;
    assert_eq!(transactions.len(), 2);
    assert_eq!(transactions[0].result, Some(TransactionResult::Dropped));
    assert_eq!(transactions[1].result, None);
    assert_eq!(given.channel.submitted_state(&tx), Some(a(5)));
    assert_eq!(given.channel.submitted_state(&Bytes32::ZERO), None);
}

#[test]
fn vr3_vr4_the_largest_voucher_within_the_starting_balance_counts() {
    let mut given = virtual_channel();
    given.when(voucher(3, None));
    let early = given.view().payments.unwrap();
    assert_eq!(
        (early.starting_balance, early.paid),
        (U256::ZERO, U256::ZERO)
    );
    given.when(signed(with_outcome(state(0, 1), native(10, 0)), &[0, 1, 2]));
    for amount in [4, 2, 11, 4] {
        given.when(voucher(amount, Some(address(0))));
    }
    let payments = given.view().payments.unwrap();
    assert_eq!(payments.starting_balance, U256::from(10));
    assert_eq!(payments.paid, U256::from(4));
    assert_eq!(payments.remaining, U256::from(6));
    assert_eq!(payments.vouchers.get(), 5);
}

#[test]
fn m2_a_voucher_from_somebody_else_has_no_effect() {
    let mut given = virtual_channel();
    given.when(signed(with_outcome(state(0, 1), native(10, 0)), &[0, 1, 2]));
    assert!(!given.when(voucher(4, Some(address(9)))));
    let payments = given.view().payments.unwrap();
    assert_eq!((payments.paid, payments.vouchers.get()), (U256::ZERO, 0));
}

fn held(asset: Bytes20, amount: u64) -> HeldAsset {
    HeldAsset {
        asset,
        held: U256::from(amount),
        exact: true,
        provisional: true,
    }
}

#[test]
fn f1_each_asset_of_the_prefund_or_ever_deposited_has_a_funding_row() {
    let mut given = direct(SupportRule::Unanimous, 2);
    let token = address(0x50);
    given.around.holdings = vec![held(token, 5), held(Bytes20::ZERO, 9)];
    let rows = given.view().funding;
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| !row.funded && row.required.is_zero()));
    given.when(signed(state(0, 1), &[0]));
    let rows = given.view().funding;
    assert_eq!(
        (rows[0].asset, rows[0].required),
        (Bytes20::ZERO, U256::from(10))
    );
    assert!(!rows[0].funded && rows[0].provisional);
    assert_eq!((rows[1].asset, rows[1].held), (token, U256::from(5)));
    assert!(rows[1].funded);
    given.around.holdings[1].held = U256::from(10);
    assert!(given.view().funding[0].funded);
}

#[test]
fn f1_a_supported_prefund_counts_before_one_that_was_known_earlier() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(with_outcome(state(0, 1), native(1, 1)), &[0]));
    given.when(signed(with_outcome(state(0, 2), native(5, 5)), &[0]));
    assert_eq!(given.view().funding[0].required, U256::from(2));
    given.when(signed(with_outcome(state(0, 2), native(5, 5)), &[1]));
    assert_eq!(given.view().funding[0].required, U256::from(10));
}

#[test]
fn f1_a_total_beyond_256_bits_can_not_be_reached() {
    let mut given = direct(SupportRule::Unanimous, 2);
    let mut outcome = native(1, 0);
    outcome[0].allocations[1].amount = U256::MAX;
    given.when(signed(with_outcome(state(0, 1), outcome), &[0]));
    assert_eq!(given.view().funding[0].required, U256::MAX);
}

#[test]
fn virtual_channels_have_payments_and_no_funding() {
    let given = virtual_channel().and(signed(state(0, 1), &[0, 1, 2]));
    assert_eq!(given.view().funding, []);
    assert!(given.view().payments.is_some());
    assert!(direct(SupportRule::Unanimous, 2).view().payments.is_none());
}

fn adjudicate(given: &mut Given, change: impl FnOnce(&mut Adjudication)) {
    let mut adjudication = (**given.channel.adjudication()).clone();
    change(&mut adjudication);
    given.channel.set_adjudication(Arc::new(adjudication));
}

#[test]
fn c12_the_mode_follows_the_clock() {
    let mut given = direct(SupportRule::Unanimous, 2);
    assert_eq!(given.channel.mode(u48(1000)), Mode::Open);
    adjudicate(&mut given, |says| says.finalizes_at = u48(500));
    assert_eq!(given.channel.mode(u48(499)), Mode::Challenge);
    assert_eq!(given.channel.mode(u48(500)), Mode::Finalized);
    given.around.time = u48(499);
    let shown = given.view().adjudication;
    assert_eq!(
        (shown.mode, shown.finalizes_at),
        (Mode::Challenge, Some(u48(500)))
    );
}

#[test]
fn phases_of_a_direct_channel_follow_each_other() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(state(0, 1), &[0, 1]));
    given.when(signed(state(1, 1), &[0]));
    assert_eq!(given.view().phase, Phase::Proposed);
    given.when(signed(state(1, 1), &[1]));
    assert_eq!(given.view().phase, Phase::Open);
    given.when(signed(finished(2, 1), &[1]));
    assert_eq!(
        given.view().phase,
        Phase::Open,
        "only the peer signed a final"
    );
    given.when(signed(finished(2, 1), &[0]));
    assert_eq!(given.view().phase, Phase::Concluded);
    adjudicate(&mut given, |says| says.withdrawn = true);
    assert_eq!(given.view().phase, Phase::Withdrawn);
}

#[test]
fn a_channel_closes_when_we_sign_a_final_and_for_an_observer_when_anybody_does() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(finished(2, 1), &[0]));
    assert_eq!(given.view().phase, Phase::Closing);
    let mut observed = Given::channel(ChannelCreated {
        my_index: None,
        ..created(ChannelKind::Direct, SupportRule::Unanimous, 2)
    });
    observed.when(challenged(candidate(&finished(3, 1)), vec![]));
    assert_eq!(observed.view().phase, Phase::Proposed);
    observed.when(signed(finished(2, 1), &[1]));
    assert_eq!(observed.view().phase, Phase::Closing);
    assert_eq!(observed.view().latest_signed, None);
}

#[test]
fn a_challenge_is_no_phase_until_it_times_out() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(state(1, 1), &[0, 1]));
    adjudicate(&mut given, |says| {
        says.finalizes_at = u48(500);
        says.outcome = OutcomeOnChain::Unknown;
    });
    given.around.time = u48(499);
    assert_eq!(given.view().phase, Phase::Open);
    given.around.time = u48(500);
    assert_eq!(given.view().phase, Phase::Concluded);
}

#[test]
fn a_virtual_channel_is_withdrawn_once_its_ledgers_release_it() {
    let mut given = virtual_channel();
    given.when(signed(state(1, 1), &[0, 1, 2]));
    given.around.guaranteed = true;
    given.around.once_guaranteed = true;
    given.when(signed(finished(2, 1), &[0, 2]));
    assert_eq!(given.view().phase, Phase::Closing);
    given.when(signed(finished(2, 1), &[1]));
    assert_eq!(given.view().phase, Phase::Concluded);
    given.around.guaranteed = false;
    assert_eq!(given.view().phase, Phase::Withdrawn);
    given.around.once_guaranteed = false;
    assert_eq!(given.view().phase, Phase::Concluded, "never was guaranteed");
}

#[test]
fn a_virtual_channel_that_was_released_without_a_final_is_still_open() {
    let mut given = virtual_channel().and(signed(state(1, 1), &[0, 1, 2]));
    given.around.once_guaranteed = true;
    assert_eq!(given.view().phase, Phase::Open);
    adjudicate(&mut given, |says| says.finalizes_at = u48(500));
    given.around.time = u48(500);
    assert_eq!(given.view().phase, Phase::Withdrawn);
}

#[test]
fn a_ledger_that_is_no_virtual_channel_is_not_withdrawn_by_guarantees() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.around.once_guaranteed = true;
    given.when(signed(finished(2, 1), &[0, 1]));
    assert_eq!(given.view().phase, Phase::Concluded);
}

#[test]
fn a_copy_does_not_see_later_facts() {
    let mut given = direct(SupportRule::TurnTaking, 2);
    for turn in 0..100 {
        given.when(signed(state(turn, 1), &[(turn % 2) as u8]));
    }
    let copy = given.channel.clone();
    let before = (copy.view(&given.around), record_bytes(&copy));
    for turn in (0..200).rev() {
        given.when(signed(state(turn, 2), &[0, 1]));
    }
    assert_eq!((copy.view(&given.around), record_bytes(&copy)), before);
}

/// The latest supported state by the rules as they are written, from nothing but the
/// states as shown.
fn latest_by_definition(
    given: &Given,
    rule: SupportRule,
    participants: u64,
    contents: &[StateContent],
) -> Option<(u64, Bytes32)> {
    let states = given.view().states;
    let accepted = &given.channel.adjudication().supported;
    let has = |signers: &[u8], wanted: u64| signers.contains(&(wanted as u8));
    let full = |signers: &[u8]| (0..participants).all(|index| has(signers, index));
    let moved = |turn: u64| {
        let mut at_turn = states.iter().filter(|known| known.turn_num.get() == turn);
        at_turn.any(|known| has(&known.signers, turn % participants))
    };
    let outcome_of = |hash: &Bytes32| {
        let known = contents.iter().find(|content| content.state_hash == *hash);
        known.and_then(|content| content.outcome.clone())
    };
    let supported = states.iter().filter(|known| {
        let turn = known.turn_num.get();
        let all = full(&known.signers);
        let by_rule = match rule {
            SupportRule::TurnTaking => {
                all || turn + 1 >= participants
                    && has(&known.signers, turn % participants)
                    && (turn + 1 - participants..=turn).all(moved)
            }
            SupportRule::VirtualPayment => {
                let content = contents
                    .iter()
                    .find(|held| held.state_hash == known.state_hash);
                let content = content.unwrap();
                let redeems = turn == 2
                    && has(&known.signers, participants - 1)
                    && content
                        .app_data
                        .as_ref()
                        .is_some_and(|data| data.0.len() >= 128)
                    && states.iter().any(|old| {
                        let before = outcome_of(&old.state_hash);
                        old.turn_num.get() == 1
                            && full(&old.signers)
                            && before.is_some_and(|before| {
                                let after = outcome_of(&known.state_hash).unwrap();
                                let paid = after[0].allocations[1].amount;
                                let data = &content.app_data.as_ref().unwrap().0[..32];
                                paid == U256::from_be_slice(data)
                                    && before[0].allocations[0].amount
                                        == after[0].allocations[0].amount + paid
                            })
                    });
                all && (turn <= 1 || known.is_final) || redeems
            }
            _ => all,
        };
        let by_chain = accepted.contains(&(known.turn_num, known.state_hash));
        assert_eq!(known.supported, by_rule || by_chain, "{known:?}");
        by_rule || by_chain
    });
    let latest = supported.max_by_key(|known| {
        let older = std::cmp::Reverse((known.first_offset, known.state_hash));
        (known.turn_num, known.is_final, full(&known.signers), older)
    });
    latest.map(|known| (known.turn_num.get(), known.state_hash))
}

#[test]
fn incremental_support_is_what_the_rules_say_and_resuming_changes_nothing() {
    let rules = [
        SupportRule::Unanimous,
        SupportRule::TurnTaking,
        SupportRule::VirtualPayment,
    ];
    for seed in 0..150 {
        let rule = rules[seed as usize % 3];
        let mut random = Random(seed);
        let participants = 1 + random.below(4);
        println!("seed {seed}, {rule:?}, {participants} participants");
        let mut given = direct(rule, participants as u8);
        let contents = random_contents(&mut random, rule);
        let mut accepted: Vec<(u64, Bytes32)> = Vec::new();
        for _ in 0..60 {
            let content = &contents[random.below(contents.len() as u64) as usize];
            let key = (content.turn_num.get(), content.state_hash);
            match random.below(10) {
                0 => {
                    given.when(challenged(
                        candidate(content),
                        vec![candidate(&contents[0])],
                    ));
                }
                1 if accepted.contains(&key) => accepted.retain(|held| *held != key),
                1 => accepted.push(key),
                2 => {
                    given.when(voucher(random.below(12), None));
                }
                3 => {
                    let tx = Bytes32::repeat_byte(random.below(5) as u8);
                    given.when(submitted(Some(tx), None));
                }
                _ => {
                    let mut signers = vec![random.below(participants) as u8];
                    if random.chance(3) {
                        signers.push(random.below(participants) as u8);
                    }
                    given.when(signed(copy_of(content), &signers));
                }
            }
            given.accept(&accepted);
            let expected = latest_by_definition(&given, rule, participants, &contents);
            assert_eq!(given.latest(), expected);
            let resumed: Channel = given.resumed();
            assert_eq!(record_bytes(&resumed), record_bytes(&given.channel));
            assert_eq!(resumed.view(&given.around), given.view());
        }
    }
}

fn random_contents(random: &mut Random, rule: SupportRule) -> Vec<StateContent> {
    let mut contents = Vec::new();
    for turn in 0..8 {
        for tag in 1..=1 + random.below(3) as u8 {
            let mut content = state(turn, tag);
            content.is_final = turn > 1 && random.chance(4);
            if rule == SupportRule::VirtualPayment && turn < 3 {
                let paid = random.below(3);
                content = match turn {
                    2 if random.chance(2) => StateContent {
                        state_hash: content.state_hash,
                        is_final: content.is_final,
                        ..redemption(paid, native(10 - random.below(3), paid))
                    },
                    _ => with_outcome(content, native(10, 0)),
                };
            }
            contents.push(content);
        }
    }
    contents
}

fn copy_of(content: &StateContent) -> StateContent {
    StateContent {
        turn_num: content.turn_num,
        state_hash: content.state_hash,
        is_final: content.is_final,
        app_data: content.app_data.clone(),
        outcome: content.outcome.clone(),
    }
}

#[test]
fn a_record_holds_offsets_and_nothing_derived() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(state(0, 1), &[0]));
    given.when(signed(state(0, 1), &[1]));
    given.when(challenged(candidate(&state(5, 1)), vec![]));
    given.when(submitted(None, None));
    given.when(voucher(3, None));
    let record = String::from_utf8(record_bytes(&given.channel)).unwrap();
    let adjudication = concat!(
        r#"{"assets":[],"assumed":false,"finalizesAt":0,"lastBlock":0,"payouts":[],"#,
        r#""supported":[],"turnNumRecord":0,"withdrawn":false}"#
    );
    let states = format!(
        r#"[{{"first":1,"signers":[0,1]}},{{"first":3,"signers":[],"stateHash":"{}"}}]"#,
        a(5)
    );
    let expected = format!(
        concat!(
            r#"{{"adjudication":{},"created":0,"events":6,"last":5,"proposals":[],"#,
            r#""states":{},"transactions":[{{"offset":4}}],"updatedAt":1005,"#,
            r#""voucherCount":1,"vouchers":[5]}}"#
        ),
        adjudication, states
    );
    assert_eq!(record, expected);
}

#[test]
fn a_channel_record_of_another_log_is_refused() {
    let given = direct(SupportRule::Unanimous, 2).and(signed(state(0, 1), &[0]));
    let mut record = given.channel.record();
    record.states[0].first = record.created;
    let error = Channel::resume(&record, &given.log).unwrap_err();
    assert_eq!(
        (error.offset, error.expected),
        (0, "an event with the state")
    );
    assert!(error.to_string().contains("offset 0"));
}
