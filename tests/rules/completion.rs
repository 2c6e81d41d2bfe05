//! Rule O7: what completing an objective presupposes.

use serde_json::{Value as Json, json};
use statelog::event::VariablePart;
use statelog::rules::Severity::{Error, Info};

use crate::given::{Channel, DURATION, finalized, head, on_fork, reverted};
use crate::judged::{fault, holds};
use crate::objective::{and, approved, completed, failed};
use crate::parties::{
    guaranteed, guaranteeing, id_of, ledger, objective, opened, payments, prefunded, proposed,
    remove, split,
};
use crate::support::store::with;

const PREMATURE: &str = "premature_completion";

pub(crate) fn by_hand(event: &Json) -> Json {
    with(event, &json!({ "override": "agreed by telephone" }))
}

/// The log with an objective created behind its first event, and the objective.
fn pursuing(
    (prefix, kind): (&str, &str),
    channel: &Channel,
    mut log: Vec<Json>,
) -> (Json, Vec<Json>) {
    let created = objective(prefix, kind, channel, &json!({}));
    log.insert(1, created.clone());
    (created, log)
}

/// Completing is premature after this log, whose events at `offsets` show so, and in time
/// after the rest.
fn becomes_complete(
    channel: &Channel,
    created: &Json,
    offsets: &[u64],
    (log, rest): (&[Json], &[Json]),
) {
    let end = completed(created);
    let at = log.len() as u64;
    let offsets = [offsets, &[at]].concat();
    let expected = fault("O7", Error, PREMATURE, &offsets);
    let expected = expected.of(channel).of_objective(id_of(created));
    let (next, others) = rest.split_first().unwrap();
    expected.refused_without_reason(log, &end, next);
    holds("O7", &[log, &[next.clone()], others, &[end]].concat());
}

// O7, funding a channel on chain -----------------------------------------------------

const DIRECT_FUND: (&str, &str) = ("DirectFunding", "direct_fund");

#[test]
fn o7_a_channel_is_funded_when_its_postfund_state_is_supported() {
    let channel = Channel::of(Some(0));
    let (created, log) = pursuing(DIRECT_FUND, &channel, channel.funded());
    // All but the postfund state of the other.
    let (before, rest) = log.split_at(7);
    becomes_complete(&channel, &created, &[0, 1], (before, rest));
}

#[test]
fn o7_a_channel_is_funded_when_the_adjudicator_holds_enough() {
    let channel = Channel::of(Some(0));
    let (created, mut log) = pursuing(DIRECT_FUND, &channel, channel.funded());
    let second = log.remove(5);
    // We sign the postfund state too early.
    log[5] = by_hand(&log[5]);
    becomes_complete(&channel, &created, &[0, 1], (&log, &[second.clone()]));
    // What a reorganisation takes back is not held.
    log.extend([second.clone(), reverted(&second)]);
    let again = on_fork(&channel.deposited(3, 200));
    becomes_complete(&channel, &created, &[0, 1], (&log, &[again]));
}

#[test]
fn o7_a_second_completion_is_not_judged() {
    let channel = Channel::of(Some(0));
    let (created, mut log) = pursuing(DIRECT_FUND, &channel, channel.funded());
    log.truncate(5);
    log.extend([completed(&created), completed(&created)]);
    let expected = fault("O7", Error, PREMATURE, &[0, 1, 5]);
    let expected = expected.of(&channel).of_objective(id_of(&created));
    expected.imported(&log);
}

#[test]
fn o7_without_the_beginning_of_a_channel_nothing_can_be_told() {
    let channel = Channel::of(Some(0));
    for (prefix, kind) in [
        DIRECT_FUND,
        ("DirectDefunding", "direct_defund"),
        ("VirtualFund", "virtual_fund"),
        ("VirtualDefund", "virtual_defund"),
    ] {
        let created = objective(prefix, kind, &channel, &json!({}));
        let later = channel.received(&channel.state(5, &[100, 100]), &[1]);
        for (log, first) in [
            // The channel itself is not known, none of its states is, or only later ones.
            (vec![created.clone()], 0),
            (vec![channel.created(), created.clone()], 1),
            (vec![channel.created(), later, created.clone()], 2),
        ] {
            let at = log.len() as u64;
            let expected = fault("O7", Info, "history_missing", &[first, at]);
            let expected = expected.of_objective(id_of(&created));
            expected.recorded(&log, &completed(&created));
        }
    }
}

#[test]
fn o7_other_objectives_presuppose_nothing() {
    let channel = Channel::of(Some(0));
    for kind in ["swap", "other"] {
        let created = objective("Some", kind, &channel, &json!({}));
        holds("O7", &[created.clone(), completed(&created)]);
        let log = [channel.created(), created.clone(), completed(&created)];
        holds("O7", &log);
    }
}

// O7, defunding a channel on chain ---------------------------------------------------

const DIRECT_DEFUND: (&str, &str) = ("DirectDefunding", "direct_defund");

/// A funded ledger of Alice with a final state that all signed (offsets 8 and 9), and its
/// defunding.
fn defunding() -> (Channel, Json, Vec<Json>) {
    let channel = Channel::of(Some(0));
    let (created, mut log) = pursuing(DIRECT_DEFUND, &channel, channel.funded());
    log.extend(channel.agreed(&finalized(channel.state(2, &[100, 100]))));
    (channel, created, log)
}

#[test]
fn o7_a_channel_is_defunded_when_it_is_withdrawn() {
    let (channel, created, mut log) = defunding();
    let concluded = channel.concluded(3);
    let paid = channel.paid(4, 200, 0);
    becomes_complete(
        &channel,
        &created,
        &[0, 1],
        (&log, &[concluded.clone(), paid.clone()]),
    );
    log.push(concluded);
    becomes_complete(&channel, &created, &[0, 1], (&log, &[paid]));
}

#[test]
fn o7_a_channel_is_defunded_when_it_is_finalized_and_holds_nothing() {
    let channel = Channel::of(None);
    let mut log = vec![channel.created()];
    log.extend(channel.agreed(&channel.state(0, &[100, 100])));
    let (created, mut log) = pursuing(DIRECT_DEFUND, &channel, log);
    let challenged = channel.challenged(3, &channel.state(0, &[100, 100]));
    log.push(challenged);
    // The challenge has to run out.
    let runs_out = head(3 + DURATION);
    becomes_complete(&channel, &created, &[0, 1], (&log, &[runs_out.clone()]));
    // With a deposit there is something to withdraw.
    log.insert(3, channel.deposited(1, 1));
    log.push(runs_out);
    let paid = channel.paid(100, 1, 0);
    becomes_complete(&channel, &created, &[0, 1], (&log, &[paid]));
}

#[test]
fn o7_a_channel_goes_on_when_a_challenge_was_cleared_meanwhile() {
    let channel = Channel::of(Some(0));
    let (created, mut log) = pursuing(DIRECT_DEFUND, &channel, channel.funded());
    log.extend(channel.agreed(&channel.state(2, &[90, 110])));
    log.push(channel.challenged(3, &channel.state(1, &[100, 100])));
    let cleared = channel.cleared(4, 2);
    becomes_complete(&channel, &created, &[0, 1], (&log, &[cleared.clone()]));
    // A clearing that a reorganisation took back has not happened.
    log.extend([cleared.clone(), reverted(&cleared)]);
    let again = on_fork(&cleared);
    becomes_complete(&channel, &created, &[0, 1], (&log, &[again]));
}

#[test]
fn o7_a_challenge_that_was_cleared_before_the_approval_does_not_count() {
    let channel = Channel::of(Some(0));
    let mut log = channel.funded();
    log.extend(channel.agreed(&channel.state(2, &[90, 110])));
    log.push(channel.challenged(3, &channel.state(1, &[100, 100])));
    log.push(channel.cleared(4, 2));
    let first = log.len() as u64;
    let waiting = json!({ "status": "unapproved" });
    let created = objective(DIRECT_DEFUND.0, DIRECT_DEFUND.1, &channel, &waiting);
    log.extend([created.clone(), approved(&created)]);
    let again = channel.challenged(5, &channel.state(2, &[90, 110]));
    let rest = [again, channel.cleared(6, 3)];
    becomes_complete(&channel, &created, &[0, first], (&log, &rest));
    // Nor does one of another attempt.
    log.extend(rest);
    log.extend([
        failed(&created),
        with(
            &approved(&created),
            &json!({ "by": "policy", "policy": "retry" }),
        ),
    ]);
    let rest = [
        channel.challenged(7, &channel.state(3, &[90, 110])),
        channel.cleared(8, 4),
    ];
    becomes_complete(&channel, &created, &[0, first], (&log, &rest));
}

// O7, funding and defunding through ledgers --------------------------------------------

const VIRTUAL_FUND: (&str, &str) = ("VirtualFund", "virtual_fund");
const VIRTUAL_DEFUND: (&str, &str) = ("VirtualDefund", "virtual_defund");

#[test]
fn o7_a_virtual_channel_is_funded_when_our_ledger_guarantees_it() {
    let (ledger, target, log) = prefunded();
    let (created, mut log) = pursuing(VIRTUAL_FUND, &target, log);
    let mut postfund = target.agreed(&split(&target, 1, 10, 0));
    postfund[0] = by_hand(&postfund[0]);
    log.extend(postfund);
    // The proposal of the leader alone guarantees nothing.
    let [ours, theirs] = guaranteed(&ledger, &target).try_into().unwrap();
    log.push(ours);
    becomes_complete(&target, &created, &[1, 8], (&log, &[theirs]));
}

#[test]
fn o7_a_virtual_channel_is_funded_for_an_end_when_its_postfund_state_is_supported() {
    let (_, target, log) = opened();
    let (created, log) = pursuing(VIRTUAL_FUND, &target, log);
    let (before, rest) = log.split_at(log.len() - 1);
    becomes_complete(&target, &created, &[1, 8], (before, rest));
}

/// The ledger of two, as Irene keeps it, with a state that guarantees the channel.
fn guaranteed_ledger(keys: [usize; 2], target: &Channel) -> Vec<Json> {
    let me = keys.iter().position(|who| *who == 1);
    let ledger = ledger(keys, me);
    let mut log = vec![ledger.created()];
    log.extend(ledger.agreed(&guaranteeing(&ledger, 2, &[90, 100], &[(target, 10)])));
    log
}

#[test]
fn o7_a_virtual_channel_is_funded_for_an_intermediary_with_both_ledgers_and_its_signature() {
    let target = payments(Some(1));
    let prefund = target.agreed(&split(&target, 0, 10, 0));
    let mut log = vec![target.created()];
    log.extend(prefund);
    let (created, mut log) = pursuing(VIRTUAL_FUND, &target, log);
    let left = guaranteed_ledger([0, 1], &target);
    let right = guaranteed_ledger([1, 2], &target);
    let [ours, theirs] = target.agreed(&split(&target, 1, 10, 0)).try_into().unwrap();
    // One ledger is not enough.
    log.extend(and(&left, &[by_hand(&ours)]));
    becomes_complete(&target, &created, &[0, 1], (&log, &right));
    // Nor are both, without our signature. That the ends sign is their matter.
    log.pop();
    log.extend(right);
    log.push(theirs);
    becomes_complete(&target, &created, &[0, 1], (&log, &[ours]));
}

/// Alice's ledger after it gave back what it guaranteed, by proposals of both.
pub(crate) fn returned(ledger: &Channel, target: &Channel, left: u64) -> Vec<Json> {
    let after = ledger.state(3, &[90 + left, 110 - left]);
    let proposal = remove(target, left);
    [0, 1]
        .map(|who| proposed(ledger, who, &proposal, &after))
        .to_vec()
}

pub(crate) fn last(target: &Channel) -> VariablePart {
    finalized(split(target, 2, 4, 6))
}

#[test]
fn o7_a_virtual_channel_is_defunded_when_all_signed_its_end() {
    let (ledger, target, log) = opened();
    let (created, mut log) = pursuing(VIRTUAL_DEFUND, &target, log);
    // A ledger that guarantees nothing any more is not enough.
    let mut returned = returned(&ledger, &target, 4);
    returned[0] = by_hand(&returned[0]);
    let [ours, theirs] = target.agreed(&last(&target)).try_into().unwrap();
    log.extend(and(&returned, &[ours]));
    becomes_complete(&target, &created, &[1, 8], (&log, &[theirs]));
}

#[test]
fn o7_a_virtual_channel_is_defunded_when_no_ledger_guarantees_it() {
    let (ledger, target, log) = opened();
    let (created, mut log) = pursuing(VIRTUAL_DEFUND, &target, log);
    log.extend(target.agreed(&last(&target)));
    becomes_complete(
        &target,
        &created,
        &[1, 8],
        (&log, &returned(&ledger, &target, 4)),
    );
}

#[test]
fn o7_a_virtual_channel_that_ended_on_chain_needs_no_final_state() {
    let (ledger, target, log) = opened();
    let (created, mut log) = pursuing(VIRTUAL_DEFUND, &target, log);
    let mut returned = returned(&ledger, &target, 10);
    returned[0] = by_hand(&returned[0]);
    log.extend(returned);
    log.push(target.challenged(3, &split(&target, 1, 10, 0)));
    becomes_complete(&target, &created, &[1, 8], (&log, &[head(3 + DURATION)]));
}
