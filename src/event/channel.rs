//! Events 7–11: channels, their states and the proposals of ledgers.

use super::event;
use super::scalar::{Bytes20, Bytes32, ChainId, Text, True, Uint8, Uint48};
use super::shared::{
    FixedPart, PartialVariablePart, Proposal, ProposalRole, Sig, Sigs, VariablePart,
};
use crate::canonical::Invalid;
use crate::word;

word! {
    /// Which arithmetic binds a channel id to its fixed part.
    pub enum Protocol {
        /// The Nitro protocol, version 2 of the contracts.
        Nitro2 "nitro-2",
        /// Another protocol: ids and hashes are taken as given.
        Opaque "opaque",
    }
}

word! {
    /// What a channel is used for.
    pub enum ChannelKind {
        /// Funds virtual channels through guarantees.
        Ledger "ledger",
        /// Is funded through ledgers.
        Virtual "virtual",
        /// Is funded on chain and used directly.
        Direct "direct",
        /// Exchanges assets.
        Swap "swap",
        /// Anything else.
        Other "other",
    }
}

word! {
    /// Which signatures support a state.
    pub enum SupportRule {
        /// Those of all participants (ConsensusApp).
        Unanimous "unanimous",
        /// All participants, or a redemption by the payee (VirtualPaymentApp).
        VirtualPayment "virtual_payment",
        /// All participants, or one signature per turn by its mover.
        TurnTaking "turn_taking",
        /// Decided by the application's contract; here only all participants.
        Custom "custom",
    }
}

word! {
    /// What a state is signed for.
    pub enum StatePurpose {
        /// Turn 0, before anybody deposits.
        Prefund "prefund",
        /// Turn 1, after everybody has deposited.
        Postfund "postfund",
        /// A later turn.
        Update "update",
        /// A final state.
        Final "final",
        /// The payee's redemption of a voucher.
        Redemption "redemption",
        /// To challenge with.
        Challenge "challenge",
    }
}

event! {
    /// A channel is known from now on.
    ChannelCreated "channel_created" Own {
        /// The hash of the fixed part.
        channel_id "channelId" Bytes32,
        /// Which arithmetic binds the id to the fixed part.
        protocol "protocol" Protocol,
        /// What the participants agree on once.
        fixed_part "fixedPart" FixedPart,
        /// What the channel is used for.
        kind "kind" ChannelKind,
        /// The chain of its adjudicator. Ids name no chain, so the log must.
        chain_id "chainId" ChainId,
        /// The contract that holds its deposits.
        adjudicator "adjudicator" Bytes20,
        /// Which signatures support a state.
        support_rule "supportRule" SupportRule,
    } optional {
        /// Our place among the participants; left out by an observer.
        my_index "myIndex" Uint8,
    }
}

event! {
    /// We signed a state.
    StateSigned "state_signed" Own {
        /// The channel.
        channel_id "channelId" Bytes32,
        /// The state.
        state "state" VariablePart,
        /// The hash that the signature is over.
        state_hash "stateHash" Bytes32,
        /// Our signature.
        sig "sig" Sig,
    } optional {
        /// What it is signed for.
        purpose "purpose" StatePurpose,
        /// Why it is signed although a rule speaks against it.
        r#override "override" Text,
    }
}

event! {
    /// A peer sent us a signed state.
    StateReceived "state_received" Observed {
        /// The channel.
        channel_id "channelId" Bytes32,
        /// The state.
        state "state" PartialVariablePart,
        /// The hash that the signatures are over.
        state_hash "stateHash" Bytes32,
        /// The signatures it came with.
        sigs "sigs" Sigs,
        /// The address that sent it.
        from "from" Bytes20,
    } optional {
        /// The message that it came in.
        message_id "messageId" Bytes32,
        /// Says that parts were dropped because the whole was too large.
        truncated "truncated" True,
    }
}

impl StateReceived {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        self.state
            .check_whole(self.truncated)
            .map_err(|error| error.within("state"))
    }
}

event! {
    /// We signed the ledger state that results from a proposal.
    LedgerProposalSigned "ledger_proposal_signed" Own {
        /// The ledger channel.
        ledger_id "ledgerId" Bytes32,
        /// The turn of the resulting state.
        turn_num "turnNum" Uint48,
        /// The change.
        proposal "proposal" Proposal,
        /// Which side we are.
        role "role" ProposalRole,
        /// The hash of the resulting state, which the signature is over.
        state_hash "stateHash" Bytes32,
        /// Our signature.
        sig "sig" Sig,
    } optional {
        /// Why it is signed although a rule speaks against it.
        r#override "override" Text,
    }
}

event! {
    /// The peer sent us its signature of the ledger state that results from a proposal.
    LedgerProposalReceived "ledger_proposal_received" Observed {
        /// The ledger channel.
        ledger_id "ledgerId" Bytes32,
        /// The turn of the resulting state.
        turn_num "turnNum" Uint48,
        /// The change.
        proposal "proposal" Proposal,
        /// Which side the peer is.
        role "role" ProposalRole,
        /// The hash of the resulting state, which the signature is over.
        state_hash "stateHash" Bytes32,
        /// The peer's signature.
        sig "sig" Sig,
        /// The address that sent it.
        from "from" Bytes20,
    } optional {
        /// The message that it came in.
        message_id "messageId" Bytes32,
    }
}

/// Rule P1: the leader of a ledger is the participant at index 0, nobody else.
pub(super) fn check_role(role: ProposalRole, signer_index: u8) -> Result<(), Invalid> {
    let expected = if signer_index == 0 {
        ProposalRole::Leader
    } else {
        ProposalRole::Follower
    };
    if role == expected {
        return Ok(());
    }
    let wanted = format!("\"{}\" for signer index {signer_index}", expected.as_str());
    Err(Invalid::new(wanted, format!("\"{}\"", role.as_str())).within("role"))
}
