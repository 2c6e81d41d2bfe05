//! Which facts are canonical, and what is known of a record.

use std::sync::Arc;

use statelog::event::PayoutVia;
use statelog::event::scalar::{BlockNumber, Bytes32};
use statelog::state::{Acquaintance, Chain, ChainBody, ChainFact, Head, OutcomeOnChain, Reception};

use crate::world::{
    CONTRACT, Known, NATIVE, address, allocation, amounts, chain_id, concluded, copy, deposit,
    external, fact, guarantee, head, held, id, native, of, paid, reclaim, told, u48, u256,
};

const CHANNEL: Bytes32 = Bytes32::repeat_byte(1);

fn known_deposit(offset: u64, block: u64, amount: u64) -> ChainFact {
    fact(offset, CHANNEL, block, 0, deposit(NATIVE, amount))
}

fn settled(chain: &mut Chain) -> u64 {
    chain.settle(&Known::default());
    held(chain, CHANNEL).0.to::<u64>()
}

#[test]
fn c2_another_hash_for_a_block_replaces_its_facts_and_its_head() {
    let mut chain = Chain::new(chain_id());
    let old = Arc::new(known_deposit(0, 5, 7));
    chain.record(&old);
    chain.observe(&head(1, 5, old.key.block_hash));
    let mut new = known_deposit(2, 5, 9);
    new.key.block_hash = id(0xee);
    new.key.tx_hash = id(0xdd);
    let recording = chain.record(&Arc::new(new));
    assert_eq!(recording.fallen, [0]);
    assert_eq!(recording.contradicted_head, Some(1));
    assert_eq!(settled(&mut chain), 9);
    assert_eq!((chain.fact_count(), chain.head()), (1, None));
    assert_eq!(chain.head_known(&old.key.block_hash), None);
    // The chain flips back.
    let again = ChainFact {
        offset: 3,
        ..copy(&old)
    };
    assert_eq!(
        chain.acquaintance(&again),
        Acquaintance::Fallen { first: 0 }
    );
    let recording = chain.record(&Arc::new(again));
    assert_eq!(
        (recording.reception, recording.fallen),
        (Reception::Reinstated, vec![2])
    );
    assert_eq!(settled(&mut chain), 7);
    chain.observe(&head(4, 5, old.key.block_hash));
    assert_eq!(chain.head_known(&old.key.block_hash), Some(1));
}

#[test]
fn c2_another_block_for_a_transaction_replaces_its_facts() {
    let mut chain = Chain::new(chain_id());
    chain.record(&Arc::new(known_deposit(0, 5, 7)));
    let mut moved = known_deposit(1, 6, 8);
    moved.key.tx_hash = known_deposit(0, 5, 7).key.tx_hash;
    assert_eq!(chain.record(&Arc::new(moved)).fallen, [0]);
    assert_eq!(settled(&mut chain), 8);
}

#[test]
fn c2_a_head_replaces_facts_of_its_block() {
    let mut chain = Chain::new(chain_id());
    chain.record(&Arc::new(known_deposit(0, 5, 7)));
    assert_eq!(chain.observe(&head(1, 5, id(0xee))).fallen, [0]);
    assert_eq!(settled(&mut chain), 0);
    assert_eq!(
        chain.observe(&head(2, 5, id(0xee))).reception,
        Reception::Repeated
    );
}

#[test]
fn a_reverted_log_is_out_until_it_is_recorded_again() {
    let mut chain = Chain::new(chain_id());
    let deposit = Arc::new(known_deposit(0, 5, 7));
    assert_eq!(chain.revert(&deposit.key, 0), None, "not known yet");
    chain.record(&deposit);
    assert_eq!(
        chain.reverted_by(&deposit.key),
        None,
        "recording reinstates"
    );
    assert_eq!(chain.revert(&deposit.key, 1), Some(0));
    assert_eq!(chain.revert(&deposit.key, 2), None);
    assert_eq!(chain.reverted_by(&deposit.key), Some(1));
    assert_eq!(settled(&mut chain), 0);
    assert_eq!(chain.record(&deposit).reception, Reception::Reinstated);
    assert_eq!(settled(&mut chain), 7);
}

#[test]
fn c1_repeats_enrich_or_conflict_or_add_nothing() {
    let mut chain = Chain::new(chain_id());
    let bare = fact(0, CHANNEL, 5, 0, paid(0, 9, 4, PayoutVia::Unknown));
    chain.record(&Arc::new(copy(&bare)));
    let with = |offset, body| ChainFact {
        offset,
        ..fact(offset, CHANNEL, 5, 0, body)
    };
    let same = with(1, paid(0, 9, 4, PayoutVia::Unknown));
    assert_eq!(chain.acquaintance(&same), Acquaintance::Same { first: 0 });
    let richer = with(2, paid(0, 9, 4, PayoutVia::Transfer));
    assert_eq!(
        chain.acquaintance(&richer),
        Acquaintance::Enriches { first: 0 }
    );
    assert_eq!(
        chain.record(&Arc::new(richer)).reception,
        Reception::Enriched
    );
    let other_call = with(3, paid(0, 9, 4, PayoutVia::Mirror));
    assert_eq!(
        chain.acquaintance(&other_call),
        Acquaintance::Same { first: 0 },
        "first wins"
    );
    let other_log = with(4, paid(0, 9, 3, PayoutVia::Unknown));
    assert_eq!(
        chain.acquaintance(&other_log),
        Acquaintance::Conflicts { first: 0 }
    );
    let recording = chain.record(&Arc::new(other_log));
    assert!(recording.contradicts);
    assert_eq!(recording.reception, Reception::Repeated);
    let elsewhere = fact(5, CHANNEL, 6, 0, paid(0, 9, 4, PayoutVia::Unknown));
    assert_eq!(chain.acquaintance(&elsewhere), Acquaintance::Unknown);
}

#[test]
fn c4_facts_of_another_contract_or_chain_drop_out_once_the_channel_is_known() {
    let mut chain = Chain::new(chain_id());
    let mut foreign = known_deposit(0, 5, 7);
    foreign.contract = address(0xdd);
    chain.record(&Arc::new(foreign));
    chain.record(&Arc::new(known_deposit(1, 6, 9)));
    let mut known = Known::default();
    chain.settle(&known);
    let foreign_held = |chain: &Chain| chain.holding(&address(0xdd), &NATIVE, &CHANNEL).0;
    assert_eq!(foreign_held(&chain), u256(7), "holdings fold at once");
    known.homes.insert(CHANNEL, (chain_id(), CONTRACT));
    chain.knowledge_changed(&CHANNEL);
    assert_eq!(chain.settle(&known), [CHANNEL]);
    assert_eq!(foreign_held(&chain), u256(0));
    assert_eq!(chain.adjudication(&address(0xdd), &CHANNEL), None);
    assert_eq!(held(&chain, CHANNEL), (u256(9), true));
    assert_eq!(chain.fact_count(), 2);
}

#[test]
fn knowledge_about_a_conclusion_folds_it_again() {
    let outcome = Arc::new(native(&[allocation(external(1), 5)]));
    let other = Arc::new(native(&[allocation(external(1), 6)]));
    let conclusion = fact(0, CHANNEL, 5, 0, concluded(1005, None));
    let mut chain = Chain::new(chain_id());
    chain.record(&Arc::new(copy(&conclusion)));
    let mut known = Known::default();
    let learn = |chain: &mut Chain, known: &Known| {
        chain.knowledge_changed(&CHANNEL);
        chain.settle(known);
        amounts(&of(chain, CHANNEL))
    };
    assert_eq!(learn(&mut chain, &known), None);
    known.mine.insert(CHANNEL, vec![other.clone()]);
    assert_eq!(
        learn(&mut chain, &known),
        Some(vec![vec![6]]),
        "a final that we signed"
    );
    known.full.insert(CHANNEL, vec![outcome.clone()]);
    assert_eq!(
        learn(&mut chain, &known),
        Some(vec![vec![5]]),
        "a full one comes first"
    );
    known.full.insert(CHANNEL, vec![outcome, other.clone()]);
    assert_eq!(learn(&mut chain, &known), None, "two full ones");
    known
        .submitted
        .insert((CHANNEL, conclusion.key.tx_hash), id(8));
    assert_eq!(learn(&mut chain, &known), None, "our state is not known");
    known.states.insert((CHANNEL, id(8)), other);
    assert_eq!(
        learn(&mut chain, &known),
        Some(vec![vec![6]]),
        "our own submission"
    );
}

#[test]
fn c18_the_clock_and_provisional_blocks() {
    let mut chain = Chain::new(chain_id());
    assert!(
        !chain.is_provisional(5, 0) && chain.is_provisional(5, 1),
        "no head"
    );
    chain.record(&Arc::new(known_deposit(0, 9, 7)));
    chain.settle(&Known::default());
    assert_eq!(chain.clock(), u48(1009));
    let late = Head {
        finalized: BlockNumber::new(8),
        ..*head(1, 10, id(0xaa))
    };
    chain.observe(&Arc::new(late));
    chain.observe(&head(2, 4, id(0xbb)));
    assert_eq!(chain.clock(), u48(1010));
    assert_eq!(chain.head().map(|head| head.offset), Some(1));
    assert!(!chain.is_provisional(9, 1) && chain.is_provisional(9, 2));
    assert!(!chain.is_provisional(8, 100), "final");
    chain.observe(&head(3, 10, id(0xcc)));
    assert!(chain.is_provisional(8, 100), "that head is contradicted");
    assert_eq!(
        chain.to_state().head.map(|head| head.block_hash),
        Some(id(0xcc))
    );
}

fn ledger_logs(fixed: [u64; 2], sum: u64) -> Vec<(Bytes32, u64, ChainBody)> {
    let (left, right) = (external(1), external(2));
    let target = id(5);
    let ledger = native(&[
        allocation(left, 10),
        allocation(right, 20),
        guarantee(target, sum, left, right),
    ]);
    let virtual_outcome = native(&[allocation(left, fixed[0]), allocation(right, fixed[1])]);
    vec![
        (target, 1, concluded(1001, Some(virtual_outcome))),
        (CHANNEL, 2, concluded(1002, Some(ledger))),
        (CHANNEL, 3, reclaim(0)),
    ]
}

#[test]
fn c15_a_reclaim_with_one_candidate_is_applied() {
    let chain = told(&ledger_logs([6, 4], 10), &Known::default());
    assert_eq!(amounts(&of(&chain, CHANNEL)), Some(vec![vec![16, 24]]));
    assert_eq!(
        amounts(&of(&chain, id(5))),
        Some(vec![vec![6, 4]]),
        "the target stays"
    );
}

#[test]
fn c15_a_reclaim_that_cannot_be_told_makes_the_outcome_unknown() {
    let unknown =
        |logs: &[_]| of(&told(logs, &Known::default()), CHANNEL).outcome == OutcomeOnChain::Unknown;
    assert!(unknown(&ledger_logs([6, 5], 10)), "amounts do not add up");
    let mut logs = ledger_logs([6, 4], 10);
    logs[0].1 = 4;
    assert!(unknown(&logs), "the target is finalized later");
    logs[0].1 = 1;
    if let ChainBody::Reclaim {
        index_in_source, ..
    } = &mut logs[2].2
    {
        *index_in_source = Some(1);
    }
    assert!(unknown(&logs), "another allocation is named");
    if let ChainBody::Reclaim {
        index_in_source,
        target,
        ..
    } = &mut logs[2].2
    {
        (*index_in_source, *target) = (Some(2), Some(id(6)));
    }
    assert!(unknown(&logs), "another target is named");
}

#[test]
fn c15_two_candidates_count_as_one_if_the_result_is_the_same() {
    let (left, right) = (external(1), external(2));
    let logs = |second: [u64; 2]| {
        let ledger = native(&[
            allocation(left, 10),
            allocation(right, 20),
            guarantee(id(5), 10, left, right),
            guarantee(id(6), 10, left, right),
        ]);
        let of = |a, b| native(&[allocation(left, a), allocation(right, b)]);
        // The guarantee that is left tells the results apart, unless the same channel
        // is guaranteed twice.
        vec![
            (id(5), 1, concluded(1001, Some(of(6, 4)))),
            (id(6), 1, concluded(1001, Some(of(second[0], second[1])))),
            (CHANNEL, 2, concluded(1002, Some(ledger))),
            (CHANNEL, 3, reclaim(0)),
        ]
    };
    let outcome = |logs: &[_]| amounts(&of(&told(logs, &Known::default()), CHANNEL));
    assert_eq!(outcome(&logs([7, 3])), None);
    assert_eq!(
        outcome(&logs([7, 4])),
        Some(vec![vec![16, 24, 10]]),
        "one adds up"
    );
    let mut twice = logs([6, 4]);
    let same = guarantee(id(5), 10, left, right);
    let ledger = native(&[
        allocation(left, 10),
        allocation(right, 20),
        same.clone(),
        same,
    ]);
    twice[2].2 = concluded(1002, Some(ledger));
    assert_eq!(outcome(&twice), Some(vec![vec![16, 24, 10]]));
}
