//! The signatures that an event holds, whatever its type.

use super::scalar::Bytes65;
use super::{Candidate, Event, ProofState};

impl Event {
    /// Every signature in the event, to be changed: those of states, proposals and
    /// vouchers, and those that a chain shows.
    pub fn signatures_mut(&mut self) -> Vec<&mut Bytes65> {
        match self {
            Self::StateSigned(event) => vec![&mut event.sig.signature],
            Self::StateReceived(event) => {
                let sigs = event.sigs.iter_mut();
                sigs.map(|sig| &mut sig.signature).collect()
            }
            Self::LedgerProposalSigned(event) => vec![&mut event.sig.signature],
            Self::LedgerProposalReceived(event) => vec![&mut event.sig.signature],
            Self::VoucherSigned(event) => vec![&mut event.signature],
            Self::VoucherReceived(event) => vec![&mut event.signature],
            Self::ChallengeRegistered(event) => {
                let shown = in_candidate(Some(&mut event.candidate));
                let proofs = event.proof.iter_mut().flat_map(in_proof);
                shown
                    .chain(proofs)
                    .chain(&mut event.challenger_sig)
                    .collect()
            }
            Self::ChallengeCleared(event) => in_candidate(event.candidate.as_mut()).collect(),
            Self::CheckpointRecorded(event) => in_candidate(event.candidate.as_mut()).collect(),
            Self::ChannelConcluded(event) => in_candidate(event.candidate.as_mut()).collect(),
            _ => Vec::new(),
        }
    }
}

fn in_candidate(candidate: Option<&mut Candidate>) -> impl Iterator<Item = &mut Bytes65> {
    candidate
        .into_iter()
        .flat_map(|shown| shown.sigs.iter_mut())
}

fn in_proof(proof: &mut ProofState) -> impl Iterator<Item = &mut Bytes65> {
    proof.sigs.iter_mut()
}
