//! Rules C1, C2, C4, C5, C13, and S1 for chain facts.

use serde_json::json;
use statelog::rules::Severity::{Critical, Error, Info, Warn};

use crate::given::{
    Channel, above, appended, block_hash, expect, found, head, imported, moved, on_fork, reverted,
    tx_hash,
};
use crate::support::store::{self, with};

fn channel() -> Channel {
    Channel::of(Some(0))
}

#[test]
fn c1_a_repeat_is_told_from_another_content() {
    let channel = channel();
    let log = [channel.created(), channel.deposited(1, 100)];
    let again = with(&log[1], &json!({ "timestamp": store::NOW + 9 }));
    let mut store = appended(&log);
    assert_eq!(store::append(&mut store, &again).unwrap().offset, 1);
    assert!(store::append(&mut store, &again).unwrap().duplicate);
    let other = with(&again, &json!({ "nowHeld": "101" }));
    let error = store::append(&mut store, &other).unwrap_err();
    assert_eq!(error.code(), "IDENTITY_CONFLICT");
    // A history that is taken as it is.
    let repeat = imported(&[log.as_slice(), &[again]].concat());
    assert_eq!(found(&repeat, "C1"), [expect(Info, "", &[1, 2])]);
    let conflict = imported(&[log.as_slice(), &[other]].concat());
    assert_eq!(found(&conflict, "C1"), [expect(Critical, "", &[1, 2])]);
    // The first one stands.
    assert_eq!(
        conflict.state_hash(None).unwrap(),
        repeat.state_hash(None).unwrap()
    );
    assert!(found(&appended(&log), "C1").is_empty());
}

#[test]
fn c1_the_signatures_of_a_challenge_are_part_of_its_log() {
    let channel = channel();
    let challenge = channel.challenged(1, &channel.state(1, &[100, 100]));
    let fewer = channel.candidate(&channel.state(1, &[100, 100]), &[0]);
    let other = with(&challenge, &json!({ "candidate": fewer }));
    let store = imported(&[channel.created(), challenge.clone(), other]);
    assert_eq!(found(&store, "C1"), [expect(Critical, "", &[1, 2])]);
    // The challenger's signature comes from calldata: it adds something.
    let signature = channel.candidate(&channel.state(1, &[100, 100]), &[1])["sigs"][0].clone();
    let richer = with(&challenge, &json!({ "challengerSig": signature }));
    let store = appended(&[channel.created(), challenge, richer]);
    assert!(found(&store, "C1").is_empty());
}

#[test]
fn c1_a_channel_is_created_once() {
    let channel = channel();
    let other = with(&channel.created(), &json!({ "supportRule": "custom" }));
    let mut store = appended(&[channel.created()]);
    let error = store::append(&mut store, &other).unwrap_err();
    assert_eq!(error.code(), "IDENTITY_CONFLICT");
    let store = imported(&[channel.created(), other]);
    assert_eq!(found(&store, "C1"), [expect(Critical, "", &[0, 1])]);
    let store = imported(&[channel.created(), channel.created()]);
    assert_eq!(found(&store, "C1"), [expect(Info, "", &[0, 1])]);
}

#[test]
fn c2_facts_that_fall_without_a_removal_are_an_error() {
    let channel = channel();
    let deposit = channel.deposited(1, 100);
    let store = appended(&[channel.created(), deposit.clone(), on_fork(&deposit)]);
    assert_eq!(found(&store, "C2"), [expect(Error, "reorg", &[1, 2])]);
    // The node said that the first one was removed.
    let log = [
        channel.created(),
        deposit.clone(),
        reverted(&deposit),
        on_fork(&deposit),
    ];
    assert_eq!(
        found(&appended(&log), "C2"),
        [expect(Warn, "reorg", &[1, 3])]
    );
    // Nothing else is on record of the block.
    let log = [
        channel.created(),
        deposit.clone(),
        channel.deposited(2, 150),
    ];
    assert!(found(&appended(&log), "C2").is_empty());
    // A second log of the new block tells nothing new.
    let second = moved(&on_fork(&deposit), &json!({ "logIndex": 1 }));
    let second = with(&second, &json!({ "nowHeld": "120" }));
    let log = [
        channel.created(),
        deposit.clone(),
        reverted(&deposit),
        on_fork(&deposit),
        second,
    ];
    assert_eq!(found(&appended(&log), "C2").len(), 1);
}

#[test]
fn c2_a_transaction_that_moves_to_another_block_falls_in_the_first() {
    let channel = channel();
    let deposit = channel.deposited(1, 100);
    let later = moved(&channel.deposited(2, 100), &json!({ "txHash": tx_hash(1) }));
    let store = appended(&[channel.created(), deposit, later]);
    assert_eq!(found(&store, "C2"), [expect(Error, "reorg", &[1, 2])]);
}

#[test]
fn c2_heads_and_facts_contradict_each_other() {
    let channel = channel();
    let deposit = channel.deposited(1, 100);
    let other_head = with(&head(1), &json!({ "blockHash": block_hash(1, 1) }));
    let store = appended(&[channel.created(), deposit.clone(), other_head.clone()]);
    assert_eq!(found(&store, "C2"), [expect(Error, "reorg", &[1, 2])]);
    let store = appended(&[channel.created(), head(1), on_fork(&deposit)]);
    assert_eq!(found(&store, "C2"), [expect(Warn, "reorg", &[1, 2])]);
    let store = appended(&[channel.created(), head(1), other_head]);
    assert_eq!(found(&store, "C2"), [expect(Warn, "reorg", &[1, 2])]);
    let store = appended(&[channel.created(), head(1), deposit, head(2)]);
    assert!(found(&store, "C2").is_empty());
}

#[test]
fn c2_each_channel_hears_of_its_own_facts() {
    let (one, two) = (
        channel(),
        Channel::between(3, "direct", "unanimous", Some(0)),
    );
    let other = moved(&two.deposited(1, 5), &json!({ "logIndex": 1 }));
    let new = on_fork(&one.deposited(1, 100));
    let store = appended(&[
        one.created(),
        two.created(),
        one.deposited(1, 90),
        other,
        new,
    ]);
    let findings = crate::given::findings(&store, "C2");
    let channels: Vec<_> = findings
        .iter()
        .map(|finding| finding.channel_id.unwrap())
        .collect();
    assert_eq!(findings.len(), 2);
    assert!(channels.contains(&one.id) && channels.contains(&two.id));
}

#[test]
fn c4_a_fact_of_another_chain_or_contract_is_ignored() {
    let channel = channel();
    let deposit = channel.deposited(1, 100);
    let elsewhere = [
        json!({ "chainId": 1 }),
        json!({ "contract": "0x4242424242424242424242424242424242424242" }),
    ];
    for place in elsewhere {
        let log = [channel.created(), moved(&deposit, &place)];
        assert_eq!(found(&appended(&log), "C4"), [expect(Error, "", &[0, 1])]);
        // The same if the fact was there first.
        let log = [moved(&deposit, &place), channel.created()];
        assert_eq!(found(&appended(&log), "C4"), [expect(Error, "", &[0, 1])]);
    }
    assert!(found(&appended(&[channel.created(), deposit]), "C4").is_empty());
}

#[test]
fn c5_a_log_that_comes_late_is_told() {
    let channel = channel();
    let log = [
        channel.created(),
        channel.deposited(2, 200),
        channel.deposited(1, 100),
    ];
    assert_eq!(found(&appended(&log), "C5"), [expect(Info, "", &[2])]);
    let log = [channel.created(), head(3), channel.deposited(3, 100)];
    assert_eq!(found(&appended(&log), "C5"), [expect(Info, "", &[2])]);
}

#[test]
fn c5_a_log_that_comes_in_order_is_not() {
    let channel = channel();
    let log = [
        channel.created(),
        channel.deposited(1, 100),
        head(1),
        channel.deposited(2, 200),
    ];
    assert!(found(&appended(&log), "C5").is_empty());
}

#[test]
fn c13_heads_go_forward() {
    let store = appended(&[head(5), head(4)]);
    assert_eq!(found(&store, "C13"), [expect(Info, "", &[0, 1])]);
    let earlier = with(&head(6), &json!({ "blockTimestamp": 1 }));
    let store = appended(&[head(5), earlier]);
    assert_eq!(found(&store, "C13"), [expect(Info, "", &[0, 1])]);
}

#[test]
fn c13_a_head_above_the_last_that_holds_is_in_order() {
    assert!(found(&appended(&[head(4), head(5)]), "C13").is_empty());
    // A contradicted head does not count.
    let other = with(&head(5), &json!({ "blockHash": block_hash(5, 1) }));
    assert!(found(&appended(&[head(3), head(5), other, head(6)]), "C13").is_empty());
}

#[test]
fn s1_facts_of_unknown_channels_wait_for_the_creation() {
    let channel = channel();
    let log = [channel.deposited(1, 100), channel.deposited(2, 60)];
    let store = appended(&log);
    assert_eq!(
        found(&store, "S1"),
        [expect(Info, "", &[0]), expect(Info, "", &[1])]
    );
    // Holdings fold at once.
    assert_eq!(above(&store, Info), ["F4 missed_or_reorged"]);
    let created = appended(&[log.as_slice(), &[channel.created()]].concat());
    assert!(found(&created, "S1").is_empty());
    assert_eq!(above(&created, Info), ["F4 missed_or_reorged"]);
}

#[test]
fn s1_a_challenge_of_an_unknown_channel_is_judged_once_it_is_created() {
    let channel = channel();
    let challenge = channel.challenged(1, &channel.state(1, &[100, 100]));
    let wrong = with(&challenge, &json!({ "finalizesAt": 5 }));
    let store = appended(std::slice::from_ref(&wrong));
    assert!(above(&store, Info).is_empty());
    let store = appended(&[wrong, channel.created()]);
    assert_eq!(found(&store, "C7"), [expect(Error, "", &[0, 1])]);
}
