//! The arithmetic of payouts and reclaims against figures of the contracts' package.

use serde_json::Value;
use statelog::event::scalar::U256;
use statelog::nitro::holdings::{self, Uninferable};

use crate::world::{allocation, external, guarantee, id, u256};

pub(crate) fn vectors() -> Value {
    serde_json::from_str(include_str!("../golden/vectors/nitro.json")).unwrap()
}

fn amounts(value: &Value) -> Vec<U256> {
    let texts = value.as_array().unwrap().iter();
    texts
        .map(|text| text.as_str().unwrap().parse().unwrap())
        .collect()
}

#[test]
fn payouts_equal_the_contracts_figures() {
    let cases = vectors()["transferMaths"].as_array().unwrap().clone();
    assert_eq!(cases.len(), 4);
    for case in cases {
        let allocations: Vec<_> = case["allocations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|pair| {
                let mut given = allocation(pair[0].as_str().unwrap().parse().unwrap(), 0);
                given.amount = pair[1].as_str().unwrap().parse().unwrap();
                given
            })
            .collect();
        let indices: Vec<u32> = case["indices"]
            .as_array()
            .unwrap()
            .iter()
            .map(|index| index.as_u64().unwrap() as u32)
            .collect();
        let initial = case["initialHoldings"].as_str().unwrap().parse().unwrap();
        let effects = holdings::payouts(initial, &allocations, &indices).unwrap();
        let left: Vec<_> = effects.allocations.iter().map(|left| left.amount).collect();
        assert_eq!(left, amounts(&case["newAmounts"]));
        let paid: Vec<_> = effects.payouts.iter().map(|paid| paid.amount).collect();
        assert_eq!(paid, amounts(&case["payouts"]));
        let total: U256 = case["totalPayouts"].as_str().unwrap().parse().unwrap();
        assert_eq!(effects.total, total);
        let only_zeros = case["allocatesOnlyZeros"].as_bool().unwrap();
        assert_eq!(effects.allocates_only_zeros, only_zeros);
    }
}

#[test]
fn a_reclaim_equals_the_contracts_figures() {
    let case = vectors()["reclaimMaths"][0].clone();
    let side = |at: usize| case["result"][at][0].as_str().unwrap().parse().unwrap();
    let (irene, bob) = (side(0), side(1));
    let source = [
        allocation(irene, 90),
        allocation(bob, 100),
        guarantee(id(7), 10, irene, bob),
    ];
    let target = [allocation(external(1), 6), allocation(bob, 4)];
    let result = holdings::reclaim(&source, 2, &target).unwrap();
    let figures: Vec<_> = result
        .iter()
        .map(|allocation| (allocation.destination, allocation.amount))
        .collect();
    assert_eq!(figures, [(irene, u256(96)), (bob, u256(104))]);
}

#[test]
fn a_reclaim_that_would_revert_has_no_result() {
    let (left, right) = (external(1), external(2));
    let source = [
        allocation(left, 90),
        allocation(right, 100),
        guarantee(id(7), 10, left, right),
    ];
    let pays = |a, b| [allocation(left, a), allocation(right, b)];
    assert!(holdings::reclaim(&source, 2, &pays(6, 4)).is_some());
    assert_eq!(
        holdings::reclaim(&source, 2, &pays(6, 5)),
        None,
        "sum differs"
    );
    assert_eq!(
        holdings::reclaim(&source, 2, &pays(6, 4)[..1]),
        None,
        "one allocation"
    );
    assert_eq!(
        holdings::reclaim(&source, 1, &pays(6, 4)),
        None,
        "no guarantee"
    );
    assert_eq!(
        holdings::reclaim(&source, 3, &pays(6, 4)),
        None,
        "no allocation"
    );
    assert_eq!(
        holdings::reclaim(&source[1..], 1, &pays(6, 4)),
        None,
        "no left"
    );
    let mut full = source.clone();
    full[0].amount = U256::MAX;
    assert_eq!(holdings::reclaim(&full, 2, &pays(6, 4)), None, "overflow");
    let mut short = source;
    short[2].metadata.0.pop();
    assert_eq!(
        holdings::reclaim(&short, 2, &pays(6, 4)),
        None,
        "short metadata"
    );
}

#[test]
fn affords_never_exceed_the_holdings() {
    let mut huge = [allocation(id(1), 0), allocation(id(2), 0)];
    for allocation in &mut huge {
        allocation.amount = U256::MAX;
    }
    assert_eq!(holdings::affords(U256::MAX, &huge), [U256::MAX, U256::ZERO]);
    assert_eq!(
        holdings::payouts(u256(5), &huge, &[]).unwrap().total,
        u256(5)
    );
}

#[test]
fn a_payout_that_would_revert_has_no_effects() {
    let mut allocations = [1, 2, 3].map(|at| allocation(external(at), 5));
    let path = |allocations: &[_], indices: &[u32]| {
        let effects = holdings::payouts(u256(9), allocations, indices);
        effects.err().map(|error| error.path.clone())
    };
    assert_eq!(path(&allocations, &[0, 2]), None);
    assert_eq!(path(&allocations, &[1, 1]), Some("/indices/1".into()));
    assert_eq!(path(&allocations, &[2, 1]), Some("/indices/1".into()));
    assert_eq!(path(&allocations, &[3]), Some("/indices/0".into()));
    allocations[1].allocation_type = 2;
    assert_eq!(path(&allocations, &[]), Some("/allocations/1".into()));
    assert_eq!(path(&allocations, &[0, 2]), Some("/allocations/1".into()));
    assert_eq!(
        path(&allocations, &[1]),
        None,
        "the contract looks at the wrong place"
    );
}

/// Every selection of small allocations, against trying all selections.
#[test]
fn inference_finds_exactly_the_unambiguous_selections() {
    for code in 0..4u64.pow(4) {
        let amount = |at: u32| code / 4u64.pow(at) % 4;
        for guarantee_at in 0..5usize {
            let mut allocations: Vec<_> = (0..4)
                .map(|at| allocation(external(at as u8 + 1), amount(at)))
                .collect();
            if let Some(allocation) = allocations.get_mut(guarantee_at) {
                allocation.allocation_type = 2;
            }
            let affords = holdings::affords(u256(7), &allocations);
            for paid in 0..=8u64 {
                let inferred = holdings::infer(&affords, &allocations, u256(paid));
                assert_eq!(inferred, by_trying(&affords, guarantee_at, u256(paid)));
            }
        }
    }
}

fn by_trying(affords: &[U256], guarantee_at: usize, paid: U256) -> Result<Vec<U256>, Uninferable> {
    if paid == holdings::sum(affords) {
        return Ok(affords.to_vec());
    }
    let mut results: Vec<Vec<U256>> = Vec::new();
    for mask in 0..1u32 << affords.len() {
        let places: Vec<u32> = (0..affords.len() as u32)
            .filter(|at| mask & (1 << at) != 0)
            .collect();
        let pays = if places.is_empty() {
            vec![U256::ZERO; affords.len()]
        } else {
            holdings::selected(affords, &places)
        };
        let positive = places.iter().all(|at| !affords[*at as usize].is_zero());
        let reverts = guarantee_at < places.len();
        if positive && !reverts && holdings::sum(&pays) == paid {
            results.push(pays);
        }
    }
    match results.len() {
        0 => Err(Uninferable::Impossible),
        1 => Ok(results.remove(0)),
        _ => Err(Uninferable::Ambiguous),
    }
}

#[test]
fn inference_gives_up_beyond_sixteen_affords() {
    let allocations: Vec<_> = (0..17)
        .map(|at| allocation(external(at + 1), 1 << at))
        .collect();
    let affords = holdings::affords(u256(1 << 17), &allocations);
    let infer = |count: usize| holdings::infer(&affords[..count], &allocations, u256(3));
    assert_eq!(infer(17), Err(Uninferable::Ambiguous));
    assert!(infer(16).is_ok());
}
