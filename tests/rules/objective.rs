//! Rules O1–O3 and O9: how objectives are created and move. Whose notices count and which
//! objectives may own a channel, O4–O6, is tested in `objective_owner.rs`; what completing
//! one and defunding a ledger presuppose, O7 and O8, in `completion.rs`.

use serde_json::{Value as Json, json};
use statelog::EventStore;
use statelog::rules::Severity::{Error, Info, Warn};
use statelog::state::view::ObjectiveStatus::{
    self, Approved, Completed, Failed, Rejected, Unapproved,
};

use crate::given::{Channel, address, appended, found, imported, tx_hash};
use crate::judged::{fault, holds};
use crate::parties::{about, id_of, objective};
use crate::support::store::{append, note, with};

/// Something that is done with an objective.
type Move = fn(&Json) -> Json;

/// A channel and an objective that presupposes nothing.
pub(crate) fn other(status: &str) -> (Channel, Json) {
    let channel = Channel::of(Some(0));
    let created = objective("Other", "other", &channel, &json!({ "status": status }));
    (channel, created)
}

pub(crate) fn unstamped_note() -> Json {
    with(&note(0), &json!({ "timestamp": null }))
}

pub(crate) fn approved(created: &Json) -> Json {
    about("objective_approved", created, &json!({ "by": "api" }))
}

pub(crate) fn rejected(created: &Json) -> Json {
    about("objective_rejected", created, &json!({ "via": "api" }))
}

/// The peer says that it rejects.
pub(crate) fn notice(created: &Json, by: usize) -> Json {
    let members = json!({ "via": "counterparty_notice", "by": address(by) });
    about("objective_rejected", created, &members)
}

pub(crate) fn progressed(created: &Json) -> Json {
    let members = json!({ "waitingFor": "WaitingForCompleteFunding" });
    about("objective_progressed", created, &members)
}

pub(crate) fn completed(created: &Json) -> Json {
    about("objective_completed", created, &json!({}))
}

pub(crate) fn failed(created: &Json) -> Json {
    about(
        "objective_failed",
        created,
        &json!({ "error": "no gas", "retryable": true }),
    )
}

pub(crate) fn status_in(store: &EventStore, created: &Json) -> ObjectiveStatus {
    let objective = store.reconstruct_objective(id_of(created), None);
    objective.unwrap().unwrap().status
}

/// The log that leads an objective to a status, which its last event sets.
pub(crate) fn leads_to(status: ObjectiveStatus) -> (Json, Vec<Json>) {
    let (channel, created) = other("unapproved");
    let mut log = vec![channel.created(), created.clone()];
    log.extend(match status {
        Unapproved => vec![],
        Approved => vec![approved(&created)],
        Rejected => vec![rejected(&created)],
        Completed => vec![approved(&created), completed(&created)],
        Failed => vec![approved(&created), failed(&created)],
    });
    assert_eq!(status_in(&appended(&log), &created), status);
    (created, log)
}

pub(crate) fn and(log: &[Json], more: &[Json]) -> Vec<Json> {
    [log, more].concat()
}

// O1 -------------------------------------------------------------------------------

#[test]
fn o1_what_funds_or_defunds_is_known_by_prefix_and_channel() {
    let channel = Channel::of(None);
    let kinds = [
        ("DirectFunding", "direct_fund"),
        ("DirectDefunding", "direct_defund"),
        ("VirtualFund", "virtual_fund"),
        ("VirtualDefund", "virtual_defund"),
    ];
    for (prefix, kind) in kinds {
        let right = objective(prefix, kind, &channel, &json!({}));
        let short = id_of(&right)[..40].to_owned();
        let wrong = [
            objective("Funding", kind, &channel, &json!({})),
            with(&right, &json!({ "objectiveId": short })),
            with(&right, &json!({ "channelId": tx_hash(1) })),
            with(&right, &json!({ "channelId": null })),
        ];
        for wrong in &wrong {
            let expected = fault("O1", Error, "", &[0]).of_objective(id_of(wrong));
            expected.refused(&[], wrong, &right);
            // What a peer asks for is recorded, whatever it is called.
            let of_peer = with(wrong, &json!({ "source": "peer_payload" }));
            expected.recorded(&[], &of_peer);
        }
    }
}

#[test]
fn o1_other_objectives_may_have_any_id() {
    let channel = Channel::of(None);
    for kind in ["swap", "other"] {
        let created = objective("Anything", kind, &channel, &json!({}));
        holds("O1", std::slice::from_ref(&created));
        holds("O1", &[with(&created, &json!({ "channelId": null }))]);
    }
}

#[test]
fn o1_an_objective_is_created_once_and_the_first_creation_stands() {
    let (channel, first) = other("unapproved");
    let again = with(&first, &json!({ "status": "approved", "kind": "swap" }));
    let before = [channel.created(), unstamped_note(), first.clone()];
    let another = objective("Another", "other", &channel, &json!({}));
    let expected = fault("O1", Error, "", &[2, 3]).of_objective(id_of(&first));
    expected.refused(&before, &again, &another);
    // The repeat of a peer is no news, but a log that holds it has said it twice.
    let of_peer = with(&again, &json!({ "source": "peer_payload" }));
    let mut store = appended(&before);
    let repeated = append(&mut store, &of_peer).unwrap();
    assert_eq!((repeated.duplicate, repeated.offset), (true, 2));
    for again in [again, of_peer] {
        let log = and(&before, &[again]);
        expected.imported(&log);
        let store = imported(&log);
        assert_eq!(status_in(&store, &first), Unapproved);
    }
}

// O2 -------------------------------------------------------------------------------

#[test]
fn o2_a_move_that_is_not_legal_is_refused_and_changes_nothing() {
    let cases: [(ObjectiveStatus, Move, _, u64); 5] = [
        (Unapproved, completed, Error, 1),
        (Unapproved, failed, Error, 1),
        (Unapproved, progressed, Warn, 1),
        (Failed, completed, Error, 3),
        (Failed, progressed, Warn, 3),
    ];
    for (from, moves, severity, since) in cases {
        let (created, before) = leads_to(from);
        let wrong = moves(&created);
        let offsets = [since, before.len() as u64];
        let expected = fault("O2", severity, "", &offsets).of_objective(id_of(&created));
        expected.refused(&before, &wrong, &approved(&created));
        let store = imported(&and(&before, &[wrong]));
        let state = store.reconstruct_objective(id_of(&created), None);
        let state = state.unwrap().unwrap();
        assert_eq!((state.status, state.waiting_for), (from, None));
    }
}

#[test]
fn o2_every_legal_move_is_taken() {
    let ways: [(ObjectiveStatus, &[Move]); 4] = [
        (Completed, &[approved, progressed, progressed, completed]),
        (Rejected, &[rejected]),
        (Rejected, &[approved, failed, approved, rejected]),
        (Rejected, &[approved, failed, rejected]),
    ];
    for (end, moves) in ways {
        let (channel, created) = other("unapproved");
        let mut log = vec![channel.created(), created.clone()];
        log.extend(moves.iter().enumerate().map(|(place, moves)| {
            // Two events of one kind differ in something.
            with(
                &moves(&created),
                &json!({ "correlationId": place.to_string() }),
            )
        }));
        for rule in ["O2", "O3", "O9"] {
            holds(rule, &log);
        }
        assert_eq!(status_in(&appended(&log), &created), end);
    }
}

#[test]
fn o2_and_o3_no_reason_makes_a_move_legal() {
    for (from, rule, name) in [
        (Unapproved, "O2", ""),
        (Failed, "O2", ""),
        (Rejected, "O3", ""),
    ] {
        let (created, before) = leads_to(from);
        let at = before.len() as u64;
        let expected = fault(rule, Error, name, &[at - 1, at]).of_objective(id_of(&created));
        expected.refused_for_any_reason(&before, &completed(&created), &unstamped_note());
    }
}

// O3 -------------------------------------------------------------------------------

#[test]
fn o3_a_move_of_ours_out_of_an_end_is_refused() {
    let cases: [(ObjectiveStatus, Move, &str); 6] = [
        (Completed, approved, ""),
        (Completed, failed, ""),
        (Completed, rejected, "late_rejection"),
        (Rejected, approved, ""),
        (Rejected, failed, ""),
        (Rejected, completed, ""),
    ];
    for (end, moves, name) in cases {
        let (created, before) = leads_to(end);
        let at = before.len() as u64;
        let wrong = moves(&created);
        let expected = fault("O3", Error, name, &[at - 1, at]).of_objective(id_of(&created));
        expected.refused(&before, &wrong, &unstamped_note());
        let store = imported(&and(&before, &[wrong]));
        assert_eq!(status_in(&store, &created), end);
    }
}

#[test]
fn o3_a_late_notice_is_recorded_and_changes_nothing() {
    let (created, before) = leads_to(Completed);
    let late = notice(&created, 1);
    let expected = fault("O3", Error, "late_rejection", &[3, 4]).of_objective(id_of(&created));
    expected.recorded(&before, &late);
    let log = and(&before, &[late]);
    for store in [appended(&log), imported(&log)] {
        assert_eq!(status_in(&store, &created), Completed);
    }
}

#[test]
fn o3_a_notice_in_time_rejects() {
    for status in [Unapproved, Approved, Failed] {
        let (created, before) = leads_to(status);
        let log = and(&before, &[notice(&created, 1)]);
        for rule in ["O2", "O3", "O4"] {
            holds(rule, &log);
        }
        for store in [appended(&log), imported(&log)] {
            assert_eq!(status_in(&store, &created), Rejected, "{status:?}");
        }
    }
}

// O9 -------------------------------------------------------------------------------

#[test]
fn o9_the_same_again_is_answered_with_the_first() {
    let cases: [(ObjectiveStatus, Move); 4] = [
        (Approved, approved),
        (Rejected, rejected),
        (Completed, completed),
        (Failed, failed),
    ];
    for (status, moves) in cases {
        let (created, log) = leads_to(status);
        let again = with(&moves(&created), &json!({ "correlationId": "again" }));
        let mut store = appended(&log);
        let since = log.len() as u64 - 1;
        let repeated = append(&mut store, &again).unwrap();
        assert_eq!((repeated.duplicate, repeated.offset), (true, since));
        assert_eq!(store.len(), since + 1);
        // A log of somebody else may hold it twice.
        let expected = fault("O9", Info, "", &[since, since + 1]);
        let twice = and(&log, &[again]);
        expected.of_objective(id_of(&created)).imported(&twice);
        let store = imported(&twice);
        assert_eq!(status_in(&store, &created), status);
        assert_eq!((found(&store, "O2"), found(&store, "O3")), (vec![], vec![]));
    }
}

#[test]
fn o9_rejecting_in_another_way_says_nothing_either() {
    let (created, log) = leads_to(Rejected);
    let mut store = appended(&log);
    for again in [notice(&created, 1), notice(&created, 2)] {
        assert!(append(&mut store, &again).unwrap().duplicate);
    }
    assert_eq!(found(&store, "O9"), []);
}

#[test]
fn o9_approving_again_after_a_failure_is_another_attempt() {
    let (created, mut log) = leads_to(Failed);
    log.push(with(
        &approved(&created),
        &json!({ "correlationId": "retry" }),
    ));
    holds("O9", &log);
    assert_eq!(status_in(&appended(&log), &created), Approved);
}
