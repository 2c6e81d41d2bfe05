//! Rules F2–F6.

use serde_json::json;
use statelog::rules::Severity::{Critical, Error, Info};

use crate::given::{
    Channel, TOKEN, above, appended, expect, found, imported, moved, refused, tx_hash,
};
use crate::support::store::with;

/// Alice or Irene, with the prefund state supported: the next offset is 3.
fn prefunded(me: usize) -> (Channel, Vec<serde_json::Value>) {
    let channel = Channel::of(Some(me));
    let mut log = vec![channel.created()];
    log.extend(channel.agreed(&channel.state(0, &[100, 100])));
    (channel, log)
}

fn overridden(event: &serde_json::Value) -> serde_json::Value {
    with(event, &json!({ "override": "agreed by telephone" }))
}

#[test]
fn f2_nobody_deposits_before_the_prefund_state_is_supported() {
    let channel = Channel::of(Some(0));
    let state = channel.state(0, &[100, 100]);
    let deposit = channel.deposit(1, 100, 0);
    let log = [channel.created(), channel.signed(&state), deposit.clone()];
    let refusal = refused(&log);
    assert_eq!(refusal.rule.as_str(), "F2");
    assert_eq!(found(&imported(&log), "F2"), [expect(Critical, "", &[2])]);
    // One that gives a reason is taken, and the finding stays.
    let store = appended(&[
        channel.created(),
        channel.signed(&state),
        overridden(&deposit),
    ]);
    assert_eq!(found(&store, "F2"), [expect(Critical, "", &[2])]);
    // With the other signature it is safe.
    let mut log = vec![channel.created()];
    log.extend(channel.agreed(&state));
    log.push(deposit);
    assert!(found(&appended(&log), "F2").is_empty());
}

#[test]
fn f2_a_deposit_into_an_unknown_channel_has_no_prefund_state() {
    let log = [Channel::of(Some(0)).deposit(1, 100, 0)];
    assert_eq!(refused(&log).rule.as_str(), "F2");
    assert_eq!(found(&imported(&log), "F2"), [expect(Critical, "", &[0])]);
}

#[test]
fn f2_who_comes_second_deposits_second() {
    let (channel, mut log) = prefunded(1);
    log.push(channel.deposited(1, 99));
    let deposit = channel.deposit(2, 100, 99);
    let early = [log.clone(), vec![deposit.clone()]].concat();
    assert_eq!(refused(&early).rule.as_str(), "F2");
    assert_eq!(
        found(&imported(&early), "F2"),
        [expect(Critical, "", &[0, 4])]
    );
    log.extend([channel.deposited(2, 100), deposit]);
    let store = appended(&log);
    assert!(found(&store, "F2").is_empty());
}

#[test]
fn f2_who_comes_first_need_not_wait() {
    let (channel, mut log) = prefunded(0);
    log.push(channel.deposit(1, 100, 0));
    assert!(above(&appended(&log), Info).is_empty());
}

#[test]
fn f2_where_our_share_goes_elsewhere_nothing_can_be_told() {
    let channel = Channel::of(Some(1));
    let mut state = channel.state(0, &[100, 100]);
    state.outcome[0].allocations[1].destination = statelog::event::scalar::Bytes32::repeat_byte(5);
    let mut log = vec![channel.created()];
    log.extend(channel.agreed(&state));
    log.push(channel.deposit(1, 100, 0));
    assert!(found(&appended(&log), "F2").is_empty());
}

#[test]
fn f2_each_asset_has_its_own_threshold() {
    let channel = Channel::of(Some(1));
    let mut state = channel.state(0, &[0, 100]);
    state.outcome.push(channel.exit(TOKEN, &[7, 5]));
    let mut log = vec![channel.created()];
    log.extend(channel.agreed(&state));
    // Nobody comes before Irene in the native asset.
    log.push(channel.deposit(1, 100, 0));
    assert!(found(&appended(&log), "F2").is_empty());
    let amounts = json!([{ "asset": TOKEN, "amount": "5", "expectedHeld": "0" }]);
    log.push(with(
        &channel.deposit(2, 5, 0),
        &json!({ "amounts": amounts }),
    ));
    assert_eq!(refused(&log).rule.as_str(), "F2");
    // A deposit that does not say what it moves may move either.
    let last = log.pop().unwrap();
    let resolved =
        json!({ "type": "transaction_resolved", "txHash": tx_hash(1), "result": "mined" });
    log.extend([resolved, with(&last, &json!({ "amounts": null }))]);
    assert_eq!(refused(&log).rule.as_str(), "F2");
}

#[test]
fn f3_one_deposit_at_a_time() {
    let (channel, mut log) = prefunded(0);
    log.push(channel.deposit(1, 100, 0));
    let again = channel.deposit(2, 100, 0);
    let twice = [log.clone(), vec![again.clone()]].concat();
    let refusal = refused(&twice);
    assert_eq!((refusal.rule.as_str(), refusal.offsets[0].get()), ("F3", 3));
    assert_eq!(found(&imported(&twice), "F3"), [expect(Error, "", &[3, 4])]);
    let store = appended(&[log.clone(), vec![overridden(&again)]].concat());
    assert_eq!(found(&store, "F3"), [expect(Error, "", &[3, 4])]);
    // Another asset is another matter.
    let amounts = json!([{ "asset": TOKEN, "amount": "5", "expectedHeld": "0" }]);
    let other = with(&again, &json!({ "amounts": amounts }));
    assert!(found(&appended(&[log, vec![other]].concat()), "F3").is_empty());
}

#[test]
fn f3_an_outcome_or_a_log_of_the_chain_resolves_a_deposit() {
    for result in ["mined", "reverted", "dropped", "replaced"] {
        let (channel, mut log) = prefunded(0);
        log.push(channel.deposit(1, 50, 0));
        log.push(json!({
            "type": "transaction_resolved", "txHash": tx_hash(1), "result": result,
        }));
        log.push(channel.deposit(2, 50, 50));
        assert!(found(&appended(&log), "F3").is_empty(), "{result}");
    }
    let (channel, mut log) = prefunded(0);
    // The transaction of a block has the number of the block.
    log.extend([channel.deposit(1, 50, 0), channel.deposited(1, 50)]);
    let next = channel.deposit(2, 50, 50);
    assert!(found(&appended(&[log.clone(), vec![next.clone()]].concat()), "F3").is_empty());
    // A log that was reorganised away resolves nothing.
    log.push(crate::given::reverted(&channel.deposited(1, 50)));
    log.push(next);
    assert_eq!(refused(&log).rule.as_str(), "F3");
}

#[test]
fn f4_holdings_that_shrink_by_a_deposit_show_a_missing_log() {
    let (channel, mut log) = prefunded(0);
    log.extend([channel.deposited(1, 100), channel.deposited(2, 60)]);
    let expected = expect(Error, "missed_or_reorged", &[3, 4]);
    assert_eq!(found(&appended(&log), "F4"), [expected]);
    log[4] = channel.deposited(2, 101);
    assert!(found(&appended(&log), "F4").is_empty());
}

#[test]
fn f4_a_deposit_of_nothing_is_legal() {
    let (channel, mut log) = prefunded(0);
    log.extend([channel.deposited(1, 100), channel.deposited(2, 100)]);
    assert_eq!(found(&appended(&log), "F4"), [expect(Info, "", &[3, 4])]);
}

#[test]
fn f4_assets_do_not_mix() {
    let (channel, mut log) = prefunded(0);
    log.push(with(&channel.deposited(1, 100), &json!({ "asset": TOKEN })));
    log.push(channel.deposited(2, 60));
    assert!(found(&appended(&log), "F4").is_empty());
}

#[test]
fn f5_the_excess_belongs_to_nobody() {
    let (channel, mut log) = prefunded(0);
    log.extend([channel.deposited(1, 100), channel.deposited(2, 201)]);
    assert_eq!(found(&appended(&log), "F5"), [expect(Error, "", &[4])]);
    log[4] = channel.deposited(2, 200);
    assert!(found(&appended(&log), "F5").is_empty());
    // An asset that the prefund state does not know is all excess.
    log.push(with(&channel.deposited(3, 1), &json!({ "asset": TOKEN })));
    assert_eq!(found(&appended(&log), "F5"), [expect(Error, "", &[5])]);
}

#[test]
fn f5_nothing_is_said_without_a_prefund_state() {
    let channel = Channel::of(Some(0));
    let log = [channel.created(), channel.deposited(1, 500)];
    assert!(found(&appended(&log), "F5").is_empty());
}

#[test]
fn f6_nothing_is_deposited_after_the_end() {
    let channel = Channel::of(Some(0));
    let mut log = channel.funded();
    log.extend(channel.agreed(&crate::given::finalized(channel.state(2, &[100, 100]))));
    let end = log.len() as u64;
    log.push(channel.concluded(3));
    let after = [log.clone(), vec![channel.deposited(4, 300)]].concat();
    assert_eq!(
        found(&appended(&after), "F6"),
        [expect(Error, "", &[end, end + 1])]
    );
    // It is an excess, but not one before the end.
    assert!(found(&appended(&after), "F5").is_empty());
    // Also after the payout.
    log.push(channel.paid(4, 200, 0));
    log.push(channel.deposited(5, 1));
    assert_eq!(
        found(&appended(&log), "F6"),
        [expect(Error, "", &[end + 1, end + 2])]
    );
}

#[test]
fn f6_a_deposit_during_a_challenge_is_fine() {
    let channel = Channel::of(Some(0));
    let mut log = vec![channel.created()];
    log.extend(channel.agreed(&channel.state(0, &[100, 100])));
    log.push(channel.deposited(1, 100));
    log.push(channel.challenged(2, &channel.state(0, &[100, 100])));
    log.push(channel.deposited(3, 200));
    assert!(found(&appended(&log), "F6").is_empty());
    // After the challenge has run out, it is not.
    let late = json!({ "blockTimestamp": crate::given::time_of(2) + crate::given::DURATION });
    let last = log.len() - 1;
    log[last] = moved(&log[last], &late);
    assert_eq!(found(&appended(&log), "F6").len(), 1);
}
