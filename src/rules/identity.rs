//! When two events state the same fact.
//!
//! Each type has its own notion of sameness, which ignores when and why the fact was
//! recorded. Peers repeat messages and nodes repeat logs as a matter of course, so a
//! repeat is an answer, not an error.

use crate::event::scalar::{Bytes20, Bytes32, Bytes65, U256, Uint48};
use crate::event::{ChannelCreated, Event, ObjectiveSource};
use crate::log::KeyId;
use crate::nitro;
use crate::state::view::ObjectiveStatus;
use crate::state::{Acquaintance, ChainFact, FoldState, LogKey};

/// How an event stands to the facts that the state holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It says something new, as far as the state tells.
    New,
    /// It says what the event at this offset says.
    Duplicate(u64),
    /// It says otherwise than the event at this offset, about the same thing.
    Conflict {
        /// What the two are about.
        what: &'static str,
        /// The offset of the first one.
        first: u64,
    },
    /// It is a log that is on record and adds nothing that the fold reads; whether it
    /// adds signatures is for the caller to compare with the event at this offset.
    SameLog(u64),
}

/// How an event stands to the state, for the types whose identity depends on it.
/// `key` is that of the objective or channel that it names, `fact` the chain fact.
#[must_use]
pub fn standing(
    event: &Event,
    fold: &FoldState,
    key: Option<KeyId>,
    fact: Option<&ChainFact>,
) -> Standing {
    if let Some(fact) = fact {
        return chain_standing(fold, fact);
    }
    match event {
        Event::ObjectiveCreated(event) if event.source == ObjectiveSource::PeerPayload => {
            let known = key.and_then(|key| fold.objective(key));
            known.map_or(Standing::New, |objective| {
                Standing::Duplicate(objective.counters().first_offset)
            })
        }
        Event::ObjectiveApproved(_) => has_status(fold, key, ObjectiveStatus::Approved),
        Event::ObjectiveRejected(_) => has_status(fold, key, ObjectiveStatus::Rejected),
        Event::ObjectiveCompleted(_) => has_status(fold, key, ObjectiveStatus::Completed),
        Event::ObjectiveFailed(_) => has_status(fold, key, ObjectiveStatus::Failed),
        Event::ChannelCreated(event) => channel_standing(fold, key, event),
        Event::ChainEventReverted(event) => {
            let log = LogKey {
                block_hash: event.block_hash,
                tx_hash: event.tx_hash,
                log_index: event.log_index,
            };
            let chain = fold.chain(event.chain_id);
            duplicate_of(chain.and_then(|chain| chain.reverted_by(&log)))
        }
        Event::ChainHeadObserved(event) => {
            let chain = fold.chain(event.chain_id);
            duplicate_of(chain.and_then(|chain| chain.head_known(&event.block_hash)))
        }
        _ => Standing::New,
    }
}

fn duplicate_of(first: Option<u64>) -> Standing {
    first.map_or(Standing::New, Standing::Duplicate)
}

fn has_status(fold: &FoldState, key: Option<KeyId>, status: ObjectiveStatus) -> Standing {
    let objective = key.and_then(|key| fold.objective(key));
    let held = objective.filter(|objective| objective.status() == status);
    duplicate_of(held.map(crate::state::Objective::since))
}

fn channel_standing(fold: &FoldState, key: Option<KeyId>, event: &ChannelCreated) -> Standing {
    let Some(channel) = key.and_then(|key| fold.channel(key)) else {
        return Standing::New;
    };
    let first = channel.counters().first_offset;
    let mut given = event.clone();
    let held = channel.created();
    given.timestamp = held.timestamp;
    given.causation_id = held.causation_id;
    given.correlation_id.clone_from(&held.correlation_id);
    if given == **held {
        Standing::Duplicate(first)
    } else {
        let what = "channel";
        Standing::Conflict { what, first }
    }
}

fn chain_standing(fold: &FoldState, fact: &ChainFact) -> Standing {
    let Some(chain) = fold.chain(fact.chain_id) else {
        return Standing::New;
    };
    match chain.acquaintance(fact) {
        Acquaintance::Same { first } => Standing::SameLog(first),
        Acquaintance::Conflicts { first } => Standing::Conflict {
            what: "log of the chain",
            first,
        },
        Acquaintance::Unknown | Acquaintance::Enriches { .. } | Acquaintance::Fallen { .. } => {
            Standing::New
        }
    }
}

/// What identifies the fact of an event whose identity does not depend on the state:
/// byte strings that no other fact shares. The event is a duplicate if all of them are
/// known. Empty for types without such an identity.
#[must_use]
pub fn domain_keys(event: &Event) -> Vec<Vec<u8>> {
    match event {
        Event::StateSigned(event) => {
            let signer = event.sig.signer_index;
            vec![state_key(8, &event.channel_id, &event.state_hash, signer)]
        }
        Event::StateReceived(event) => (event.sigs.iter())
            .map(|sig| state_key(9, &event.channel_id, &event.state_hash, sig.signer_index))
            .collect(),
        Event::LedgerProposalSigned(event) => {
            let state = (event.turn_num, event.state_hash);
            let signer = event.sig.signer_index;
            vec![proposal_key(10, &event.ledger_id, state, signer)]
        }
        Event::LedgerProposalReceived(event) => {
            let state = (event.turn_num, event.state_hash);
            let signer = event.sig.signer_index;
            vec![proposal_key(11, &event.ledger_id, state, signer)]
        }
        Event::VoucherSigned(event) => {
            vec![voucher_key(
                12,
                &event.channel_id,
                event.amount,
                &event.signature,
            )]
        }
        Event::VoucherReceived(event) => {
            vec![voucher_key(
                13,
                &event.channel_id,
                event.amount,
                &event.signature,
            )]
        }
        Event::TransactionSubmitted(event) => (event.tx_hash.iter())
            .map(|hash| key(23, &[hash.as_slice()]))
            .collect(),
        Event::TransactionResolved(event) => {
            let by_hash = event.tx_hash.as_ref().map(|hash| (1, hash));
            let about = by_hash.or(event.causation_id.as_ref().map(|id| (0, id)));
            about
                .map(|(by, id)| key(24, &[&[by, event.result as u8], id.as_slice()]))
                .into_iter()
                .collect()
        }
        Event::MessageSent(event) => {
            let (id, to) = (event.message_id.as_slice(), event.to.as_slice());
            vec![key(25, &[id, to, &[event.delivery as u8]])]
        }
        Event::MessageReceived(event) => vec![message_key(&event.message_id, &event.from)],
        _ => Vec::new(),
    }
}

/// Who sent what without being a participant of a channel that is known (9, 11, 13).
///
/// It has no effect (rules S1 and M2), so it is not the fact that a participant states with
/// the same words, and must not stand in its way.
#[must_use]
pub fn stranger<'e>(event: &'e Event, fold: &FoldState) -> Option<&'e Bytes20> {
    let (channel, from) = match event {
        Event::StateReceived(event) => (&event.channel_id, &event.from),
        Event::LedgerProposalReceived(event) => (&event.ledger_id, &event.from),
        Event::VoucherReceived(event) => (&event.channel_id, &event.from),
        _ => return None,
    };
    let channel = fold.channel_by_id(channel);
    let is_participant = channel.is_some_and(|channel| channel.has_participant(from));
    (!is_participant).then_some(from)
}

/// The key of a signature of a state, in an event of type 8 or 9. Turn numbers are part
/// of the state's hash, so they are left out.
#[must_use]
pub fn state_key(event_type: u8, channel: &Bytes32, state_hash: &Bytes32, signer: u8) -> Vec<u8> {
    let parts = [channel.as_slice(), state_hash.as_slice(), &[signer]];
    key(event_type, &parts)
}

/// The key of a signature of a ledger proposal, in an event of type 10 or 11, by turn
/// and hash of the resulting state.
#[must_use]
pub fn proposal_key(
    event_type: u8,
    ledger: &Bytes32,
    (turn, state_hash): (Uint48, Bytes32),
    signer: u8,
) -> Vec<u8> {
    let turn = turn.get().to_be_bytes();
    let parts = [ledger.as_slice(), &turn, state_hash.as_slice(), &[signer]];
    key(event_type, &parts)
}

/// The key of a voucher, in an event of type 12 or 13.
#[must_use]
pub fn voucher_key(
    event_type: u8,
    channel: &Bytes32,
    amount: U256,
    signature: &Bytes65,
) -> Vec<u8> {
    let amount = amount.to_be_bytes::<32>();
    // A log that was imported may hold the signature as it was before input normalised it.
    let signature = nitro::normalise(*signature);
    key(
        event_type,
        &[channel.as_slice(), &amount, signature.as_slice()],
    )
}

/// The key of a message that was received.
#[must_use]
pub fn message_key(message: &Bytes32, from: &Bytes20) -> Vec<u8> {
    key(26, &[message.as_slice(), from.as_slice()])
}

fn key(event_type: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = vec![event_type];
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    bytes
}
