//! Challenges, checkpoints and conclusions: the facts that set a channel's status.

use std::sync::Arc;

use super::super::irregularity::Irregularity;
use super::super::settled::{Seat, Settled};
use super::Notes;
use crate::event::Outcome;
use crate::event::scalar::{Bytes32, Uint48};
use crate::state::view::Mode;
use crate::state::{Adjudication, CandidateFact, ChainBody, ChainFact, Knowledge, OutcomeOnChain};

/// A challenge sets the record to the turn of its state, which need only be higher
/// than the record if another challenge runs.
pub(super) fn challenge<K: Knowledge>(
    settled: &mut Settled,
    fact: &ChainFact,
    knowledge: &K,
    notes: Notes<'_>,
) {
    let ChainBody::Challenge {
        finalizes_at,
        candidate,
        ..
    } = &fact.body
    else {
        return;
    };
    let (mode, record) = before(settled, fact);
    let legal = match mode {
        Mode::Open => candidate.turn_num >= record,
        Mode::Challenge => candidate.turn_num > record,
        Mode::Finalized => false,
    };
    if !legal {
        refuse(settled, fact, (mode, record), true, notes);
    }
    if is_withdrawn(settled, fact) {
        let funded = settled
            .holdings
            .assets_of(fact.contract, fact.channel_id)
            .next()
            .is_some();
        notes(fact, Irregularity::ChallengedAgain { funded });
    }
    let outcome = outcome_of(settled, fact, candidate, knowledge);
    let state_hash = hash_of(fact, candidate, knowledge);
    register(settled, fact, |adjudication| {
        adjudication.turn_num_record = candidate.turn_num;
        adjudication.finalizes_at = *finalizes_at;
        adjudication.state_hash = state_hash.unwrap_or_default();
        adjudication.outcome = on_chain(outcome);
        support(adjudication, candidate.turn_num, state_hash);
    });
}

/// A checkpoint raises the record and clears what was registered. It is the answer
/// to a challenge or, without one, a checkpoint in the narrow sense.
pub(super) fn clear<K: Knowledge>(
    settled: &mut Settled,
    fact: &ChainFact,
    knowledge: &K,
    notes: Notes<'_>,
) {
    let (new_record, candidate, expected) = match &fact.body {
        ChainBody::Cleared {
            new_record,
            candidate,
        } => (new_record, candidate, Mode::Challenge),
        ChainBody::Checkpoint {
            new_record,
            candidate,
        } => (new_record, candidate, Mode::Open),
        _ => return,
    };
    let (mode, record) = before(settled, fact);
    if mode != expected || *new_record <= record {
        let from_default = expected == Mode::Open && *new_record > Uint48::default();
        refuse(settled, fact, (mode, record), from_default, notes);
    }
    register(settled, fact, |adjudication| {
        adjudication.turn_num_record = *new_record;
        adjudication.finalizes_at = Uint48::default();
        adjudication.state_hash = Bytes32::ZERO;
        adjudication.outcome = OutcomeOnChain::Zero;
        if let Some(candidate) = candidate {
            let state_hash = hash_of(fact, candidate, knowledge);
            support(adjudication, candidate.turn_num, state_hash);
        }
    });
}

/// A conclusion finalizes at once and compares no turn numbers. Its log does not say
/// with which state it was made.
pub(super) fn conclude<K: Knowledge>(
    settled: &mut Settled,
    fact: &ChainFact,
    knowledge: &K,
    notes: Notes<'_>,
) {
    let ChainBody::Concluded {
        finalizes_at,
        candidate,
    } = &fact.body
    else {
        return;
    };
    let (mode, record) = before(settled, fact);
    if mode == Mode::Finalized {
        refuse(settled, fact, (mode, record), true, notes);
    }
    if *finalizes_at != fact.block_timestamp {
        notes(fact, Irregularity::WrongFinalization);
    }
    let outcome = match candidate {
        Some(candidate) => outcome_of(settled, fact, candidate, knowledge),
        None => final_outcome(settled, fact, knowledge),
    };
    if outcome.is_none() {
        notes(fact, Irregularity::FinalStateUnknown);
    }
    register(settled, fact, |adjudication| {
        adjudication.turn_num_record = Uint48::default();
        adjudication.finalizes_at = *finalizes_at;
        adjudication.state_hash = Bytes32::ZERO;
        adjudication.outcome = on_chain(outcome);
    });
}

/// The outcome that a conclusion without calldata was made with: that of our own
/// submission if the transaction is ours, else the only one of the fully signed
/// final states known, else the only one of the final states that we signed.
fn final_outcome<K: Knowledge>(
    settled: &mut Settled,
    fact: &ChainFact,
    knowledge: &K,
) -> Option<Arc<Outcome>> {
    settled.consult(fact);
    let channel = &fact.channel_id;
    if let Some(state_hash) = knowledge.submitted_state(channel, &fact.key.tx_hash) {
        return knowledge.outcome_of(channel, &state_hash);
    }
    let finals = knowledge.final_outcomes(channel);
    let candidates = if finals.full.is_empty() {
        finals.mine
    } else {
        finals.full
    };
    let (first, others) = candidates.split_first()?;
    others
        .iter()
        .all(|other| other == first)
        .then(|| first.clone())
}

/// The outcome of a candidate; that of a truncated one is looked up by its hash.
fn outcome_of<K: Knowledge>(
    settled: &mut Settled,
    fact: &ChainFact,
    candidate: &CandidateFact,
    knowledge: &K,
) -> Option<Arc<Outcome>> {
    if candidate.outcome.is_some() {
        return candidate.outcome.clone();
    }
    let state_hash = hash_of(fact, candidate, knowledge)?;
    settled.consult(fact);
    knowledge.outcome_of(&fact.channel_id, &state_hash)
}

fn hash_of<K: Knowledge>(
    fact: &ChainFact,
    candidate: &CandidateFact,
    knowledge: &K,
) -> Option<Bytes32> {
    candidate.hash_in(knowledge.protocol_of(&fact.channel_id))
}

fn on_chain(outcome: Option<Arc<Outcome>>) -> OutcomeOnChain {
    outcome.map_or(OutcomeOnChain::Unknown, OutcomeOnChain::Known)
}

/// Sets a new status, which ends every uncertainty about the one before.
fn register(settled: &mut Settled, fact: &ChainFact, set: impl FnOnce(&mut Adjudication)) {
    settled.amend(fact, |adjudication| {
        adjudication.assumed = false;
        adjudication.kept = None;
        set(adjudication);
    });
    if let Some(status) = settled.status_mut(Seat::of(fact)) {
        status.unless_deleted = None;
    }
}

/// Notes that the contract refuses a fact; `from_default` says whether it would allow it
/// once the status is deleted.
fn refuse(
    settled: &Settled,
    fact: &ChainFact,
    (mode, record): (Mode, Uint48),
    from_default: bool,
    notes: Notes<'_>,
) {
    let what = if from_default && mode == Mode::Finalized && may_be_deleted(settled, fact) {
        Irregularity::UnclearMove { record }
    } else {
        Irregularity::IllegalMove { mode, record }
    };
    notes(fact, what);
}

/// Whether the status of a finalized channel may have been deleted although no log says so:
/// paying all assets emits one log for each asset of the outcome and deletes the status if
/// nothing remains. Without assets there is no log; where the outcome is not known, neither
/// is what remains.
fn may_be_deleted(settled: &Settled, fact: &ChainFact) -> bool {
    let status = settled.status(&Seat::of(fact));
    status.is_some_and(|status| match &status.adjudication.outcome {
        OutcomeOnChain::Known(outcome) => outcome.is_empty(),
        OutcomeOnChain::Unknown => true,
        OutcomeOnChain::Zero => false,
    })
}

/// The chain has found the candidate supported.
fn support(adjudication: &mut Adjudication, turn_num: Uint48, state_hash: Option<Bytes32>) {
    if let Some(state_hash) = state_hash {
        adjudication.supported.push((turn_num, state_hash));
    }
}

/// Mode and turn record of the channel before a fact, at the time of its block.
fn before(settled: &Settled, fact: &ChainFact) -> (Mode, Uint48) {
    match settled.status(&Seat::of(fact)) {
        Some(status) => (
            status.adjudication.mode_at(fact.block_timestamp),
            status.adjudication.turn_num_record,
        ),
        None => (Mode::Open, Uint48::default()),
    }
}

fn is_withdrawn(settled: &Settled, fact: &ChainFact) -> bool {
    let status = settled.status(&Seat::of(fact));
    status.is_some_and(|status| status.adjudication.withdrawn)
}
