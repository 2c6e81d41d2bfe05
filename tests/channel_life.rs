//! Payments, funding, transactions and phases of a channel.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod facts;

use facts::*;
use statelog::event::scalar::{Bytes20, Bytes32, U256};
use statelog::event::{ChannelCreated, ChannelKind, SupportRule, TransactionResult};
use statelog::state::view::{Mode, Phase};
use statelog::state::{Adjudication, FactBody, HeldAsset, OutcomeOnChain, Resolution};
use std::sync::Arc;

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
