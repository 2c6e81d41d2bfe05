//! Ledgers against a second, naive derivation, on random logs and in any order.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod facts;

use facts::ledger::*;
use facts::*;
use statelog::event::scalar::{Bytes, Bytes32};
use statelog::event::{AddProposal, Allocation, Outcome, Proposal, Protocol};
use statelog::state::{FactBody, StateContent};
use std::collections::BTreeMap;

type Keys = BTreeMap<(u64, Bytes32), Proposal>;

/// Applies a proposal to an outcome of one asset, as the rules are written.
fn apply_by_definition(outcome: &Outcome, proposal: &Proposal) -> Option<Outcome> {
    let mut outcome = outcome.clone();
    let held = &mut outcome[0].allocations;
    let at = |held: &[Allocation], target| held[2..].iter().position(|g| g.destination == target);
    let sides = |left: &[u8]| {
        if left == destination(0).0 {
            (0, 1)
        } else {
            (1, 0)
        }
    };
    match proposal {
        Proposal::Add(add) => {
            if at(held, add.target).is_some() || add.left_deposit > add.amount {
                return None;
            }
            let (left, right) = sides(&add.left.0);
            held[left].amount = held[left].amount.checked_sub(add.left_deposit)?;
            let rest = add.amount - add.left_deposit;
            held[right].amount = held[right].amount.checked_sub(rest)?;
            held.push(Allocation {
                metadata: Bytes([add.left.0, add.right.0].concat()),
                amount: add.amount,
                ..guarantee(add.target, 0, 0, 1)
            });
            held[2..].sort_by_key(|g| g.destination);
        }
        Proposal::Remove(remove) => {
            let guarantee = held.remove(2 + at(held, remove.target)?);
            let (left, right) = sides(&guarantee.metadata.0[..32]);
            held[left].amount += remove.left_amount;
            held[right].amount += guarantee.amount.checked_sub(remove.left_amount)?;
        }
    }
    Some(outcome)
}

/// The outcome of every proposal by walking up from turn 0, from nothing but the
/// states as shown and what the events gave.
fn derive_by_definition(given: &Given, whole: &[StateContent], proposals: &Keys) -> Derived {
    let states = given.view().states;
    let find = |hash: &Bytes32| states.iter().find(|known| known.state_hash == *hash);
    let mut derived = Derived::default();
    let mut chain: Option<Outcome> = None;
    for turn in 0..20 {
        let below = chain.take();
        derived.below.insert(turn, below.clone());
        let mut followed = None;
        for ((_, hash), proposal) in proposals.iter().filter(|((at, _), _)| *at == turn) {
            let known = find(hash).unwrap();
            let result = below
                .as_ref()
                .and_then(|below| apply_by_definition(below, proposal))
                .filter(|result| !is_hashed(given) || ledger_hash(&ID, turn, result) == *hash);
            if let Some(result) = &result {
                derived.outcomes.insert((turn, *hash), result.clone());
            }
            if known.supported || known.signers.contains(&0) && result.is_some() {
                let rank = (!known.supported, known.first_offset, *hash);
                if followed.as_ref().is_none_or(|(held, _)| rank < *held) {
                    followed = Some((rank, result));
                }
            }
        }
        chain = followed.and_then(|(_, result)| result);
        let bases = whole
            .iter()
            .filter(|content| content.turn_num.get() == turn);
        let bases = bases.filter_map(|content| {
            let known = find(&content.state_hash)?;
            let usable = known.supported && !content.is_final;
            let older = std::cmp::Reverse((known.first_offset, known.state_hash));
            let full = known.signers.len() == 2;
            usable.then_some((full, older, content))
        });
        if let Some((_, _, content)) = bases.max_by_key(|(full, older, _)| (*full, *older)) {
            chain = content.outcome.as_deref().cloned();
        }
    }
    derived
}

/// The id of every ledger of these tests.
const ID: Bytes32 = Bytes32::repeat_byte(0xcc);

/// Whether proposals must give the hash that they lead to.
fn is_hashed(given: &Given) -> bool {
    given.channel.created().protocol == Protocol::Nitro2
}

/// What follows from states and proposals.
#[derive(Default)]
struct Derived {
    outcomes: BTreeMap<(u64, Bytes32), Outcome>,
    /// For each turn the outcome that its proposals apply to.
    below: BTreeMap<u64, Option<Outcome>>,
}

#[test]
fn incremental_derivation_is_what_the_rules_say_and_resuming_changes_nothing() {
    for seed in 0..80 {
        println!("seed {seed}");
        compare_with_definition(seed, ledger());
    }
}

#[test]
fn p5_the_same_holds_where_hashes_are_compared() {
    let mut applied = 0;
    for seed in 0..30 {
        println!("seed {seed}");
        applied += compare_with_definition(seed, hashed_ledger(ID));
    }
    assert!(applied > 500, "hardly any hash was right: {applied}");
}

/// Gives the number of proposals that were applied, summed over all steps.
fn compare_with_definition(seed: u64, mut given: Given) -> usize {
    let mut applied = 0;
    let mut random = Random(seed);
    let mut shown: Vec<StateContent> = Vec::new();
    let mut proposals = Keys::new();
    let mut accepted: Vec<(u64, Bytes32)> = Vec::new();
    let mut expected = Derived::default();
    for _ in 0..70 {
        let turn = random.below(12);
        match random.below(12) {
            0 => {
                let tag = 10 + random.below(2) as u8;
                let content = base_with_guarantees(turn, tag);
                shown.retain(|held| held.state_hash != content.state_hash);
                shown.push(base_with_guarantees(turn, tag));
                given.when(signed(content, &[random.below(2) as u8]));
            }
            1 => {
                let tag = [1, 2, 10, 11][random.below(4) as usize];
                let any = proposals.keys().nth(random.below(20) as usize);
                let any = any.filter(|_| is_hashed(&given));
                let key = *any.unwrap_or(&(turn, hash(turn, tag)));
                match accepted.iter().position(|held| *held == key) {
                    Some(at) => drop(accepted.remove(at)),
                    None => accepted.push(key),
                }
                given.accept(&accepted);
            }
            2 => {
                given.when(signed(base(0), &[0, 1]));
                shown.retain(|held| held.turn_num.get() > 0 || held.state_hash != hash(0, 1));
                shown.push(base(0));
            }
            _ => {
                let turn = 1 + random.below(8);
                let tag = if random.chance(5) { 2 } else { 1 };
                let next = random_proposal(&mut random);
                let below = expected.below.get(&turn).cloned().flatten();
                let right = below
                    .filter(|_| is_hashed(&given) && !random.chance(6))
                    .and_then(|below| apply_by_definition(&below, &next))
                    .map(|after| ledger_hash(&ID, turn, &after));
                let key = (turn, right.unwrap_or(hash(turn, tag)));
                let proposal = proposals.entry(key).or_insert(next).clone();
                let signer = random.below(2) as u8;
                given.when(proposed(turn, key.1, proposal, signer));
            }
        }
        expected = derive_by_definition(&given, &shown, &proposals);
        applied += expected.outcomes.len();
        for (turn, hash) in proposals.keys() {
            let found = given.channel.outcome_of(hash).map(|found| (*found).clone());
            let wanted = expected.outcomes.get(&(*turn, *hash)).cloned();
            assert_eq!(found, wanted, "turn {turn}");
        }
        assert_guarantees(&given, &shown, &expected.outcomes);
        let resumed = given.resumed();
        assert_eq!(record_bytes(&resumed), record_bytes(&given.channel));
        assert_eq!(resumed.view(&given.around), given.view());
        for tag in 0..8 {
            let ever = given.channel.ever_guaranteed(&target(tag));
            assert_eq!(resumed.ever_guaranteed(&target(tag)), ever);
        }
    }
    applied
}

fn base_with_guarantees(turn: u64, tag: u8) -> StateContent {
    let mut outcome = native(80 + u64::from(tag), 60);
    let target = target(tag % 4);
    outcome[0].allocations.push(guarantee(target, 9, 1, 0));
    with_outcome(state(turn, tag), outcome)
}

fn random_proposal(random: &mut Random) -> Proposal {
    let tag = random.below(4) as u8;
    if random.chance(3) {
        return remove_of(tag, random.below(12));
    }
    let amount = 1 + random.below(30);
    let add = add(target(tag), amount, random.below(amount + 2));
    if random.chance(2) {
        return Proposal::Add(add);
    }
    Proposal::Add(AddProposal {
        left: add.right,
        right: add.left,
        ..add
    })
}

/// What is guaranteed, and was, read off the outcomes of the supported states.
fn assert_guarantees(
    given: &Given,
    shown: &[StateContent],
    derived: &BTreeMap<(u64, Bytes32), Outcome>,
) {
    let outcome_of = |key: &(u64, Bytes32)| {
        let content = shown.iter().find(|content| content.state_hash == key.1);
        let whole = content.and_then(|content| content.outcome.as_deref());
        whole.or_else(|| derived.get(key))
    };
    let holds = |key: &(u64, Bytes32), target: Bytes32| {
        let outcome = outcome_of(key);
        let mut held = outcome.iter().flat_map(|outcome| &outcome[0].allocations);
        held.any(|held| held.destination == target)
    };
    for tag in 0..4 {
        let target = target(tag);
        let now = given.latest().is_some_and(|latest| holds(&latest, target));
        assert_eq!(given.channel.guarantees(&target), now, "target {tag}");
        let ever = given.supported().iter().any(|key| holds(key, target));
        assert_eq!(
            given.channel.ever_guaranteed(&target),
            ever,
            "target {tag} ever"
        );
        let known = given.channel.targets_from(0).any(|known| *known == target);
        assert!(
            known || !ever,
            "target {tag} was guaranteed and is not listed"
        );
    }
    let mut targets: Vec<&Bytes32> = given.channel.targets_from(0).collect();
    assert_eq!(targets.len(), given.channel.target_count());
    targets.sort();
    targets.dedup();
    assert_eq!(targets.len(), given.channel.target_count(), "listed once");
}

#[test]
fn facts_in_any_order_lead_to_the_same_ledger() {
    for seed in 0..60 {
        println!("seed {seed}");
        let mut random = Random(seed);
        let mut bodies: Vec<FactBody> = vec![signed(base(1), &[0, 1])];
        for turn in 2..9 {
            let proposal = random_proposal(&mut random);
            for signer in 0..2 {
                bodies.push(proposed(turn, hash(turn, 1), proposal.clone(), signer));
            }
        }
        let mut in_order = ledger();
        for body in &bodies {
            in_order.when(body.clone());
        }
        let mut shuffled = ledger();
        while !bodies.is_empty() {
            let next = random.below(bodies.len() as u64) as usize;
            shuffled.when(bodies.swap_remove(next));
        }
        let (one, other) = (in_order.view(), shuffled.view());
        assert_eq!(one.ledger, other.ledger);
        assert_eq!(one.latest_supported, other.latest_supported);
    }
}
