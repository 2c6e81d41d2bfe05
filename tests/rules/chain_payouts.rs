//! Rules C14 and C15.

use serde_json::{Value as Json, json};
use statelog::event::scalar::{Bytes, U256};
use statelog::event::{Allocation, VariablePart};
use statelog::rules::Severity::{Error, Info, Warn};

use crate::given::{Channel, above, appended, expect, finalized, found, moved, settled};
use crate::support::store::with;

/// The funded ledger, concluded: the offset of the conclusion is the last one.
fn concluded() -> (Channel, Vec<Json>) {
    let channel = Channel::of(Some(0));
    let mut log = channel.funded();
    log.extend(channel.agreed(&finalized(channel.state(2, &[100, 100]))));
    log.push(channel.concluded(3));
    (channel, log)
}

#[test]
fn c14_a_payout_needs_a_finalized_channel() {
    let channel = Channel::of(Some(0));
    let mut log = channel.funded();
    let at = log.len() as u64;
    log.push(channel.paid(3, 200, 0));
    let store = appended(&log);
    // What it did to a status that there was after all is not told either.
    let impossible = expect(Error, "impossible_on_chain", &[at]);
    let expected = [impossible, expect(Info, "", &[at])];
    assert_eq!(found(&store, "C14"), expected);
    let (channel, mut log) = concluded();
    log.push(channel.paid(4, 200, 0));
    assert!(above(&appended(&log), Info).is_empty());
}

#[test]
fn c14_a_payout_starts_from_the_holdings() {
    let (channel, mut log) = concluded();
    let at = log.len() as u64;
    log.push(channel.paid(4, 150, 0));
    let store = appended(&log);
    assert_eq!(found(&store, "C14"), [expect(Error, "", &[4, at])]);
}

#[test]
fn c14_a_payout_follows_from_the_outcome() {
    let (channel, mut log) = concluded();
    let at = log.len() as u64;
    // Either of them gets 100, not 90.
    let chosen = json!({ "via": "transfer", "indices": [0, 1] });
    log.push(with(&channel.paid(4, 200, 20), &chosen));
    let store = appended(&log);
    assert_eq!(found(&store, "C14"), [expect(Error, "", &[at - 1, at])]);
    // The chain's figure counts from here on.
    log.push(with(&channel.paid(5, 20, 0), &chosen));
    assert_eq!(
        found(&appended(&log), "C14"),
        [expect(Error, "", &[at - 1, at])]
    );
}

#[test]
fn c14_what_the_log_leaves_open_is_told() {
    let (channel, mut log) = concluded();
    let at = log.len() as u64;
    let unknown = json!({ "via": "unknown" });
    // Either of the two may have got 100.
    log.push(with(&channel.paid(4, 200, 100), &unknown));
    assert_eq!(
        found(&appended(&log), "C14"),
        [expect(Info, "", &[at - 1, at])]
    );
    // All may have been paid by a call that keeps the status.
    *log.last_mut().unwrap() = with(&channel.paid(4, 200, 0), &unknown);
    let assumed = expect(Info, "", &[at]);
    assert_eq!(
        found(&appended(&log), "C14"),
        std::slice::from_ref(&assumed)
    );
    // Another payout proves it.
    log.push(with(
        &channel.paid(5, 0, 0),
        &json!({ "via": "transfer", "indices": [0] }),
    ));
    assert_eq!(found(&appended(&log), "C14"), [settled(assumed, at + 1)]);
}

/// A channel that pays by an outcome that nobody knows, and one that it may have paid.
#[test]
fn c14_what_may_have_been_credited_is_no_mismatch() {
    let payer = Channel::between(3, "direct", "unanimous", None);
    let other = Channel::of(None);
    let log = |paid: u64| {
        vec![
            payer.created(),
            other.created(),
            other.received(&other.state(0, &[100, 100]), &[0, 1]),
            payer.deposited(1, 50),
            payer.concluded(3),
            with(&payer.paid(4, 50, 50 - paid), &json!({ "via": "transfer" })),
        ]
    };
    for (paid, exact) in [(30, false), (0, true)] {
        let store = appended(&log(paid));
        let state = store.reconstruct_channel(&other.id, None).unwrap();
        let funding = state.unwrap().funding;
        assert_eq!((funding.len(), funding[0].exact), (1, exact));
    }
    let last = finalized(other.state(2, &[15, 15]));
    let after = |paid: u64| {
        let mut log = log(paid);
        log.push(with(
            &other.concluded(5),
            &json!({ "candidate": other.candidate(&last, &[0, 1]) }),
        ));
        log.push(other.paid(6, 30, 0));
        appended(&log)
    };
    assert!(found(&after(30), "C14").is_empty());
    assert_eq!(found(&after(0), "C14"), [expect(Error, "", &[7])]);
}

/// The ledger of Irene and Bob's virtual channel with Alice: its outcome guarantees 10.
struct Guaranteed {
    ledger: Channel,
    target: Channel,
    state: VariablePart,
}

impl Guaranteed {
    fn new() -> Self {
        let ledger = Channel::of(None);
        let target = Channel::between(3, "virtual", "virtual_payment", None);
        let mut state = ledger.state(2, &[90, 100]);
        let sides = &state.outcome[0].allocations;
        let metadata = [sides[0].destination, sides[1].destination].concat();
        state.outcome[0].allocations.push(Allocation {
            destination: target.id,
            amount: U256::from(10),
            allocation_type: 2,
            metadata: Bytes(metadata),
        });
        Self {
            ledger,
            target,
            state,
        }
    }

    fn log(&self, target: &VariablePart) -> Vec<Json> {
        vec![
            self.ledger.created(),
            self.target.created(),
            self.ledger.challenged(3, &self.state),
            with(
                &self.target.challenged(4, target),
                &json!({ "candidate": self.target.candidate(target, &[0, 1, 2]) }),
            ),
        ]
    }

    fn reclaimed(&self, block: u64) -> Json {
        json!({
            "type": "reclaim_detected",
            "channelId": self.ledger.id,
            "assetIndex": 0,
            "chain": crate::given::at(block),
        })
    }
}

#[test]
fn c15_a_reclaim_needs_both_channels_finalized() {
    let given = Guaranteed::new();
    let target = given.target.state(1, &[6, 4]);
    let mut log = given.log(&target);
    log.push(given.reclaimed(63));
    let early = expect(Warn, "", &[2, 4]);
    // The ledger is finalized, the target is not yet.
    assert_eq!(found(&appended(&log), "C15"), std::slice::from_ref(&early));
    log[4] = given.reclaimed(64);
    assert!(found(&appended(&log), "C15").is_empty());
    log[4] = given.reclaimed(5);
    let impossible = expect(Warn, "impossible_on_chain", &[2, 4]);
    assert_eq!(found(&appended(&log), "C15"), [impossible, early]);
}

#[test]
fn c15_the_amounts_make_up_the_guarantee() {
    let given = Guaranteed::new();
    let mut log = given.log(&given.target.state(1, &[6, 5]));
    log.push(given.reclaimed(64));
    assert_eq!(found(&appended(&log), "C15"), [expect(Warn, "", &[2, 4])]);
    // Calldata that names another place of the outcome does not fit.
    log[3] = given.log(&given.target.state(1, &[6, 4])).remove(3);
    log[4] = with(&log[4], &json!({ "indexOfTargetInSource": 1 }));
    assert_eq!(found(&appended(&log), "C15"), [expect(Warn, "", &[2, 4])]);
    log[4] = moved(
        &with(&log[4], &json!({ "indexOfTargetInSource": 2 })),
        &json!({}),
    );
    assert!(found(&appended(&log), "C15").is_empty());
}
