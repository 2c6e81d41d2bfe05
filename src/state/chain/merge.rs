//! Records of the same log: what must agree, and what a later one may add.
//!
//! An EVM log carries some members; others come from the transaction's calldata and
//! may be known to one recorder and not to another. Only members of the log itself
//! can contradict each other. Of the others the first value present stands.

use std::sync::Arc;

use crate::event::PayoutVia;
use crate::state::{CandidateFact, ChainBody, ChainFact};

/// Whether two facts with the same key differ in what the log itself carries.
pub(super) fn contradicts(held: &ChainFact, given: &ChainFact) -> bool {
    held.channel_id != given.channel_id
        || held.contract != given.contract
        || held.block_number != given.block_number
        || held.block_timestamp != given.block_timestamp
        || bodies_differ(&held.body, &given.body)
}

fn bodies_differ(held: &ChainBody, given: &ChainBody) -> bool {
    use ChainBody as B;
    match (held, given) {
        (B::Deposit { .. }, B::Deposit { .. }) => held != given,
        (
            B::Challenge {
                finalizes_at: at,
                candidate,
                proof,
            },
            B::Challenge {
                finalizes_at,
                candidate: other,
                proof: others,
            },
        ) => {
            let proofs = || proof.iter().zip(others.iter());
            at != finalizes_at
                || candidates_differ(candidate, other)
                // A truncated record leaves out the whole proof.
                || (proof.len() != others.len() && !proof.is_empty() && !others.is_empty())
                || proofs().any(|(held, given)| candidates_differ(held, given))
        }
        (
            B::Cleared {
                new_record: held, ..
            },
            B::Cleared {
                new_record: given, ..
            },
        )
        | (
            B::Checkpoint {
                new_record: held, ..
            },
            B::Checkpoint {
                new_record: given, ..
            },
        )
        | (
            B::Concluded {
                finalizes_at: held, ..
            },
            B::Concluded {
                finalizes_at: given,
                ..
            },
        ) => held != given,
        (
            B::Allocation {
                asset_index,
                asset,
                initial,
                remaining,
                ..
            },
            B::Allocation {
                asset_index: other_index,
                asset: other_asset,
                initial: other_initial,
                remaining: other_remaining,
                ..
            },
        ) => {
            // One of the two tells the asset in the log; which one depends on the
            // contract, so at least one of them must be there twice and agree.
            let asset_differs = match (asset_index, other_index) {
                (Some(held), Some(given)) => held != given,
                _ => asset.is_none() || asset != other_asset,
            };
            initial != other_initial || remaining != other_remaining || asset_differs
        }
        (
            B::Reclaim {
                asset_index: held, ..
            },
            B::Reclaim {
                asset_index: given, ..
            },
        ) => held != given,
        _ => true,
    }
}

/// Whether two candidates cannot be the same state. Contents that one of them leaves
/// out (because it was truncated) and the hash (which no log carries) do not count.
fn candidates_differ(held: &CandidateFact, given: &CandidateFact) -> bool {
    held.turn_num != given.turn_num
        || held.is_final != given.is_final
        || differ(held.app_data.as_ref(), given.app_data.as_ref())
        || differ(held.outcome.as_ref(), given.outcome.as_ref())
}

fn differ<T: PartialEq>(held: Option<&T>, given: Option<&T>) -> bool {
    matches!((held, given), (Some(held), Some(given)) if held != given)
}

/// The held body with what the given one adds; `None` if it adds nothing.
pub(super) fn enriched(held: &ChainBody, given: &ChainBody) -> Option<ChainBody> {
    use ChainBody as B;
    let mut merged = held.clone();
    let added = match (&mut merged, given) {
        (
            B::Challenge {
                candidate, proof, ..
            },
            B::Challenge {
                candidate: other,
                proof: others,
                ..
            },
        ) => {
            let adds_proof = proof.is_empty() && !others.is_empty();
            if adds_proof {
                *proof = others.clone();
            }
            enrich_candidate(candidate, other) | adds_proof
        }
        (
            B::Cleared { candidate, .. },
            B::Cleared {
                candidate: other, ..
            },
        )
        | (
            B::Checkpoint { candidate, .. },
            B::Checkpoint {
                candidate: other, ..
            },
        )
        | (
            B::Concluded { candidate, .. },
            B::Concluded {
                candidate: other, ..
            },
        ) => fill(candidate, other),
        (
            B::Allocation {
                asset_index,
                asset,
                indices,
                via,
                ..
            },
            B::Allocation {
                asset_index: other_index,
                asset: other_asset,
                indices: other_indices,
                via: other_via,
                ..
            },
        ) => {
            let adds_via = *via == PayoutVia::Unknown && *other_via != PayoutVia::Unknown;
            if adds_via {
                *via = *other_via;
            }
            fill(asset_index, other_index)
                | fill(asset, other_asset)
                | fill(indices, other_indices)
                | adds_via
        }
        (
            B::Reclaim {
                target,
                index_in_source,
                target_asset_index,
                ..
            },
            B::Reclaim {
                target: other_target,
                index_in_source: other_index,
                target_asset_index: other_asset,
                ..
            },
        ) => {
            fill(target, other_target)
                | fill(index_in_source, other_index)
                | fill(target_asset_index, other_asset)
        }
        _ => false,
    };
    added.then_some(merged)
}

fn enrich_candidate(held: &mut Arc<CandidateFact>, given: &CandidateFact) -> bool {
    let mut merged = (**held).clone();
    let added = fill(&mut merged.app_data, &given.app_data)
        | fill(&mut merged.outcome, &given.outcome)
        | fill(&mut merged.state_hash, &given.state_hash);
    if added {
        fill(&mut merged.computed_hash, &given.computed_hash);
        fill(&mut merged.voucher_signer, &given.voucher_signer);
        let more = given
            .signers
            .iter()
            .filter(|signer| !held.signers.contains(signer));
        merged.signers = held.signers.iter().chain(more).copied().collect();
        *held = Arc::new(merged);
    }
    added
}

/// Takes the given value where none is held.
fn fill<T: Clone>(held: &mut Option<T>, given: &Option<T>) -> bool {
    let added = held.is_none() && given.is_some();
    if added {
        held.clone_from(given);
    }
    added
}

/// A fact with another body.
pub(super) fn with_body(fact: &ChainFact, body: ChainBody) -> ChainFact {
    ChainFact {
        offset: fact.offset,
        channel_id: fact.channel_id,
        chain_id: fact.chain_id,
        contract: fact.contract,
        block_number: fact.block_number,
        block_timestamp: fact.block_timestamp,
        key: fact.key,
        body,
    }
}
