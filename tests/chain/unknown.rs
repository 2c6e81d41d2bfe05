//! Payouts of which the log does not tell everything: what the fold says then, and what it
//! says that it does not know.

use statelog::event::scalar::Bytes32;
use statelog::event::{Outcome, PayoutVia};
use statelog::state::view::Mode;
use statelog::state::{ChainBody, Irregularity, OutcomeOnChain};

use crate::payouts::{CHANNEL, Log, OTHER, TOKEN, by_asset, payable, told_alone, two, with};
use crate::world::{
    NATIVE, address, allocation, challenge, concluded, deposit, exit, external, held, id, noticed,
    of, paid, u48, u256,
};

#[test]
fn step_2_with_an_unknown_outcome_only_holdings_move() {
    let mut logs = payable(100, two(50, 50));
    logs[1].2 = concluded(1002, None);
    let chain = told_alone(&with(logs, &[paid(0, 100, 40, PayoutVia::Transfer)]));
    assert_eq!(held(&chain, CHANNEL), (u256(40), true));
    assert_eq!(of(&chain, CHANNEL).outcome, OutcomeOnChain::Unknown);
    assert!(of(&chain, CHANNEL).payouts.is_empty());
    assert_eq!(of(&chain, CHANNEL).finalizes_at, u48(1002));
}

/// Found by the random walk: a payout of nothing in an asset that the channel does not hold
/// is not about the one that it holds.
#[test]
fn a_payout_of_nothing_leaves_the_only_holding_alone() {
    let chain = told_alone(&[
        (CHANNEL, 1, deposit(address(TOKEN), 8)),
        (CHANNEL, 3, concluded(1003, None)),
        (CHANNEL, 4, paid(0, 0, 0, PayoutVia::Transfer)),
    ]);
    let holding = chain.holding(&crate::world::CONTRACT, &address(TOKEN), &CHANNEL);
    assert_eq!(holding, (u256(8), true));
}

/// Found by the random walk: where the asset of a payout is not known, each that the channel
/// holds may be the one.
#[test]
fn a_payout_of_an_unknown_asset_makes_all_holdings_doubtful() {
    let token = address(TOKEN);
    let told_with = |payout| {
        let chain = told_alone(&[
            (CHANNEL, 1, deposit(token, 8)),
            (CHANNEL, 2, deposit(NATIVE, 5)),
            (CHANNEL, 3, concluded(1003, None)),
            (CHANNEL, 4, payout),
        ]);
        [token, NATIVE].map(|asset| chain.holding(&crate::world::CONTRACT, &asset, &CHANNEL))
    };
    let paid_something = told_with(paid(0, 8, 3, PayoutVia::Transfer));
    assert_eq!(paid_something, [(u256(8), false), (u256(5), false)]);
    let paid_nothing = told_with(paid(0, 8, 8, PayoutVia::Transfer));
    assert_eq!(paid_nothing, [(u256(8), true), (u256(5), true)]);
}

/// Holds 100, then concludes with an outcome that nobody knows.
fn unknown() -> Vec<Log> {
    let mut logs = payable(100, two(50, 50));
    logs[1].2 = concluded(1002, None);
    logs
}

#[test]
fn step_7_with_an_unknown_outcome() {
    let after = |initial: u64, remaining: u64, via: PayoutVia| {
        let chain = told_alone(&with(unknown(), &[paid(0, initial, remaining, via)]));
        let after = of(&chain, CHANNEL);
        let is_noticed = noticed(&chain).contains(&Irregularity::DeletionAssumed);
        assert_eq!(after.assumed, is_noticed);
        assert_eq!(after.withdrawn, after.finalizes_at == u48(0));
        (after.withdrawn, after.assumed)
    };
    for via in [PayoutVia::ConcludeAndTransfer, PayoutVia::TransferAll] {
        assert_eq!(after(100, 1, via), (true, false), "all got what is theirs");
        assert_eq!(
            after(100, 0, via),
            (true, true),
            "it may have been too little"
        );
        assert_eq!(
            after(0, 0, via),
            (false, false),
            "nothing can have been paid"
        );
    }
    for via in [PayoutVia::Transfer, PayoutVia::Unknown] {
        assert_eq!(after(100, 1, via), (false, false));
        assert_eq!(after(100, 0, via), (false, false));
    }
}

/// Of two assets one was under-funded, so that the status stayed.
#[test]
fn step_7_an_assumed_deletion_of_an_unknown_outcome_is_refuted_by_a_payout() {
    let mut logs = with(
        unknown(),
        &[paid(0, 100, 0, PayoutVia::ConcludeAndTransfer)],
    );
    assert!(of(&told_alone(&logs), CHANNEL).withdrawn);
    logs.push((CHANNEL, 8, deposit(NATIVE, 20)));
    logs.push((CHANNEL, 9, paid(0, 20, 0, PayoutVia::Transfer)));
    let chain = told_alone(&logs);
    let kept = of(&chain, CHANNEL);
    assert!(noticed(&chain).contains(&Irregularity::DeletionRefuted));
    assert_eq!(kept.finalizes_at, u48(1002));
    assert_eq!(kept.outcome, OutcomeOnChain::Unknown);
    assert!(!kept.withdrawn && !kept.assumed, "somebody was not paid");
}

/// An outcome that nobody knows can pay any channel.
#[test]
fn step_2_of_an_unknown_outcome_any_other_destination_may_have_been_paid() {
    let token = address(TOKEN);
    let before = [
        (OTHER, 1, deposit(NATIVE, 7)),
        (OTHER, 1, deposit(token, 7)),
    ];
    let payout = |initial, remaining| {
        let logs = [&before, &*unknown()].concat();
        with(logs, &[paid(0, initial, remaining, PayoutVia::Transfer)])
    };
    let chain = told_alone(&payout(100, 40));
    assert_eq!(held(&chain, OTHER), (u256(7), false));
    assert_eq!(held(&chain, id(77)), (u256(0), false), "heard of or not");
    assert_eq!(held(&chain, CHANNEL), (u256(40), true), "told by the log");
    let of_token = chain.holding(&crate::world::CONTRACT, &token, &OTHER);
    assert_eq!(of_token, (u256(7), true), "another asset");
    let elsewhere = chain.holding(&address(9), &NATIVE, &OTHER);
    assert_eq!(elsewhere, (u256(0), true), "another contract");
    let all = chain.holdings();
    let exact = all.iter().filter(|held| held.exact).count();
    assert_eq!((all.len(), exact), (3, 2));
    // Nothing was paid.
    assert_eq!(held(&told_alone(&payout(100, 100)), OTHER), (u256(7), true));
    // The next absolute figure settles it, and is no loss.
    let mut logs = payout(100, 40);
    logs.push((OTHER, 8, deposit(NATIVE, 7)));
    let chain = told_alone(&logs);
    assert_eq!(held(&chain, OTHER), (u256(7), true));
    assert_eq!(noticed(&chain), [Irregularity::FinalStateUnknown]);
    // So it is with the holdings that a payout finds.
    let mut logs = payout(100, 40);
    logs.push((OTHER, 7, concluded(1007, Some(two(5, 5)))));
    logs.push((OTHER, 8, paid(0, 10, 0, PayoutVia::TransferAll)));
    let chain = told_alone(&logs);
    assert_eq!(held(&chain, OTHER), (u256(0), true));
    assert_eq!(noticed(&chain), [Irregularity::FinalStateUnknown]);
}

#[test]
fn what_may_have_been_credited_is_not_the_only_asset() {
    let token = address(TOKEN);
    let told_with = |credited: Bytes32| {
        let chain = told_alone(&[
            (CHANNEL, 1, deposit(NATIVE, 5)),
            (OTHER, 1, deposit(token, 9)),
            (OTHER, 2, concluded(1002, None)),
            (OTHER, 3, paid(0, 9, 0, PayoutVia::Transfer)),
            (credited, 4, deposit(token, 0)),
            (CHANNEL, 5, concluded(1005, None)),
            (CHANNEL, 6, paid(0, 5, 2, PayoutVia::Transfer)),
        ]);
        held(&chain, CHANNEL)
    };
    assert_eq!(told_with(id(3)), (u256(5), false));
    // That it was not credited is told.
    assert_eq!(told_with(CHANNEL), (u256(2), true));
}

#[test]
fn where_an_asset_comes_twice_the_entry_is_open_rather_than_wrong() {
    let token = address(TOKEN);
    let outcome = vec![
        exit(token, &[allocation(external(1), 5)]),
        exit(token, &[allocation(OTHER, 5)]),
    ];
    let chain = told_alone(&[
        (CHANNEL, 1, deposit(token, 10)),
        (CHANNEL, 2, concluded(1002, Some(outcome))),
        (
            CHANNEL,
            3,
            by_asset(TOKEN, paid(0, 10, 5, PayoutVia::Transfer)),
        ),
    ]);
    assert_eq!(noticed(&chain), [Irregularity::PayoutAmbiguous]);
    assert_eq!(of(&chain, CHANNEL).outcome, OutcomeOnChain::Unknown);
    let holding = chain.holding(&crate::world::CONTRACT, &token, &OTHER);
    assert_eq!(holding, (u256(0), false));
}

/// `transferAllAssets` of an outcome without assets deletes the status and emits nothing; of
/// an outcome that nobody knows it may have deleted it too.
#[test]
fn after_a_deletion_that_leaves_no_log_nothing_is_called_impossible() {
    let after = |outcome: Option<Outcome>, next: ChainBody| {
        let chain = told_alone(&[
            (CHANNEL, 1, deposit(NATIVE, 2)),
            (CHANNEL, 2, concluded(1002, outcome)),
            (CHANNEL, 3, next),
        ]);
        let mut noticed = noticed(&chain);
        noticed.retain(|what| *what != Irregularity::FinalStateUnknown);
        noticed
    };
    let cleared = |new_record| ChainBody::Cleared {
        new_record: u48(new_record),
        candidate: None,
    };
    let checkpoint = |new_record| ChainBody::Checkpoint {
        new_record: u48(new_record),
        candidate: None,
    };
    let unclear = [Irregularity::UnclearMove { record: u48(0) }];
    let illegal = [Irregularity::IllegalMove {
        mode: Mode::Finalized,
        record: u48(0),
    }];
    for open in [Some(Vec::new()), None] {
        for next in [
            challenge(1063, 0, two(1, 1)),
            checkpoint(1),
            concluded(1003, Some(two(1, 1))),
        ] {
            assert_eq!(after(open.clone(), next), unclear);
        }
        // Whatever became of the status, these are refused.
        for next in [checkpoint(0), cleared(1)] {
            assert_eq!(after(open.clone(), next), illegal);
        }
    }
    // Every payout of an outcome with assets leaves a log.
    let empty = vec![exit(NATIVE, &[])];
    for certain in [two(1, 1), empty] {
        for next in [challenge(1063, 0, two(1, 1)), checkpoint(1)] {
            assert_eq!(after(Some(certain.clone()), next), illegal);
        }
    }
}
