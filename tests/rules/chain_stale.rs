//! Rule C9.

use serde_json::{Value as Json, json};
use statelog::rules::{Finding, Severity::Critical};

use crate::given::{
    Channel, appended, expect, finalized, findings, found, head, moved, reverted, settled, time_of,
};
use crate::support::store::with;

const STALE: &str = "stale_challenge";

/// Alice's log of the ledger with turn 2. Its signatures are at the last two offsets.
fn at_turn_2() -> (Channel, Vec<Json>) {
    let channel = Channel::of(Some(0));
    let mut log = channel.funded();
    log.extend(channel.agreed(&channel.state(2, &[90, 110])));
    (channel, log)
}

fn only(log: &[Json]) -> Finding {
    let store = appended(log);
    let mut found = findings(&store, "C9");
    assert_eq!(found.len(), 1);
    found.pop().unwrap()
}

fn advice(log: &[Json]) -> Option<String> {
    let details = only(log).details.unwrap();
    details.advice.map(|advice| advice.as_str().to_owned())
}

#[test]
fn c9_a_challenge_with_an_old_state_is_critical() {
    let (channel, mut log) = at_turn_2();
    let at = log.len() as u64;
    log.push(channel.challenged(3, &channel.state(1, &[100, 100])));
    let expected = expect(Critical, STALE, &[at - 2, at - 1, at]);
    assert_eq!(found(&appended(&log), "C9"), [expected]);
    let details = only(&log).details.unwrap();
    assert_eq!(details.turn_num.unwrap().get(), 1);
    assert_eq!(details.deadline.unwrap().get(), time_of(3) + 60);
    assert_eq!(details.advice.unwrap().as_str(), "checkpoint or challenge");
    // With the latest state it is not.
    *log.last_mut().unwrap() = channel.challenged(3, &channel.state(2, &[90, 110]));
    assert!(found(&appended(&log), "C9").is_empty());
}

#[test]
fn c9_only_what_was_supported_before_counts() {
    let channel = Channel::of(Some(0));
    let mut log = channel.funded();
    let at = log.len() as u64;
    let next = channel.state(2, &[90, 110]);
    // Only one signature of turn 2 is there.
    log.push(channel.signed(&next));
    log.push(channel.challenged(3, &channel.state(1, &[100, 100])));
    assert!(found(&appended(&log), "C9").is_empty());
    // The other one comes later.
    log.push(channel.received(&next, &[1]));
    assert!(found(&appended(&log), "C9").is_empty());
    // A challenge after that is stale.
    log.push(moved(
        &log[at as usize + 1],
        &json!({ "blockNumber": 4, "logIndex": 1 }),
    ));
    let store = appended(&log);
    let stale = found(&store, "C9");
    assert_eq!(stale, [expect(Critical, STALE, &[at, at + 2, at + 3])]);
}

#[test]
fn c9_the_answer_settles_it() {
    let (channel, mut log) = at_turn_2();
    let at = log.len() as u64;
    log.push(channel.challenged(3, &channel.state(1, &[100, 100])));
    let stale = expect(Critical, STALE, &[at - 2, at - 1, at]);
    let answers = [
        channel.cleared(4, 2),
        channel.challenged(4, &channel.state(2, &[90, 110])),
        channel.concluded(4),
    ];
    for answer in &answers {
        let log = [log.clone(), vec![answer.clone()]].concat();
        assert_eq!(
            found(&appended(&log), "C9"),
            [settled(stale.clone(), at + 1)]
        );
        assert_eq!(advice(&log), None);
        // A reorganisation takes the answer back.
        let log = [log, vec![reverted(answer)]].concat();
        assert_eq!(found(&appended(&log), "C9"), std::slice::from_ref(&stale));
        // An answer that comes too late is none.
        let late = moved(answer, &json!({ "blockTimestamp": time_of(3) + 60 }));
        let mut log = log;
        log.truncate(at as usize + 1);
        log.push(late);
        assert_eq!(found(&appended(&log), "C9"), std::slice::from_ref(&stale));
    }
}

#[test]
fn c9_there_is_nothing_to_do_once_the_time_is_over() {
    let (channel, mut log) = at_turn_2();
    log.push(channel.challenged(3, &channel.state(1, &[100, 100])));
    log.push(head(62));
    assert_eq!(advice(&log).as_deref(), Some("checkpoint or challenge"));
    log.push(head(63));
    assert_eq!(advice(&log), None);
}

#[test]
fn c9_a_final_state_can_be_concluded_too() {
    let (channel, mut log) = at_turn_2();
    log.extend(channel.agreed(&finalized(channel.state(3, &[90, 110]))));
    log.push(channel.challenged(3, &channel.state(1, &[100, 100])));
    assert_eq!(
        advice(&log).as_deref(),
        Some("checkpoint, challenge or conclude")
    );
}

/// Alice's payment channel with its postfund.
fn payments() -> (Channel, Vec<Json>) {
    let channel = Channel::between(3, "virtual", "virtual_payment", Some(0));
    let mut log = vec![channel.created()];
    log.extend(channel.agreed(&channel.state(0, &[10, 0, 0])));
    log.push(with(
        &channel.signed(&channel.state(1, &[10, 0, 0])),
        &json!({ "override": "guaranteed elsewhere" }),
    ));
    log.push(channel.received(&channel.state(1, &[10, 0, 0]), &[1, 2]));
    (channel, log)
}

#[test]
fn c9_of_a_payment_channel_a_final_state_can_only_be_concluded() {
    let (channel, mut log) = payments();
    log.extend(channel.agreed(&finalized(channel.state(2, &[6, 0, 4]))));
    let at = log.len() as u64;
    log.push(channel.challenged(3, &channel.state(1, &[10, 0, 0])));
    assert_eq!(advice(&log).as_deref(), Some("conclude"));
    assert_eq!(only(&log).offsets.last().unwrap().get(), at);
}

#[test]
fn c9_of_a_payment_channel_a_full_state_above_the_postfund_is_no_support() {
    let (channel, mut log) = payments();
    log.extend(channel.agreed(&channel.state(2, &[6, 0, 4])));
    log.push(channel.challenged(3, &channel.state(1, &[10, 0, 0])));
    assert!(found(&appended(&log), "C9").is_empty());
}

#[test]
fn c9_where_participants_take_turns_a_round_of_moves_is_enough() {
    let channel = Channel::between(2, "direct", "turn_taking", Some(0));
    let mut log = channel.funded();
    let (two, three) = (channel.state(2, &[90, 110]), channel.state(3, &[80, 120]));
    let at = log.len() as u64;
    // Alice moves at even turns, Irene at odd ones.
    log.push(channel.signed(&two));
    log.push(channel.received(&three, &[1]));
    log.push(channel.challenged(3, &channel.state(1, &[100, 100])));
    assert_eq!(
        found(&appended(&log), "C9"),
        [expect(Critical, STALE, &[at, at + 1, at + 2])]
    );
    // Turn 2 alone, signed by its mover, follows Irene's turn 1.
    log.remove(at as usize + 1);
    let store = appended(&log);
    assert_eq!(
        findings(&store, "C9")[0]
            .message
            .as_str()
            .matches("turn 2")
            .count(),
        1
    );
}

#[test]
fn c9_proposals_that_were_countersigned_support_a_ledger_state() {
    let channel = Channel::of(Some(0));
    let mut log = channel.funded();
    let at = log.len() as u64;
    let target = Channel::between(3, "virtual", "virtual_payment", Some(0)).id;
    let mut next = channel.state(2, &[90, 100]);
    let (left, right) = (
        next.outcome[0].allocations[0].destination,
        next.outcome[0].allocations[1].destination,
    );
    next.outcome[0]
        .allocations
        .push(statelog::event::Allocation {
            destination: target,
            amount: statelog::event::scalar::U256::from(10),
            allocation_type: 2,
            metadata: statelog::event::scalar::Bytes([left, right].concat()),
        });
    let proposal = |who: usize, event_type: &str, role: &str| {
        json!({
            "type": event_type,
            "ledgerId": channel.id,
            "turnNum": 2,
            "proposal": {
                "kind": "add", "target": target, "amount": "10",
                "left": left, "right": right, "leftDeposit": "10",
            },
            "role": role,
            "stateHash": channel.hash(&next),
            "sig": channel.sig(who, &next),
        })
    };
    log.push(with(
        &proposal(0, "ledger_proposal_signed", "leader"),
        &json!({ "override": "the prefund is on paper" }),
    ));
    let challenge = channel.challenged(3, &channel.state(1, &[100, 100]));
    let alone = [log.clone(), vec![challenge.clone()]].concat();
    assert!(found(&appended(&alone), "C9").is_empty());
    log.push(with(
        &proposal(1, "ledger_proposal_received", "follower"),
        &json!({ "from": crate::given::address(1) }),
    ));
    log.push(challenge);
    assert_eq!(
        found(&appended(&log), "C9"),
        [expect(Critical, STALE, &[at, at + 1, at + 2])]
    );
}
