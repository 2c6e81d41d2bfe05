//! Support against a second, naive derivation on random logs.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod facts;

use facts::*;
use statelog::event::SupportRule;
use statelog::event::scalar::{Bytes32, U256};
use statelog::state::{Channel, StateContent};

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
        let by_chain = accepted
            .iter()
            .any(|held| *held == (known.turn_num, known.state_hash));
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
        voucher_signer: content.voucher_signer.clone(),
    }
}
