//! Rules P1 and P2: who proposes and accepts which turn of a ledger. What a proposal leads
//! to, P3–P5, is tested in `proposal.rs`; totals, P6, in `total.rs`; the channels that
//! guarantees are for, P7 and P8, in `guarantee.rs`. Signatures, the rest of P5, are judged
//! in `signature.rs`.

use serde_json::{Value as Json, json};
use statelog::event::VariablePart;
use statelog::event::scalar::{Bytes32, U64, U256};
use statelog::rules::Severity::{Error, Info};
use statelog::{AppendOptions, EventStore, nitro};

use crate::given::{Channel, appended, expect, found, imported};
use crate::judged::{fault, holds};
use crate::objective::and;
use crate::parties::{add, guaranteed, guaranteeing, payments, prefunded, proposed, remove, split};
use crate::support::store::{NOW, append, with};

/// Another virtual channel of the same three.
pub(crate) fn second(me: Option<usize>) -> Channel {
    let mut channel = payments(me);
    channel.fixed.channel_nonce = U64(99);
    channel.id = nitro::channel_id(&channel.fixed);
    channel
}

/// The ledger of Alice and Irene as one of them or an observer keeps it, open with 100
/// each (its last event has offset 3), and two channels that may be guaranteed.
pub(crate) fn open(me: Option<usize>) -> (Channel, [Channel; 2], Vec<Json>) {
    let ledger = Channel::of(me);
    let mut log = vec![ledger.created()];
    let everybody = [0, 1];
    let shown = |turn| ledger.received(&ledger.state(turn, &[100, 100]), &everybody);
    log.extend([shown(0), ledger.deposited(1, 200), shown(1)]);
    (ledger, [payments(me), second(me)], log)
}

/// A proposal with the state that it leads to.
type Step = (Json, VariablePart);

/// Turn 2 guarantees the first channel, turn 3 also the second one, turn 4 only that one.
pub(crate) fn steps(ledger: &Channel, [one, two]: &[Channel; 2]) -> [Step; 3] {
    let mut both = guaranteeing(ledger, 3, &[70, 95], &[(one, 10), (two, 25)]);
    both.outcome[0].allocations[2..].sort_by_key(|guarantee| guarantee.destination);
    [
        (
            add(ledger, one, 10, 10),
            guaranteeing(ledger, 2, &[90, 100], &[(one, 10)]),
        ),
        (add(ledger, two, 25, 20), both),
        (
            remove(one, 7),
            guaranteeing(ledger, 4, &[77, 98], &[(two, 25)]),
        ),
    ]
}

fn by(ledger: &Channel, who: usize, (proposal, after): &Step) -> Json {
    proposed(ledger, who, proposal, after)
}

/// The balances and the number of guarantees of a ledger at its latest supported state.
pub(crate) fn balances(store: &EventStore, ledger: &Bytes32) -> (U256, U256, usize) {
    let channel = store.reconstruct_channel(ledger, None).unwrap().unwrap();
    let assets = channel.ledger.unwrap().assets;
    let [asset] = assets.as_slice() else {
        panic!("not one asset: {assets:?}");
    };
    (asset.leader, asset.follower, asset.guarantees.len())
}

fn figures(leader: u64, follower: u64, guarantees: usize) -> (U256, U256, usize) {
    (U256::from(leader), U256::from(follower), guarantees)
}

// P1 -------------------------------------------------------------------------------

#[test]
fn p1_the_role_is_that_of_the_signer() {
    let (ledger, targets, log) = open(Some(0));
    let [first, ..] = steps(&ledger, &targets);
    for (who, role) in [(0, "follower"), (1, "leader")] {
        let wrong = with(&by(&ledger, who, &first), &json!({ "role": role }));
        let mut store = appended(&log);
        let refused = store.append_json(&wrong.to_string(), NOW, AppendOptions::default());
        let refused = refused.unwrap_err();
        assert_eq!(refused.code(), "INVALID_EVENT");
        let details: Json = serde_json::from_str(&refused.details()).unwrap();
        assert_eq!(details["path"], "/role");
        assert_eq!(store.len(), 4);
    }
}

#[test]
fn p1_we_countersign_what_the_leader_proposed() {
    let (ledger, targets, log) = prefunded_by_irene();
    let [first, ..] = steps(&ledger, &targets);
    let (leads, follows) = (by(&ledger, 0, &first), by(&ledger, 1, &first));
    let expected = fault("P1", Error, "", &[log.len() as u64]).of(&ledger);
    expected.refused(&log, &follows, &leads);
    let reason = json!({ "override": "they said so" });
    expected.refused(&log, &with(&follows, &reason), &leads);
    holds("P1", &and(&log, &[leads, follows]));
}

/// Irene's log of the open ledger with the prefund states of both channels.
fn prefunded_by_irene() -> (Channel, [Channel; 2], Vec<Json>) {
    let (ledger, targets, mut log) = open(Some(1));
    let amounts = [[10, 0], [20, 5]];
    for (target, [alice, bob]) in targets.iter().zip(amounts) {
        log.push(target.created());
        log.extend(target.agreed(&split(target, 0, alice, bob)));
    }
    (ledger, targets, log)
}

#[test]
fn p1_we_countersign_the_first_proposal_that_waits() {
    let (ledger, targets, mut log) = prefunded_by_irene();
    let [first, second, _] = steps(&ledger, &targets);
    let at = log.len() as u64;
    log.extend([by(&ledger, 0, &first), by(&ledger, 0, &second)]);
    let (head, behind) = (by(&ledger, 1, &first), by(&ledger, 1, &second));
    let expected = fault("P1", Error, "", &[at + 1, at + 2]).of(&ledger);
    expected.refused(&log, &behind, &head);
    holds("P1", &and(&log, &[head, behind.clone()]));
    // The log of somebody else has accepted both by that.
    let store = imported(&and(&log, &[behind]));
    assert_eq!(balances(&store, &ledger.id), figures(70, 95, 2));
}

#[test]
fn p1_a_countersignature_of_what_nobody_proposed_is_recorded() {
    for me in [Some(0), None] {
        let (ledger, targets, log) = open(me);
        let [first, ..] = steps(&ledger, &targets);
        let expected = fault("P1", Error, "", &[4]).of(&ledger);
        expected.recorded(&log, &by(&ledger, 1, &first));
    }
    // A state that the leader signed as such was not proposed either.
    let (ledger, targets, mut log) = open(None);
    let [first, ..] = steps(&ledger, &targets);
    log.push(ledger.received(&first.1, &[0]));
    let expected = fault("P1", Error, "", &[5]).of(&ledger);
    expected.recorded(&log, &by(&ledger, 1, &first));
}

#[test]
fn p1_what_only_followers_signed_was_not_proposed() {
    let three = Channel::between(3, "ledger", "unanimous", None);
    let after = three.state(1, &[1, 2, 3]);
    let step = (add(&three, &payments(None), 1, 1), after);
    let both = [1, 2].map(|who| by(&three, who, &step));
    let log = and(&[three.created()], &both);
    let expected = [[1], [2]].map(|offsets| expect(Error, "", &offsets));
    for store in [appended(&log), imported(&log)] {
        assert_eq!(found(&store, "P1"), expected);
    }
}

#[test]
fn p1_the_other_may_accept_several_proposals_at_once() {
    let (ledger, targets, mut log) = open(None);
    let steps = steps(&ledger, &targets);
    log.extend(steps.iter().map(|step| by(&ledger, 0, step)));
    log.push(by(&ledger, 1, &steps[1]));
    holds("P1", &log);
    holds("P2", &log);
    let store = appended(&log);
    assert_eq!(balances(&store, &ledger.id), figures(70, 95, 2));
}

// P2 -------------------------------------------------------------------------------

#[test]
fn p2_turns_that_follow_one_another_are_as_they_should_be() {
    let (ledger, targets, mut log) = open(None);
    for step in &steps(&ledger, &targets) {
        log.extend([0, 1].map(|who| by(&ledger, who, step)));
        holds("P2", &log);
    }
    assert_eq!(balances(&appended(&log), &ledger.id), figures(77, 98, 1));
}

#[test]
fn p2_a_proposal_above_a_gap_waits_until_the_gap_is_filled() {
    let (ledger, targets, mut log) = open(None);
    let [first, second, third] = steps(&ledger, &targets);
    let early = by(&ledger, 0, &third);
    fault("P2", Info, "", &[4])
        .of(&ledger)
        .recorded(&log, &early);
    log.extend([early, by(&ledger, 0, &first)]);
    // Whoever fills the gap is late.
    let late = found(&appended(&log), "P2");
    assert_eq!(late.len(), 2);
    log.extend([by(&ledger, 0, &second), by(&ledger, 1, &third)]);
    for store in [appended(&log), imported(&log)] {
        assert_eq!(balances(&store, &ledger.id), figures(77, 98, 1));
        assert_eq!(found(&store, "P1"), []);
    }
    // Without the gap filled, nothing is applied.
    log.remove(5);
    let channel = appended(&log).reconstruct_channel(&ledger.id, None);
    let assets = channel.unwrap().unwrap().ledger.unwrap().assets;
    assert_eq!(assets, []);
}

#[test]
fn p2_our_own_gap_is_recorded_as_well() {
    let (ledger, target, log) = prefunded();
    let mut step = (
        add(&ledger, &target, 10, 10),
        guaranteeing(&ledger, 2, &[90, 100], &[(&target, 10)]),
    );
    holds("P2", &and(&log, &[by(&ledger, 0, &step)]));
    step.1.turn_num = statelog::event::scalar::Uint48::new(3).unwrap();
    let expected = fault("P2", Info, "", &[log.len() as u64]).of(&ledger);
    expected.recorded(&log, &by(&ledger, 0, &step));
}

#[test]
fn p2_a_proposal_of_a_turn_that_is_over_has_no_effect() {
    let (ledger, targets, mut log) = open(None);
    let steps = steps(&ledger, &targets);
    let state = ledger.received(&ledger.state(3, &[60, 140]), &[0, 1]);
    log.push(state);
    let expected = fault("P2", Info, "", &[5]).of(&ledger);
    expected.recorded(&log, &by(&ledger, 0, &steps[0]));
    log.extend([0, 1].map(|who| by(&ledger, who, &steps[0])));
    for store in [appended(&log), imported(&log)] {
        assert_eq!(balances(&store, &ledger.id), figures(60, 140, 0));
    }
}

#[test]
fn p2_a_countersignature_below_what_is_supported_has_no_effect() {
    let (ledger, targets, mut log) = open(None);
    let [first, second, _] = steps(&ledger, &targets);
    log.extend([by(&ledger, 0, &first), by(&ledger, 0, &second)]);
    log.push(by(&ledger, 1, &second));
    let late = by(&ledger, 1, &first);
    fault("P2", Info, "", &[7])
        .of(&ledger)
        .recorded(&log, &late);
    let store = appended(&and(&log, &[late]));
    assert_eq!(balances(&store, &ledger.id), figures(70, 95, 2));
}

#[test]
fn p2_an_exact_repeat_is_no_news() {
    for me in [Some(0), Some(1), None] {
        let (ledger, log) = match me {
            Some(0) => {
                let (ledger, target, log) = prefunded();
                let both = guaranteed(&ledger, &target);
                (ledger, and(&log, &both))
            }
            _ => {
                let (ledger, targets, log) = match me {
                    None => open(None),
                    _ => prefunded_by_irene(),
                };
                let [first, ..] = steps(&ledger, &targets);
                let both = [0, 1].map(|who| by(&ledger, who, &first));
                (ledger, and(&log, &both))
            }
        };
        let end = log.len() as u64;
        for first in [end - 2, end - 1] {
            let again = with(&log[first as usize], &json!({ "correlationId": "again" }));
            let mut store = appended(&log);
            let repeated = append(&mut store, &again).unwrap();
            assert_eq!((repeated.duplicate, repeated.offset), (true, first));
            let twice = and(&log, &[again]);
            fault("P2", Info, "", &[first, end])
                .of(&ledger)
                .imported(&twice);
            assert_eq!(found(&imported(&twice), "P1"), []);
        }
    }
}

#[test]
fn p2_another_state_of_the_same_turn_is_for_s7() {
    let (ledger, targets, mut log) = open(None);
    let [first, ..] = steps(&ledger, &targets);
    let other = (
        add(&ledger, &targets[1], 25, 20),
        guaranteeing(&ledger, 2, &[80, 95], &[(&targets[1], 25)]),
    );
    log.extend([by(&ledger, 0, &first), by(&ledger, 0, &other)]);
    holds("P2", &log);
    assert_eq!(found(&appended(&log), "S7").len(), 1);
    // The chain follows the one that is countersigned.
    log.push(by(&ledger, 1, &other));
    for store in [appended(&log), imported(&log)] {
        assert_eq!(balances(&store, &ledger.id), figures(80, 95, 1));
    }
}
