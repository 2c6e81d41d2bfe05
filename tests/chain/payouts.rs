//! Payouts step by step.

use std::sync::Arc;

use statelog::event::scalar::Bytes32;
use statelog::event::{Outcome, PayoutVia};
use statelog::state::view::Mode;
use statelog::state::{ChainBody, Irregularity, OutcomeOnChain};

use crate::world::{
    Known, NATIVE, address, allocation, amounts, candidate, challenge, concluded, deposit, exit,
    external, guarantee, held, id, native, noticed, of, paid, reclaim, told, u48, u256,
};

pub(crate) const CHANNEL: Bytes32 = Bytes32::repeat_byte(1);
pub(crate) const OTHER: Bytes32 = Bytes32::repeat_byte(2);
pub(crate) const TOKEN: u8 = 0x77;

pub(crate) type Log = (Bytes32, u64, ChainBody);

/// Holds an amount, then concludes with an outcome in another transaction.
pub(crate) fn payable(amount: u64, outcome: Outcome) -> Vec<Log> {
    vec![
        (CHANNEL, 1, deposit(NATIVE, amount)),
        (CHANNEL, 2, concluded(1002, Some(outcome))),
    ]
}

pub(crate) fn two(first: u64, second: u64) -> Outcome {
    native(&[
        allocation(external(1), first),
        allocation(external(2), second),
    ])
}

pub(crate) fn with(mut logs: Vec<Log>, more: &[ChainBody]) -> Vec<Log> {
    logs.extend(
        more.iter()
            .enumerate()
            .map(|(at, body)| (CHANNEL, 3 + at as u64, body.clone())),
    );
    logs
}

fn chosen(indices: &[u32], mut body: ChainBody) -> ChainBody {
    if let ChainBody::Allocation { indices: slot, .. } = &mut body {
        *slot = Some(Arc::from(indices));
    }
    body
}

pub(crate) fn by_asset(asset: u8, mut body: ChainBody) -> ChainBody {
    if let ChainBody::Allocation {
        asset_index,
        asset: slot,
        ..
    } = &mut body
    {
        *asset_index = None;
        *slot = Some(address(asset));
    }
    body
}

pub(crate) fn told_alone(logs: &[Log]) -> statelog::state::Chain {
    told(logs, &Known::default())
}

#[test]
fn step_1_other_holdings_than_tracked_are_noticed_and_taken_over() {
    let logs = with(
        payable(100, two(50, 50)),
        &[paid(0, 90, 0, PayoutVia::TransferAll)],
    );
    let chain = told_alone(&logs);
    assert_eq!(held(&chain, CHANNEL), (u256(0), true));
    let expected = [Irregularity::HoldingsDiffer { held: u256(100) }];
    assert_eq!(noticed(&chain), expected);
    assert_eq!(amounts(&of(&chain, CHANNEL)), Some(vec![vec![0, 10]]));
}

#[test]
fn step_2_internal_destinations_of_the_kept_outcome_become_inexact() {
    let outcome = native(&[
        allocation(external(1), 5),
        allocation(external(2), 5),
        allocation(OTHER, 5),
    ]);
    // The first payout is ambiguous, so the second finds assets and destinations only.
    let logs = with(
        payable(20, outcome),
        &[paid(0, 20, 15, PayoutVia::Transfer), deposit(NATIVE, 15)],
    );
    let mut first = logs.clone();
    first.push((OTHER, 9, deposit(NATIVE, 1)));
    assert_eq!(
        held(&told_alone(&first), OTHER),
        (u256(1), true),
        "an absolute figure settles"
    );
    first.push((CHANNEL, 10, paid(0, 15, 10, PayoutVia::Transfer)));
    let chain = told_alone(&first);
    assert_eq!(held(&chain, OTHER), (u256(1), false));
    assert_eq!(of(&chain, CHANNEL).outcome, OutcomeOnChain::Unknown);
}

#[test]
fn the_asset_comes_from_the_kept_outcome_then_the_log_then_the_only_holding() {
    let token = address(TOKEN);
    let mut unknown = concluded(1003, None);
    let after = |conclusion: &ChainBody, payout: ChainBody, both: bool| {
        let mut logs = vec![
            (CHANNEL, 1, deposit(token, 8)),
            (CHANNEL, 3, conclusion.clone()),
        ];
        if both {
            logs.push((CHANNEL, 2, deposit(NATIVE, 5)));
        }
        logs.push((CHANNEL, 4, payout));
        let chain = told_alone(&logs);
        let held = |asset| {
            chain
                .holding(&crate::world::CONTRACT, &asset, &CHANNEL)
                .0
                .to::<u64>()
        };
        (held(token), held(NATIVE))
    };
    let payout = || paid(0, 8, 3, PayoutVia::Transfer);
    assert_eq!(
        after(&unknown, payout(), false),
        (3, 0),
        "the only asset held"
    );
    assert_eq!(
        after(&unknown, payout(), true),
        (8, 5),
        "two assets: nothing is guessed"
    );
    assert_eq!(
        after(&unknown, by_asset(TOKEN, payout()), true),
        (3, 5),
        "named by the log"
    );
    unknown = concluded(1003, Some(vec![exit(token, &[allocation(external(1), 9)])]));
    assert_eq!(
        after(&unknown, payout(), true),
        (3, 5),
        "named by the outcome"
    );
}

#[test]
fn step_3_unselected_allocations_use_up_holdings_too() {
    let logs = with(
        payable(60, two(50, 50)),
        &[chosen(&[1], paid(0, 60, 50, PayoutVia::Transfer))],
    );
    let chain = told_alone(&logs);
    assert_eq!(amounts(&of(&chain, CHANNEL)), Some(vec![vec![50, 40]]));
    assert!(noticed(&chain).is_empty());
}

#[test]
fn step_4_the_selection_is_inferred_where_it_is_not_given() {
    let after = |outcome: Outcome, remaining: u64| {
        let payout = paid(0, 100, remaining, PayoutVia::Transfer);
        amounts(&of(
            &told_alone(&with(payable(100, outcome), &[payout])),
            CHANNEL,
        ))
    };
    assert_eq!(after(two(30, 50), 100), Some(vec![vec![30, 50]]), "nothing");
    assert_eq!(after(two(30, 50), 20), Some(vec![vec![0, 0]]), "everything");
    assert_eq!(
        after(two(30, 50), 50),
        Some(vec![vec![30, 0]]),
        "the second"
    );
    assert_eq!(after(two(30, 50), 70), Some(vec![vec![0, 50]]), "the first");
    assert_eq!(after(two(30, 30), 70), None, "ambiguous");
    assert_eq!(after(two(30, 50), 60), None, "impossible");
    let (left, right) = (external(1), external(2));
    let locked = native(&[guarantee(OTHER, 30, left, right), allocation(left, 30)]);
    // Paying one allocation checks the type of the first, which is a guarantee.
    assert_eq!(after(locked, 70), None, "the contract would have reverted");
}

#[test]
fn step_4_chosen_indices_and_an_empty_choice() {
    let after = |payout: ChainBody| {
        amounts(&of(
            &told_alone(&with(payable(100, two(30, 30)), &[payout])),
            CHANNEL,
        ))
    };
    let transfer = |remaining| paid(0, 100, remaining, PayoutVia::Transfer);
    assert_eq!(after(chosen(&[0], transfer(70))), Some(vec![vec![0, 30]]));
    assert_eq!(after(chosen(&[1], transfer(70))), Some(vec![vec![30, 0]]));
    assert_eq!(
        after(chosen(&[], transfer(40))),
        Some(vec![vec![0, 0]]),
        "empty means all"
    );
    assert_eq!(
        after(chosen(&[0], paid(0, 100, 70, PayoutVia::Unknown))),
        Some(vec![vec![0, 30]])
    );
}

#[test]
fn step_4_ambiguity_makes_afforded_internal_destinations_inexact() {
    let outcome = native(&[
        allocation(external(1), 5),
        allocation(OTHER, 5),
        allocation(id(3), 0),
    ]);
    let chain = told_alone(&with(
        payable(10, outcome),
        &[paid(0, 10, 5, PayoutVia::Transfer)],
    ));
    assert_eq!(held(&chain, CHANNEL), (u256(5), true));
    assert_eq!(held(&chain, OTHER), (u256(0), false));
    assert_eq!(held(&chain, id(3)), (u256(0), true), "it could not be paid");
    assert_eq!(noticed(&chain), [Irregularity::PayoutAmbiguous]);
}

#[test]
fn step_5_a_sum_that_does_not_follow_makes_the_outcome_unknown() {
    let payout = paid(0, 100, 30, PayoutVia::TransferAll);
    let chain = told_alone(&with(payable(100, two(50, 50)), &[payout]));
    assert_eq!(
        of(&chain, CHANNEL).outcome,
        OutcomeOnChain::Zero,
        "all is paid: deleted"
    );
    assert_eq!(noticed(&chain), [Irregularity::PayoutDiffers]);
    let payout = paid(0, 100, 0, PayoutVia::Unknown);
    let logs = [
        &[(OTHER, 1, deposit(NATIVE, 7))],
        &*payable(100, two(50, 40)),
    ]
    .concat();
    let chain = told_alone(&with(logs, &[payout]));
    assert_eq!(of(&chain, CHANNEL).outcome, OutcomeOnChain::Unknown);
    assert!(
        of(&chain, CHANNEL).kept.is_none(),
        "its destinations are not right either"
    );
    assert_eq!(held(&chain, OTHER), (u256(7), false));
}

#[test]
fn step_5_payouts_are_recorded_and_internal_destinations_credited() {
    let outcome = native(&[
        allocation(external(1), 4),
        allocation(OTHER, 5),
        allocation(CHANNEL, 6),
    ]);
    let mut logs = with(
        payable(20, outcome),
        &[paid(0, 20, 5, PayoutVia::TransferAll)],
    );
    logs.insert(0, (OTHER, 1, deposit(NATIVE, 7)));
    let chain = told_alone(&logs);
    assert_eq!(held(&chain, OTHER), (u256(12), true));
    assert_eq!(
        held(&chain, CHANNEL),
        (u256(11), true),
        "the channel itself too"
    );
    assert_eq!(held(&chain, external(1)), (u256(0), true));
    let paid: Vec<_> = of(&chain, CHANNEL)
        .payouts
        .iter()
        .map(|payout| (payout.destination, payout.amount.to::<u64>(), payout.offset))
        .collect();
    assert_eq!(paid, [(external(1), 4, 3), (OTHER, 5, 3), (CHANNEL, 6, 3)]);
}

#[test]
fn step_5_credits_of_a_call_come_after_its_last_log() {
    let outcome = vec![
        exit(NATIVE, &[allocation(CHANNEL, 5)]),
        exit(address(TOKEN), &[allocation(external(1), 5)]),
        exit(NATIVE, &[allocation(external(1), 1)]),
    ];
    let mut logs = payable(9, outcome);
    logs.insert(0, (CHANNEL, 1, deposit(address(TOKEN), 5)));
    // The third log shows the holdings before the call, without the first credit.
    for (index, initial, remaining) in [(0, 9, 4), (1, 5, 0), (2, 9, 3)] {
        logs.push((
            CHANNEL,
            5,
            paid(index, initial, remaining, PayoutVia::TransferAll),
        ));
    }
    let chain = told_alone(&logs);
    assert!(noticed(&chain).is_empty());
    assert_eq!(held(&chain, CHANNEL), (u256(8), true));
    assert!(of(&chain, CHANNEL).withdrawn);
}

#[test]
fn step_6_an_asset_twice_in_one_call() {
    let entry = |amount| exit(address(TOKEN), &[allocation(external(1), amount)]);
    let logs = |index: bool| {
        let mut logs = vec![
            (CHANNEL, 1, deposit(address(TOKEN), 200)),
            (
                CHANNEL,
                2,
                concluded(1002, Some(vec![entry(50), entry(60)])),
            ),
        ];
        for (at, remaining) in [(0, 150), (1, 90)] {
            let log = paid(at, 200, remaining, PayoutVia::TransferAll);
            logs.push((CHANNEL, 3, if index { log } else { by_asset(TOKEN, log) }));
        }
        logs
    };
    for index in [true, false] {
        let chain = told_alone(&logs(index));
        let amounts: Vec<u64> = of(&chain, CHANNEL)
            .payouts
            .iter()
            .map(|payout| payout.amount.to::<u64>())
            .collect();
        assert_eq!(amounts, [50, 60], "index {index}");
        let token = chain.holding(&crate::world::CONTRACT, &address(TOKEN), &CHANNEL);
        assert_eq!(token, (u256(90), true));
        assert!(noticed(&chain).is_empty());
        assert!(of(&chain, CHANNEL).withdrawn);
    }
}

#[test]
fn step_7_what_becomes_of_the_status() {
    let after = |remaining: u64, via: PayoutVia| {
        let payout = paid(0, 100, remaining, via);
        let outcome = two(50, 100 - 50 - remaining);
        of(
            &told_alone(&with(payable(100, outcome), &[payout])),
            CHANNEL,
        )
    };
    for via in [PayoutVia::TransferAll, PayoutVia::ConcludeAndTransfer] {
        let deleted = after(0, via);
        assert_eq!(
            (deleted.finalizes_at, deleted.outcome),
            (u48(0), OutcomeOnChain::Zero)
        );
        assert!(deleted.withdrawn && !deleted.assumed);
    }
    for via in [PayoutVia::Transfer, PayoutVia::Mirror] {
        let kept = after(0, via);
        assert_eq!(kept.finalizes_at, u48(1002));
        assert_eq!(amounts(&kept), Some(vec![vec![0, 0]]));
        assert!(kept.withdrawn && !kept.assumed);
    }
    let assumed = after(0, PayoutVia::Unknown);
    assert_eq!(
        (assumed.finalizes_at, assumed.outcome),
        (u48(0), OutcomeOnChain::Zero)
    );
    assert!(assumed.withdrawn && assumed.assumed);
}

#[test]
fn step_7_remaining_amounts_keep_the_status() {
    for via in [
        PayoutVia::TransferAll,
        PayoutVia::ConcludeAndTransfer,
        PayoutVia::Unknown,
    ] {
        let payout = paid(0, 60, 0, via);
        let kept = of(
            &told_alone(&with(payable(60, two(50, 50)), &[payout])),
            CHANNEL,
        );
        assert_eq!(kept.finalizes_at, u48(1002));
        assert_eq!(amounts(&kept), Some(vec![vec![0, 40]]));
        assert!(!kept.withdrawn && !kept.assumed);
    }
}

#[test]
fn step_7_all_assets_must_be_empty() {
    let token = exit(address(TOKEN), &[allocation(external(1), 3)]);
    let mut outcome = two(1, 1);
    outcome.push(token);
    let mut logs = payable(2, outcome);
    logs.push((CHANNEL, 3, paid(0, 2, 0, PayoutVia::TransferAll)));
    assert!(
        !of(&told_alone(&logs), CHANNEL).withdrawn,
        "the token's log is missing"
    );
    logs.push((CHANNEL, 3, paid(1, 3, 0, PayoutVia::TransferAll)));
    assert!(of(&told_alone(&logs), CHANNEL).withdrawn);
}

#[test]
fn step_7_an_assumed_deletion_is_refuted_by_another_payout() {
    let outcome = two(50, 50);
    let mut logs = with(
        payable(100, outcome),
        &[paid(0, 100, 0, PayoutVia::Unknown)],
    );
    for refuting in [paid(0, 0, 0, PayoutVia::Transfer), reclaim(0)] {
        let mut logs = logs.clone();
        logs.push((CHANNEL, 9, refuting.clone()));
        let chain = told_alone(&logs);
        let kept = of(&chain, CHANNEL);
        assert_eq!(kept.finalizes_at, u48(1002));
        assert!(!kept.assumed);
        assert!(noticed(&chain).contains(&Irregularity::DeletionRefuted));
        let reclaims = matches!(refuting, ChainBody::Reclaim { .. });
        assert_eq!(amounts(&kept), (!reclaims).then(|| vec![vec![0, 0]]));
    }
    // A new registration replaces the status instead.
    logs.push((CHANNEL, 4, challenge(1008, 3, two(1, 1))));
    logs.push((CHANNEL, 9, paid(0, 0, 0, PayoutVia::Transfer)));
    let chain = told_alone(&logs);
    assert!(!noticed(&chain).contains(&Irregularity::DeletionRefuted));
    assert_eq!(amounts(&of(&chain, CHANNEL)), Some(vec![vec![1, 1]]));
    assert!(
        of(&chain, CHANNEL).withdrawn,
        "a later challenge does not undo it"
    );
}

#[test]
fn payouts_after_the_conclusion_in_one_transaction_come_from_the_call_of_both() {
    let logs = |between: Option<ChainBody>| {
        let mut logs = vec![
            (CHANNEL, 1, deposit(NATIVE, 2)),
            (CHANNEL, 2, concluded(1002, Some(two(1, 1)))),
        ];
        logs.extend(between.map(|body| (OTHER, 2, body)));
        logs.push((CHANNEL, 2, paid(0, 2, 0, PayoutVia::Unknown)));
        logs
    };
    assert!(!of(&told_alone(&logs(None)), CHANNEL).assumed);
    assert!(of(&told_alone(&logs(None)), CHANNEL).withdrawn);
    for between in [deposit(NATIVE, 1), paid(0, 0, 0, PayoutVia::Unknown)] {
        let broken = told_alone(&logs(Some(between)));
        assert!(
            of(&broken, CHANNEL).assumed,
            "a log of another channel breaks the run"
        );
    }
}

#[test]
fn a_payout_without_a_final_outcome_is_noticed() {
    let logs = [
        (CHANNEL, 1, deposit(NATIVE, 2)),
        (CHANNEL, 2, challenge(2000, 3, two(1, 1))),
        (CHANNEL, 3, paid(0, 2, 0, PayoutVia::TransferAll)),
    ];
    let chain = told_alone(&logs);
    let expected = [Irregularity::NotFinalized {
        mode: Mode::Challenge,
    }];
    assert_eq!(noticed(&chain), expected);
    assert!(of(&chain, CHANNEL).withdrawn, "the chain is right");
}

#[test]
fn a_truncated_candidate_is_looked_up() {
    let mut known = Known::default();
    let body = ChainBody::Challenge {
        finalizes_at: u48(1002),
        candidate: Arc::new(candidate(3, None, Some(id(9)))),
        proof: Arc::from([]),
    };
    let logs = [(CHANNEL, 1, body)];
    assert_eq!(
        of(&told(&logs, &known), CHANNEL).outcome,
        OutcomeOnChain::Unknown
    );
    known.states.insert((CHANNEL, id(9)), Arc::new(two(1, 2)));
    let chain = told(&logs, &known);
    assert_eq!(amounts(&of(&chain, CHANNEL)), Some(vec![vec![1, 2]]));
    let supported: Vec<_> = of(&chain, CHANNEL).supported.iter().copied().collect();
    assert_eq!(supported, [(u48(3), id(9))]);
}

/// The first call credits the channel itself, so that the second one has something
/// to pay.
#[test]
fn two_calls_in_one_transaction_are_told_apart_by_the_asset_index() {
    let outcome = native(&[allocation(CHANNEL, 5), allocation(external(1), 5)]);
    let mut logs = payable(5, outcome);
    logs.push((CHANNEL, 3, paid(0, 5, 0, PayoutVia::TransferAll)));
    logs.push((CHANNEL, 3, paid(0, 5, 0, PayoutVia::TransferAll)));
    let chain = told_alone(&logs);
    assert!(noticed(&chain).is_empty());
    assert_eq!(held(&chain, CHANNEL), (u256(0), true));
    assert_eq!(of(&chain, CHANNEL).payouts.len(), 2);
    assert!(of(&chain, CHANNEL).withdrawn);
}

/// A bridge pays from a channel by the outcome of another, so that the status of the
/// first one is neither needed nor changed.
#[test]
fn a_mirrored_payout_leaves_the_status_alone() {
    let logs = [
        (CHANNEL, 1, deposit(NATIVE, 5)),
        (CHANNEL, 2, paid(0, 5, 0, PayoutVia::Mirror)),
    ];
    let chain = told_alone(&logs);
    assert!(noticed(&chain).is_empty());
    assert_eq!(held(&chain, CHANNEL), (u256(0), true));
    assert_eq!(of(&chain, CHANNEL).outcome, OutcomeOnChain::Zero);
    let mut logs = with(payable(5, two(2, 3)), &[paid(0, 5, 0, PayoutVia::Unknown)]);
    logs.push((CHANNEL, 8, paid(0, 0, 0, PayoutVia::Mirror)));
    assert!(
        of(&told_alone(&logs), CHANNEL).assumed,
        "it refutes no deletion"
    );
    logs.push((CHANNEL, 9, paid(0, 0, 0, PayoutVia::Transfer)));
    assert!(
        !of(&told_alone(&logs), CHANNEL).assumed,
        "a later payout still does"
    );
}
