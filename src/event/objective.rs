//! Events 1–6: the life of an objective.

use super::event;
use super::scalar::{Bytes20, Bytes32, Text, Uint8};
use crate::word;

word! {
    /// What an objective is for.
    pub enum ObjectiveKind {
        /// Fund a channel on chain.
        DirectFund "direct_fund",
        /// Close a channel that was funded on chain.
        DirectDefund "direct_defund",
        /// Fund a channel through ledgers.
        VirtualFund "virtual_fund",
        /// Close a channel that was funded through ledgers.
        VirtualDefund "virtual_defund",
        /// Exchange assets in a swap channel.
        Swap "swap",
        /// Anything else; only its status is followed.
        Other "other",
    }
}

word! {
    /// Who asked for an objective.
    pub enum ObjectiveSource {
        /// Our own application.
        LocalRequest "local_request",
        /// A peer's first message.
        PeerPayload "peer_payload",
    }
}

word! {
    /// The status an objective starts with.
    pub enum InitialStatus {
        /// Waits for approval.
        Unapproved "unapproved",
        /// Approved from the start, as own requests are.
        Approved "approved",
    }
}

word! {
    /// What approved an objective.
    pub enum ApprovedBy {
        /// A call of the application.
        Api "api",
        /// A policy.
        Policy "policy",
    }
}

word! {
    /// How a rejection came about.
    pub enum RejectedVia {
        /// A policy rejected it.
        Policy "policy",
        /// A call of the application rejected it.
        Api "api",
        /// A participant told us that it rejects.
        CounterpartyNotice "counterparty_notice",
    }
}

event! {
    /// An objective begins: something that the participants want to bring about together.
    ObjectiveCreated "objective_created" OwnOrObserved {
        /// Unique per objective; for the fund and defund kinds a known prefix and the channel id.
        objective_id "objectiveId" Text,
        /// What the objective is for.
        kind "kind" ObjectiveKind,
        /// Who asked for it. A local request is an own fact, a peer's payload an observed one.
        source "source" ObjectiveSource,
        /// The status it starts with.
        status "status" InitialStatus,
    } optional {
        /// The channel that the objective owns.
        channel_id "channelId" Bytes32,
        /// Other channels that it needs, such as the ledgers of a virtual channel.
        related_channels "relatedChannels" Vec<Bytes32>,
        /// Our place among the participants.
        role "role" Uint8,
        /// The peer that asked for it.
        peer "peer" Bytes20,
    }
}

event! {
    /// We agree to take part.
    ObjectiveApproved "objective_approved" Own {
        /// The objective.
        objective_id "objectiveId" Text,
        /// What approved it.
        by "by" ApprovedBy,
    } optional {
        /// The name of the policy.
        policy "policy" Text,
    }
}

event! {
    /// The objective will not be pursued.
    ObjectiveRejected "objective_rejected" OwnOrObserved {
        /// The objective.
        objective_id "objectiveId" Text,
        /// How the rejection came about. A notice is an observed fact, the others are own.
        via "via" RejectedVia,
    } optional {
        /// The participant whose notice it was.
        by "by" Bytes20,
        /// Why.
        reason "reason" Text,
    }
}

event! {
    /// The objective has reached a point where it waits for something.
    ObjectiveProgressed "objective_progressed" Own {
        /// The objective.
        objective_id "objectiveId" Text,
        /// What it waits for; go-nitro's names of pause points, or others.
        waiting_for "waitingFor" Text,
    }
}

event! {
    /// The objective has reached its goal.
    ObjectiveCompleted "objective_completed" Own {
        /// The objective.
        objective_id "objectiveId" Text,
    } optional {
        /// Why it is completed although a rule speaks against it.
        r#override "override" Text,
    }
}

event! {
    /// The objective could not be carried on.
    ObjectiveFailed "objective_failed" Own {
        /// The objective.
        objective_id "objectiveId" Text,
        /// What went wrong.
        error "error" Text,
        /// Whether it may be approved again.
        retryable "retryable" bool,
    }
}
