//! The closed union of facts that a log can hold.
//!
//! Every event is one JSON object with a `type`; `docs/events.md` is generated
//! from the declarations in this module. Events say what happened and nothing
//! that follows from it: supported states, balances and findings are derived by
//! [`state`](crate::state).
//!
//! Reading checks every member, width and form and names the path of the first
//! offending member; `tests/events.rs` tries each of them.

mod catalogue;
mod chain;
mod channel;
mod message;
mod objective;
mod payment;
pub mod scalar;
mod shared;
mod system;

pub use catalogue::{CATALOGUE, FactKind, TypeDoc};
pub use chain::{
    AllocationUpdated, ChainEventReverted, ChainHeadObserved, ChallengeCleared,
    ChallengeRegistered, ChannelConcluded, CheckpointRecorded, DepositDetected, PayoutVia,
    ReclaimDetected, TransactionKind, TransactionResolved, TransactionResult, TransactionSubmitted,
};
pub use channel::{
    ChannelCreated, ChannelKind, LedgerProposalReceived, LedgerProposalSigned, Protocol,
    StatePurpose, StateReceived, StateSigned, SupportRule,
};
pub use message::{Delivery, MessageReceived, MessageSent};
pub use objective::{
    ApprovedBy, InitialStatus, ObjectiveApproved, ObjectiveCompleted, ObjectiveCreated,
    ObjectiveFailed, ObjectiveKind, ObjectiveProgressed, ObjectiveRejected, ObjectiveSource,
    RejectedVia,
};
pub use payment::{VoucherReceived, VoucherSigned};
pub use shared::{
    AddProposal, Allocation, AssetExit, Candidate, ChainRef, DepositAmount, FixedPart, Outcome,
    PartialVariablePart, Participants, ProofState, Proposal, ProposalRole, RemoveProposal, Sig,
    Sigs, VariablePart,
};
pub use system::{Extension, SnapshotCreated};

use crate::canonical::{Form, Invalid, Value, Writer};
use scalar::{Bytes32, Millis, Text};

/// Declares the struct of one event type: its own members and the ones that
/// every event has.
macro_rules! event {
    (
        $(#[doc = $doc:literal])*
        $name:ident $tag:literal $kind:ident {
            $( $(#[doc = $mdoc:literal])* $field:ident $json:literal $ty:ty, )*
        }
        $( optional {
            $( $(#[doc = $odoc:literal])* $ofield:ident $ojson:literal $oty:ty, )*
        } )?
    ) => {
        $crate::record! {
            $(#[doc = $doc])*
            pub struct $name {
                $( $(#[doc = $mdoc])* $field $json $ty, )*
            } optional {
                $( $( $(#[doc = $odoc])* $ofield $ojson $oty, )* )?
                /// When this node recorded the fact. Left out on append, the store
                /// stamps it; it never decreases along the log.
                timestamp "timestamp" $crate::event::scalar::Millis,
                /// The id of the event that led to this one; it is already in the log.
                causation_id "causationId" $crate::event::scalar::Bytes32,
                /// Ties the events of one business action; normally the objective id.
                correlation_id "correlationId" $crate::event::scalar::Text,
            }
            tag "type" $tag
        }

        impl $name {
            /// What the catalogue says about the type.
            pub const DOC: $crate::event::TypeDoc = $crate::event::TypeDoc {
                tag: $tag,
                name: stringify!($name),
                kind: $crate::event::FactKind::$kind,
                doc: concat!($($doc, "\n"),*),
                members: Self::MEMBERS,
            };
        }
    };
}
use event;

/// Declares the union and everything that is the same for each of its variants.
macro_rules! union {
    ($( $name:ident $tag:literal, )*) => {
        /// A fact as it is given, told apart by its `type`. Without a `timestamp` it is
        /// stamped when it is recorded.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[cfg_attr(
            target_arch = "wasm32",
            derive(tsify::Tsify),
            serde(untagged),
            tsify(rename = "NewEvent")
        )]
        #[allow(
            clippy::large_enum_variant,
            reason = "events live on the stack for one append; the log keeps their bytes"
        )]
        pub enum Event {
            $( #[doc = concat!("`", $tag, "`")] $name($name), )*
        }

        /// The tag of an event type, a stable string.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        pub enum EventType {
            $( #[doc = concat!("`", $tag, "`")] #[serde(rename = $tag)] $name, )*
        }

        impl EventType {
            /// Every type in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$( Self::$name, )*];

            const TAGS: &'static [&'static str] = &[$( $tag, )*];

            /// The tag as it stands in JSON.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                Self::TAGS.get(self as usize).copied().unwrap_or_default()
            }

            /// The type with this tag.
            #[must_use]
            pub fn from_tag(tag: &str) -> Option<Self> {
                let place = Self::TAGS.iter().position(|known| *known == tag)?;
                Self::ALL.get(place).copied()
            }
        }

        impl Event {
            /// The type of the event.
            #[must_use]
            pub fn event_type(&self) -> EventType {
                match self { $( Self::$name(_) => EventType::$name, )* }
            }

            /// When this node recorded the fact; `None` until the store stamps it.
            #[must_use]
            pub fn timestamp(&self) -> Option<Millis> {
                match self { $( Self::$name(event) => event.timestamp, )* }
            }

            /// Sets the time at which this node recorded the fact.
            pub fn stamp(&mut self, timestamp: Millis) {
                match self { $( Self::$name(event) => event.timestamp = Some(timestamp), )* }
            }

            /// The id of the event that led to this one.
            #[must_use]
            pub fn causation_id(&self) -> Option<Bytes32> {
                match self { $( Self::$name(event) => event.causation_id, )* }
            }

            /// What ties the events of one business action.
            #[must_use]
            pub fn correlation_id(&self) -> Option<&Text> {
                match self { $( Self::$name(event) => event.correlation_id.as_ref(), )* }
            }

            fn blank_of(tag: EventType) -> Self {
                match tag { $( EventType::$name => Self::$name($name::blank()), )* }
            }
        }

        impl Form for Event {
            fn blank() -> Self {
                Self::Extension(Extension::blank())
            }

            fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
                value.object()?;
                let tag = value.member("type").ok_or_else(|| Invalid::missing("type"))?;
                let known = EventType::from_tag(&tag.string().map_err(|error| error.within("type"))?)
                    .ok_or_else(|| tag.mismatch("the tag of a known event type").within("type"))?;
                *self = Self::blank_of(known);
                match self { $( Self::$name(event) => event.fill(value)?, )* }
                self.check()
            }

            fn write(&self, out: &mut Writer) {
                match self { $( Self::$name(event) => event.write(out), )* }
            }
        }

        $(
            impl From<$name> for Event {
                fn from(event: $name) -> Self {
                    Self::$name(event)
                }
            }
        )*

        const _: () = {
            // A tag stands both here and in the declaration of its type; they agree.
            $( assert!(catalogue::same_text($tag, $name::DOC.tag)); )*
        };

        /// What the catalogue says about each type, in order.
        pub(crate) const TYPES: &[TypeDoc] = &[$( $name::DOC, )*];
    };
}

union! {
    ObjectiveCreated "objective_created",
    ObjectiveApproved "objective_approved",
    ObjectiveRejected "objective_rejected",
    ObjectiveProgressed "objective_progressed",
    ObjectiveCompleted "objective_completed",
    ObjectiveFailed "objective_failed",
    ChannelCreated "channel_created",
    StateSigned "state_signed",
    StateReceived "state_received",
    LedgerProposalSigned "ledger_proposal_signed",
    LedgerProposalReceived "ledger_proposal_received",
    VoucherSigned "voucher_signed",
    VoucherReceived "voucher_received",
    DepositDetected "deposit_detected",
    ChallengeRegistered "challenge_registered",
    ChallengeCleared "challenge_cleared",
    CheckpointRecorded "checkpoint_recorded",
    ChannelConcluded "channel_concluded",
    AllocationUpdated "allocation_updated",
    ReclaimDetected "reclaim_detected",
    ChainEventReverted "chain_event_reverted",
    ChainHeadObserved "chain_head_observed",
    TransactionSubmitted "transaction_submitted",
    TransactionResolved "transaction_resolved",
    MessageSent "message_sent",
    MessageReceived "message_received",
    SnapshotCreated "snapshot_created",
    Extension "extension",
}

impl Event {
    /// Checks the members that depend on each other.
    fn check(&self) -> Result<(), Invalid> {
        match self {
            Self::StateReceived(event) => event.check(),
            Self::LedgerProposalSigned(event) => {
                channel::check_role(event.role, event.sig.signer_index)
            }
            Self::LedgerProposalReceived(event) => {
                channel::check_role(event.role, event.sig.signer_index)
            }
            Self::ChallengeRegistered(event) => chain::check_candidate(Some(&event.candidate)),
            Self::ChallengeCleared(event) => chain::check_candidate(event.candidate.as_ref()),
            Self::CheckpointRecorded(event) => chain::check_candidate(event.candidate.as_ref()),
            Self::ChannelConcluded(event) => chain::check_candidate(event.candidate.as_ref()),
            Self::AllocationUpdated(event) => event.check(),
            Self::TransactionResolved(event) => event.check(),
            _ => Ok(()),
        }
    }

    /// Where on a chain the fact was observed, for the types 14–20.
    #[must_use]
    pub fn chain_ref(&self) -> Option<&ChainRef> {
        match self {
            Self::DepositDetected(event) => Some(&event.chain),
            Self::ChallengeRegistered(event) => Some(&event.chain),
            Self::ChallengeCleared(event) => Some(&event.chain),
            Self::CheckpointRecorded(event) => Some(&event.chain),
            Self::ChannelConcluded(event) => Some(&event.chain),
            Self::AllocationUpdated(event) => Some(&event.chain),
            Self::ReclaimDetected(event) => Some(&event.chain),
            _ => None,
        }
    }
}
