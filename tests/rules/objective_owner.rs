//! Rules O4–O6: whose notices count, and what objectives have to do with channels.

use serde_json::{Value as Json, json};
use statelog::rules::Severity::{Error, Warn};
use statelog::state::view::ObjectiveStatus::{Approved, Failed, Rejected, Unapproved};

use crate::given::{Channel, appended, expect, found, imported};
use crate::judged::{fault, holds};
use crate::objective::{
    and, approved, completed, failed, leads_to, notice, other, progressed, rejected, status_in,
    unstamped_note,
};
use crate::parties::{id_of, objective};
use crate::support::store::with;

// O4 -------------------------------------------------------------------------------

#[test]
fn o4_a_notice_of_a_stranger_is_recorded_and_ignored() {
    for status in [Unapproved, Approved, Failed] {
        let (created, before) = leads_to(status);
        let offsets = [before.len() as u64];
        let nobody = with(&notice(&created, 1), &json!({ "by": null }));
        // Bob is no participant of the ledger.
        for stranger in [notice(&created, 2), nobody] {
            let expected = fault("O4", Error, "", &offsets).of_objective(id_of(&created));
            expected.recorded(&before, &stranger);
            let store = appended(&and(&before, &[stranger]));
            assert_eq!(status_in(&store, &created), status);
        }
    }
}

#[test]
fn o4_who_is_a_participant_cannot_be_told_without_a_channel() {
    let (_, created) = other("approved");
    let without = with(&created, &json!({ "channelId": null }));
    // The channel is not created, or the objective owns none.
    for created in [created, without] {
        let log = [unstamped_note(), created.clone()];
        let expected = fault("O4", Error, "", &[2]).of_objective(id_of(&created));
        expected.recorded(&log, &notice(&created, 1));
        let store = appended(&and(&log, &[notice(&created, 1)]));
        assert_eq!(status_in(&store, &created), Approved);
    }
}

#[test]
fn o4_our_own_rejection_names_nobody() {
    for via in ["api", "policy"] {
        let (created, before) = leads_to(Approved);
        let own = with(&rejected(&created), &json!({ "via": via }));
        let log = and(&before, &[own]);
        holds("O4", &log);
        assert_eq!(status_in(&appended(&log), &created), Rejected);
    }
}

// O5 -------------------------------------------------------------------------------

/// The objective that funds a channel, and the one that defunds it.
fn pair(channel: &Channel, status: &str) -> [Json; 2] {
    let status = json!({ "status": status });
    let fund = objective("DirectFunding", "direct_fund", channel, &status);
    let defund = objective("DirectDefunding", "direct_defund", channel, &status);
    [fund, defund]
}

#[test]
fn o5_one_live_objective_funds_or_defunds_a_channel() {
    let channel = Channel::of(None);
    let [fund, defund] = pair(&channel, "approved");
    let waiting = with(&defund, &json!({ "status": "unapproved" }));
    let expected = fault("O5", Error, "", &[0, 1]);
    let expected = expected.of(&channel).of_objective(id_of(&defund));
    expected.refused(std::slice::from_ref(&fund), &defund, &waiting);
    // That a peer asks for it is recorded.
    let of_peer = with(&defund, &json!({ "source": "peer_payload" }));
    expected.recorded(&[fund], &of_peer);
}

#[test]
fn o5_approving_a_second_one_is_refused() {
    let channel = Channel::of(None);
    let [fund, defund] = pair(&channel, "unapproved");
    let before = [fund.clone(), defund.clone(), approved(&fund)];
    let expected = fault("O5", Error, "", &[2, 3]);
    let expected = expected.of(&channel).of_objective(id_of(&defund));
    expected.refused(&before, &approved(&defund), &rejected(&defund));
    // One that failed is not live; trying it again beside another would make it so.
    let failure = [failed(&fund), approved(&defund)];
    let log = and(&before, &failure);
    holds("O5", &log);
    let expected = fault("O5", Error, "", &[4, 5]);
    let expected = expected.of(&channel).of_objective(id_of(&fund));
    expected.refused(&log, &approved(&fund), &rejected(&fund));
}

#[test]
fn o5_what_has_ended_or_is_of_another_channel_or_kind_does_not_count() {
    let channel = Channel::of(None);
    let [fund, defund] = pair(&channel, "approved");
    let swap = objective("Swap", "swap", &channel, &json!({}));
    let elsewhere = pair(
        &Channel::between(3, "direct", "unanimous", None),
        "approved",
    );
    holds("O5", &[fund.clone(), swap.clone(), elsewhere[1].clone()]);
    holds("O5", &[swap, fund.clone()]);
    let done = with(&completed(&fund), &json!({ "override": "it is done" }));
    for ends in [done, rejected(&fund), failed(&fund)] {
        holds("O5", &[fund.clone(), ends, defund.clone()]);
    }
}

// O6 -------------------------------------------------------------------------------

#[test]
fn o6_what_comes_before_the_creation_is_recorded_without_effect() {
    let (channel, created) = other("approved");
    for moves in [approved, rejected, progressed, completed, failed] {
        let early = moves(&created);
        let expected = fault("O6", Warn, "", &[1]).of_objective(id_of(&created));
        expected.recorded(&[channel.created()], &early);
        let log = [channel.created(), early, created.clone()];
        assert_eq!(status_in(&appended(&log), &created), Approved);
        let log = [channel.created(), created.clone(), moves(&created)];
        assert_eq!(found(&imported(&log), "O6"), []);
    }
    // Nor can anybody tell whose notice counts.
    let early = [channel.created(), notice(&created, 2)];
    let store = appended(&early);
    assert_eq!(found(&store, "O6"), [expect(Warn, "", &[1])]);
    assert_eq!(found(&store, "O4"), []);
}

#[test]
fn o6_a_transaction_names_an_objective_that_exists() {
    let channel = Channel::of(Some(0));
    let created = objective("DirectFunding", "direct_fund", &channel, &json!({}));
    let mut before = vec![channel.created()];
    before.extend(channel.agreed(&channel.state(0, &[100, 100])));
    let deposit = channel.deposit(1, 100, 0);
    let named = with(&deposit, &json!({ "objectiveId": id_of(&created) }));
    let expected = fault("O6", Warn, "", &[3]).of_objective(id_of(&created));
    expected.recorded(&before, &named);
    holds("O6", &and(&before, &[created, named]));
    holds("O6", &and(&before, &[deposit]));
}
