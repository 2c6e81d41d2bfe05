//! The ids that go-nitro and its fork of cerc-io give to objectives.

use crate::event::ObjectiveKind;
use crate::event::scalar::Bytes32;
use crate::word;

word! {
    /// An objective whose id is a prefix and a channel id.
    pub enum ObjectiveIdKind {
        /// Fund a channel on chain.
        DirectFund "direct_fund",
        /// Close a channel that was funded on chain.
        DirectDefund "direct_defund",
        /// Fund a channel through ledgers.
        VirtualFund "virtual_fund",
        /// Close a channel that was funded through ledgers.
        VirtualDefund "virtual_defund",
        /// Fund a mirrored ledger (cerc-io).
        BridgedFund "bridged_fund",
        /// Close a mirrored ledger (cerc-io).
        BridgedDefund "bridged_defund",
        /// Close a mirrored ledger from the other chain (cerc-io).
        MirrorBridgedDefund "mirror_bridged_defund",
        /// Fund a swap channel (cerc-io).
        SwapFund "swap_fund",
        /// Close a swap channel (cerc-io).
        SwapDefund "swap_defund",
        /// A swap; its id is that of the swap, not of a channel (cerc-io).
        Swap "swap",
    }
}

impl ObjectiveIdKind {
    /// What stands before the channel id. The irregularities are those of go-nitro.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::DirectFund => "DirectFunding-",
            Self::DirectDefund => "DirectDefunding-",
            Self::VirtualFund => "VirtualFund-",
            Self::VirtualDefund => "VirtualDefund-",
            Self::BridgedFund => "BridgedFunding-",
            Self::BridgedDefund => "bridgeddefunding-",
            Self::MirrorBridgedDefund => "mirrorbridgeddefunding-",
            Self::SwapFund => "SwapFund-",
            Self::SwapDefund => "SwapDefund-",
            Self::Swap => "Swap-",
        }
    }

    /// The kind whose prefix an id begins with.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        let mut kinds = Self::ALL.iter().map(|(kind, _)| *kind);
        kinds.find(|kind| id.starts_with(kind.prefix()))
    }

    /// The kind of the events of such an objective.
    #[must_use]
    pub fn event_kind(self) -> ObjectiveKind {
        match self {
            Self::DirectFund => ObjectiveKind::DirectFund,
            Self::DirectDefund => ObjectiveKind::DirectDefund,
            Self::VirtualFund => ObjectiveKind::VirtualFund,
            Self::VirtualDefund => ObjectiveKind::VirtualDefund,
            Self::Swap => ObjectiveKind::Swap,
            _ => ObjectiveKind::Other,
        }
    }

    /// The form of id that objectives of a kind of event have; `None` for kinds whose
    /// ids have no one form.
    #[must_use]
    pub fn of(kind: ObjectiveKind) -> Option<Self> {
        match kind {
            ObjectiveKind::DirectFund => Some(Self::DirectFund),
            ObjectiveKind::DirectDefund => Some(Self::DirectDefund),
            ObjectiveKind::VirtualFund => Some(Self::VirtualFund),
            ObjectiveKind::VirtualDefund => Some(Self::VirtualDefund),
            ObjectiveKind::Swap | ObjectiveKind::Other => None,
        }
    }
}

/// The id of an objective: the prefix of its kind and the channel id in lower-case hex.
#[must_use]
pub fn objective_id(kind: ObjectiveIdKind, channel_id: &Bytes32) -> String {
    format!("{}{channel_id}", kind.prefix())
}
