//! Rules C3 and C17: what became of the facts that we acted on, and of our transactions.

use serde_json::{Value as Json, json};
use statelog::rules::Severity::{Critical, Warn};

use crate::given::{
    Channel, appended, expect, finalized, found, head, on_fork, reverted, settled, tx_hash,
};
use crate::support::store::with;

const ACTED: &str = "acted_on_reorged_event";

/// Alice's log up to her signature of the postfund: the deposits are at 3 and 4, the
/// signature at 5.
fn postfund_signed() -> (Channel, Vec<Json>) {
    let channel = Channel::of(Some(0));
    let mut log = channel.funded();
    log.truncate(6);
    (channel, log)
}

#[test]
fn c3_a_postfund_that_rests_on_a_lost_deposit_is_critical() {
    let (channel, mut log) = postfund_signed();
    let deposit = channel.deposited(2, 200);
    log.push(reverted(&deposit));
    let lost = expect(Critical, ACTED, &[4, 5, 6]);
    assert_eq!(found(&appended(&log), "C3"), std::slice::from_ref(&lost));
    // It is mined again in another block.
    log.push(on_fork(&deposit));
    let again = settled(expect(Warn, ACTED, &[4, 5, 6]), 7);
    assert_eq!(found(&appended(&log), "C3"), [again]);
    // And lost again.
    log.push(reverted(&on_fork(&deposit)));
    assert_eq!(found(&appended(&log), "C3"), [lost]);
}

#[test]
fn c3_a_reorganisation_that_is_reversed_leaves_nothing() {
    let (channel, mut log) = postfund_signed();
    let deposit = channel.deposited(2, 200);
    log.extend([
        reverted(&deposit),
        with(&deposit, &json!({ "correlationId": "again" })),
    ]);
    assert!(found(&appended(&log), "C3").is_empty());
}

#[test]
fn c3_a_block_that_is_replaced_counts_like_a_removal() {
    let (channel, mut log) = postfund_signed();
    let other = Channel::between(3, "direct", "unanimous", Some(0));
    log.push(on_fork(&other.deposited(2, 1)));
    assert_eq!(
        found(&appended(&log), "C3"),
        [expect(Critical, ACTED, &[4, 5, 6])]
    );
    assert_eq!(channel.me, Some(0));
}

#[test]
fn c3_no_act_rests_on_what_fell_before_it_or_came_after_it() {
    let channel = Channel::of(Some(0));
    let mut log = channel.funded();
    log.truncate(5);
    // The deposit falls, is mined again, and then we sign.
    let deposit = channel.deposited(2, 200);
    log.extend([reverted(&deposit), on_fork(&deposit)]);
    log.push(channel.signed(&channel.state(1, &[100, 100])));
    assert!(found(&appended(&log), "C3").is_empty());
    // A further deposit that falls was not needed.
    let further = channel.deposited(3, 230);
    log.extend([further.clone(), reverted(&further)]);
    assert!(found(&appended(&log), "C3").is_empty());
    // Nor is anything needed by who signed nothing.
    let observed = Channel::of(None);
    let log = [observed.created(), deposit.clone(), reverted(&deposit)];
    assert!(found(&appended(&log), "C3").is_empty());
}

#[test]
fn c3_a_deposit_rests_on_those_before_it() {
    let channel = Channel::of(Some(1));
    let mut log = vec![channel.created()];
    log.extend(channel.agreed(&channel.state(0, &[100, 100])));
    let first = channel.deposited(1, 100);
    log.extend([first.clone(), channel.deposit(2, 100, 100)]);
    log.push(reverted(&first));
    assert_eq!(
        found(&appended(&log), "C3"),
        [expect(Critical, ACTED, &[3, 4, 5])]
    );
    // Ours alone does not make up for it.
    let mine = channel.deposited(2, 100);
    let alone = [log.clone(), vec![mine]].concat();
    assert_eq!(
        found(&appended(&alone), "C3"),
        [expect(Critical, ACTED, &[3, 4, 5])]
    );
    log.extend([on_fork(&first), channel.deposited(2, 200)]);
    assert_eq!(
        found(&appended(&log), "C3"),
        [settled(expect(Warn, ACTED, &[3, 4, 5]), 6)]
    );
}

fn objective(channel: &Channel, kind: &str, prefix: &str) -> Json {
    json!({
        "type": "objective_created",
        "objectiveId": format!("{prefix}-{}", channel.id),
        "kind": kind,
        "channelId": channel.id,
        "source": "local_request",
        "status": "approved",
    })
}

fn completed(objective: &Json) -> Json {
    json!({ "type": "objective_completed", "objectiveId": objective["objectiveId"] })
}

#[test]
fn c3_a_funding_that_was_completed_rests_on_the_deposits() {
    let channel = Channel::of(Some(0));
    let fund = objective(&channel, "direct_fund", "DirectFunding");
    let mut log = channel.funded();
    log.extend([fund.clone(), completed(&fund)]);
    assert!(found(&appended(&log), "C3").is_empty());
    log.push(reverted(&channel.deposited(2, 200)));
    let expected = [
        expect(Critical, ACTED, &[4, 5, 9]),
        expect(Critical, ACTED, &[4, 8, 9]),
    ];
    assert_eq!(found(&appended(&log), "C3"), expected);
}

#[test]
fn c3_a_defunding_that_was_completed_rests_on_the_payout() {
    let channel = Channel::of(Some(0));
    let defund = objective(&channel, "direct_defund", "DirectDefunding");
    let mut log = channel.funded();
    log.push(defund.clone());
    log.extend(channel.agreed(&finalized(channel.state(2, &[100, 100]))));
    let at = log.len() as u64;
    let (concluded, paid) = (channel.concluded(3), channel.paid(4, 200, 0));
    log.extend([concluded.clone(), paid.clone(), completed(&defund)]);
    assert!(found(&appended(&log), "C3").is_empty());
    log.push(reverted(&paid));
    let lost = expect(Critical, ACTED, &[at + 1, at + 2, at + 3]);
    assert_eq!(found(&appended(&log), "C3"), [lost]);
    log.push(on_fork(&paid));
    let again = settled(expect(Warn, ACTED, &[at + 1, at + 2, at + 3]), at + 4);
    assert_eq!(found(&appended(&log), "C3"), [again]);
    // A deposit that falls has nothing to do with it.
    log.truncate(at as usize + 3);
    log.push(reverted(&channel.deposited(2, 200)));
    let funding = found(&appended(&log), "C3");
    assert!(
        funding
            .iter()
            .all(|found| !found.offsets.contains(&(at + 2))),
        "{funding:?}"
    );
}

/// A ledger with its prefund state, and a head at block 10.
fn waiting() -> (Channel, Vec<Json>) {
    let channel = Channel::of(Some(0));
    let mut log = vec![channel.created()];
    log.extend(channel.agreed(&channel.state(0, &[100, 100])));
    log.push(head(10));
    (channel, log)
}

#[test]
fn c17_a_transaction_is_missed_after_fifty_blocks() {
    let (channel, mut log) = waiting();
    log.extend([channel.deposit(1, 100, 0), head(59)]);
    assert!(found(&appended(&log), "C17").is_empty());
    log.push(head(60));
    assert_eq!(found(&appended(&log), "C17"), [expect(Warn, "", &[4, 6])]);
    // Later heads say the same.
    log.push(head(90));
    assert_eq!(found(&appended(&log), "C17"), [expect(Warn, "", &[4, 6])]);
    // An outcome ends it.
    let mut told = log.clone();
    told.push(json!({
        "type": "transaction_resolved", "txHash": tx_hash(1), "result": "dropped",
    }));
    assert!(found(&appended(&told), "C17").is_empty());
    log.push(channel.deposited(1, 100));
    assert!(found(&appended(&log), "C17").is_empty());
}

#[test]
fn c17_without_a_head_before_it_the_first_one_after_counts() {
    let (channel, mut log) = waiting();
    log.pop();
    log.extend([channel.deposit(1, 100, 0), head(100), head(149)]);
    assert!(found(&appended(&log), "C17").is_empty());
    log.push(head(150));
    assert_eq!(found(&appended(&log), "C17"), [expect(Warn, "", &[3, 6])]);
}
