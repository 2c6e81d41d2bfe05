//! Rule P6: the total of a ledger.

use alloy_primitives::U512;
use serde_json::{Value as Json, json};
use statelog::EventStore;
use statelog::event::VariablePart;
use statelog::event::scalar::{Bytes32, U256};
use statelog::rules::Severity::Error;

use crate::given::{Channel, TOKEN, appended, finalized, found, imported};
use crate::judged::{fault, holds};
use crate::ledger::open;
use crate::objective::and;
use crate::parties::{add, guaranteeing, payments, proposed, remove};
use crate::support::seed::Random;
use crate::support::store::{append, with};

/// An observer's log of a ledger whose prefund state is not recorded: turn 5 is the first.
fn from_the_middle() -> (Channel, Vec<Json>) {
    let ledger = Channel::of(None);
    let log = vec![
        ledger.created(),
        both(&ledger, &ledger.state(5, &[100, 100])),
    ];
    (ledger, log)
}

/// Both show a state.
fn both(ledger: &Channel, state: &VariablePart) -> Json {
    ledger.received(state, &[0, 1])
}

#[test]
fn p6_a_supported_state_with_another_total_than_the_one_before_is_found() {
    let (ledger, log) = from_the_middle();
    let target = payments(None);
    let mut two_assets = ledger.state(6, &[100, 100]);
    two_assets.outcome.push(ledger.exit(TOKEN, &[0, 1]));
    let wrong = [
        ledger.state(6, &[100, 99]),
        ledger.state(6, &[101, 100]),
        finalized(ledger.state(6, &[0, 0])),
        guaranteeing(&ledger, 6, &[100, 100], &[(&target, 10)]),
        guaranteeing(&ledger, 6, &[90, 100], &[(&target, 9)]),
        two_assets,
    ];
    let expected = fault("P6", Error, "", &[1, 2]).of(&ledger);
    for state in &wrong {
        expected.recorded(&log, &both(&ledger, state));
    }
}

#[test]
fn p6_amounts_may_move_between_balances_and_guarantees() {
    let (ledger, mut log) = from_the_middle();
    let target = payments(None);
    let states = [
        ledger.state(6, &[0, 200]),
        guaranteeing(&ledger, 7, &[0, 190], &[(&target, 10)]),
        guaranteeing(&ledger, 9, &[90, 90], &[(&target, 20)]),
        finalized(ledger.state(10, &[150, 50])),
    ];
    log.extend(states.iter().map(|state| both(&ledger, state)));
    holds("P6", &log);
}

#[test]
fn p6_a_total_that_was_wrong_and_changes_again_is_found_twice() {
    let ledger = Channel::of(None);
    let states = [
        ledger.state(0, &[100, 100]),
        ledger.state(1, &[100, 90]),
        ledger.state(2, &[90, 100]),
        ledger.state(3, &[100, 100]),
    ];
    let mut log = vec![ledger.created()];
    log.extend(states.iter().map(|state| both(&ledger, state)));
    for store in [appended(&log), imported(&log)] {
        let offsets = |rule| {
            let found = found(&store, rule).into_iter();
            found.map(|finding| finding.offsets).collect::<Vec<_>>()
        };
        // S13 compares with the prefund state.
        assert_eq!(offsets("S13"), [[1, 2], [1, 3]]);
        assert_eq!(offsets("P6"), [[1, 2], [3, 4]]);
    }
}

#[test]
fn p6_the_signature_that_supports_a_state_shows_it() {
    let (ledger, mut log) = from_the_middle();
    let state = ledger.state(6, &[100, 99]);
    log.push(ledger.received(&state, &[0]));
    holds("P6", &log);
    let expected = fault("P6", Error, "", &[1, 2, 3]).of(&ledger);
    expected.recorded(&log, &ledger.received(&state, &[1]));
    // Also one that came with a proposal.
    let proposal = add(&ledger, &payments(None), 1, 0);
    expected.recorded(&log, &proposed(&ledger, 1, &proposal, &state));
    // Once it is supported, further signatures say nothing new.
    log.push(ledger.received(&state, &[1]));
    log.push(with(
        &both(&ledger, &state),
        &json!({ "correlationId": "again" }),
    ));
    expected.imported(&log);
}

#[test]
fn p6_our_own_signature_is_for_s13_to_refuse() {
    let ledger = Channel::of(Some(0));
    let mut log = ledger.funded();
    let state = ledger.state(2, &[100, 99]);
    log.push(ledger.received(&state, &[1]));
    let ours = with(
        &ledger.signed(&state),
        &json!({ "override": "we know better" }),
    );
    let expected = fault("P6", Error, "", &[5, 7, 8]).of(&ledger);
    expected.recorded(&log, &ours);
}

#[test]
fn p6_a_total_beyond_256_bits_is_not_one_that_has_wrapped() {
    let ledger = Channel::of(None);
    let amounts = |turn, amounts: [U256; 2]| {
        let mut state = ledger.state(turn, &[0, 0]);
        for (allocation, amount) in state.outcome[0].allocations.iter_mut().zip(amounts) {
            allocation.amount = amount;
        }
        both(&ledger, &state)
    };
    let (max, one) = (U256::MAX, U256::from(1));
    let log = [ledger.created(), amounts(5, [max, one])];
    let nothing = amounts(6, [U256::ZERO; 2]);
    fault("P6", Error, "", &[1, 2])
        .of(&ledger)
        .recorded(&log, &nothing);
    holds("P6", &and(&log, &[amounts(6, [one, max])]));
}

#[test]
fn p6_what_is_stale_or_no_ledger_is_not_compared() {
    let (ledger, mut log) = from_the_middle();
    log.push(both(&ledger, &ledger.state(4, &[100, 99])));
    // Another state of the same turn is for S7.
    log.push(both(&ledger, &ledger.state(5, &[100, 99])));
    holds("P6", &log);
    let direct = Channel::between(2, "direct", "unanimous", None);
    let states = [direct.state(5, &[100, 100]), direct.state(6, &[100, 99])];
    let mut log = vec![direct.created()];
    log.extend(states.iter().map(|state| both(&direct, state)));
    holds("P6", &log);
}

/// The balances and guarantees at the latest supported state; none if that is not known.
fn amounts(store: &EventStore, ledger: &Bytes32) -> Vec<U256> {
    let channel = store.reconstruct_channel(ledger, None).unwrap().unwrap();
    let assets = channel.ledger.unwrap().assets;
    let of_asset = |asset: &statelog::state::view::LedgerAsset| {
        let guarantees = asset.guarantees.iter().map(|guarantee| guarantee.amount);
        [asset.leader, asset.follower]
            .into_iter()
            .chain(guarantees)
            .collect::<Vec<_>>()
    };
    assets.iter().flat_map(of_asset).collect()
}

/// Some of an amount, all of it, or seldom one more than there is.
fn part(random: &mut Random, of: U256) -> U256 {
    match random.below(10) {
        0 => of.wrapping_add(U256::from(1)),
        1..4 => U256::ZERO,
        4..7 => of / U256::from(2),
        _ => of,
    }
}

/// Hashes of an opaque ledger are not compared, so that any proposal may be applied.
#[test]
fn p6_no_proposal_changes_the_total() {
    let mut random = Random::new();
    let mut applied = 0;
    for round in 0..150 {
        let (ledger, targets, _) = open(None);
        let opaque = with(&ledger.created(), &json!({ "protocol": "opaque" }));
        let mut base = ledger.state(2, &[0, 0]);
        for allocation in &mut base.outcome[0].allocations {
            let some = [U256::from(1000), U256::MAX][random.below(2)];
            allocation.amount = part(&mut random, some);
        }
        let log = [opaque, both(&ledger, &base)];
        let mut store = appended(&log);
        let sum = |amounts: &[U256]| {
            amounts
                .iter()
                .map(|amount| U512::from(*amount))
                .sum::<U512>()
        };
        let mut known = amounts(&store, &ledger.id);
        let total = sum(&known);
        for turn in 3..15 {
            let target = &targets[random.below(2)];
            let proposal = random_proposal(&mut random, &ledger, target, &known);
            let after = ledger.state(turn, &[round, turn]);
            for who in [0, 1] {
                append(&mut store, &proposed(&ledger, who, &proposal, &after)).unwrap();
            }
            known = amounts(&store, &ledger.id);
            if known.is_empty() {
                // It was not possible; the chain of proposals ends here.
                break;
            }
            assert_eq!(sum(&known), total, "{proposal}");
            applied += 1;
        }
        assert_eq!(found(&store, "P6"), []);
    }
    assert!(applied > 75, "hardly any proposal was possible: {applied}");
}

/// A proposal that the balances, and the guarantees behind them, mostly allow.
fn random_proposal(
    random: &mut Random,
    ledger: &Channel,
    target: &Channel,
    known: &[U256],
) -> Json {
    if known.len() > 2 && random.below(3) > 0 {
        let of = known[2..].get(random.below(2)).copied();
        let left = part(random, of.unwrap_or_default());
        return with(
            &remove(target, 0),
            &json!({ "leftAmount": left.to_string() }),
        );
    }
    let is_leader_left = random.below(2) == 0;
    let (leader, follower) = (part(random, known[0]), part(random, known[1]));
    let left = if is_leader_left { leader } else { follower };
    let amount = leader.wrapping_add(follower);
    let members = json!({ "amount": amount.to_string(), "leftDeposit": left.to_string() });
    let proposal = with(&add(ledger, target, 0, 0), &members);
    let turned = json!({ "left": proposal["right"], "right": proposal["left"] });
    match is_leader_left {
        true => proposal,
        false => with(&proposal, &turned),
    }
}
