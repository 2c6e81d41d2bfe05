//! Cuts down a challenge that is too large to be recorded whole.
//!
//! Refusing it would let an attacker hide it behind a long `appData`. What is dropped,
//! in which order, is the same for every writer: repeated signatures, the proof, the
//! candidate's `appData`, its outcome, the signatures after the 64th. Each step is
//! taken only if the event is still too large after the ones before it.

use crate::canonical::{Form, Writer};
use crate::event::scalar::{Bytes, Bytes65, True};
use crate::event::{AssetExit, Candidate, ChallengeRegistered, Outcome, ProofState};
use crate::limits::{MAX_BYTES_MEMBER, MAX_EVENT_BYTES};
use crate::nitro::state_hash;
use crate::order;

/// Room for what the decoder does not know: the timestamp that the store stamps, the
/// ids of causation and correlation, the challenger's signature.
const RESERVED_BYTES: usize = 1_024;

/// The number of signatures that the last step keeps.
const KEPT_SIGNATURES: usize = 64;

/// The candidate of a log that is recorded whole.
pub(super) fn whole(candidate: ProofState) -> Candidate {
    Candidate {
        state: candidate.state.into(),
        sigs: candidate.sigs,
        state_hash: None,
        truncated: None,
    }
}

/// The event, or as much of it as fits a log. `candidate` is its candidate as it
/// stands in the EVM log.
pub(super) fn fit(mut event: ChallengeRegistered, candidate: &ProofState) -> ChallengeRegistered {
    const STEPS: [fn(&mut ChallengeRegistered); 5] = [
        |event| {
            distinct(&mut event.candidate.sigs);
            for proof in &mut event.proof {
                distinct(&mut proof.sigs);
            }
        },
        |event| event.proof.clear(),
        |event| event.candidate.state.app_data = None,
        |event| event.candidate.state.outcome = None,
        |event| event.candidate.sigs.truncate(KEPT_SIGNATURES),
    ];
    if fits(&event) {
        return event;
    }
    event.candidate.state_hash = Some(state_hash(&event.channel_id, &candidate.state));
    event.candidate.truncated = Some(True);
    for step in STEPS {
        step(&mut event);
        if fits(&event) {
            break;
        }
    }
    event
}

/// Whether a log accepts the event: its size, and that of each of its byte strings.
fn fits(event: &ChallengeRegistered) -> bool {
    let state = &event.candidate.state;
    let short = |bytes: &Bytes| bytes.0.len() <= MAX_BYTES_MEMBER;
    let proofs = event.proof.iter().map(|proof| &proof.state);
    let bytes_fit = proofs
        .map(|state| (Some(&state.app_data), Some(&state.outcome)))
        .chain([(state.app_data.as_ref(), state.outcome.as_ref())])
        .all(|(app_data, outcome)| {
            app_data.is_none_or(short)
                && outcome.is_none_or(|outcome: &Outcome| metadata(outcome).all(short))
        });
    bytes_fit && {
        let mut out = Writer::new();
        event.write(&mut out);
        out.position() + RESERVED_BYTES <= MAX_EVENT_BYTES
    }
}

/// Every byte string of an outcome.
fn metadata(outcome: &[AssetExit]) -> impl Iterator<Item = &Bytes> {
    outcome.iter().flat_map(|exit| {
        let allocations = exit.allocations.iter();
        let inner = allocations.map(|allocation| &allocation.metadata);
        inner.chain([&exit.asset_metadata])
    })
}

/// Keeps the first of equal signatures. Sorted, so that a challenge with many
/// signatures takes no quadratic time.
fn distinct(sigs: &mut Vec<Bytes65>) {
    let mut sorted: Vec<(usize, Bytes65)> = sigs.drain(..).enumerate().collect();
    order::sort_by(&mut sorted, |(_, left), (_, right)| left.cmp(right));
    sorted.dedup_by(|(_, later), (_, earlier)| later == earlier);
    order::sort_by(&mut sorted, |(left, _), (right, _)| left.cmp(right));
    sigs.extend(sorted.into_iter().map(|(_, signature)| signature));
}
