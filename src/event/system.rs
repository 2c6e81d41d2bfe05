//! Events 27–28: facts about the log, and the door for what the union does not know.

use super::event;
use super::scalar::{Bytes, Bytes32, Offset, Text, Uint32};

event! {
    /// The hash of the state at a length, committed to the log.
    SnapshotCreated "snapshot_created" System {
        /// The number of events that the state is folded from.
        length "length" Offset,
        /// The hash of that state.
        state_hash "stateHash" Bytes32,
        /// The version of the fold that computed it.
        fold_version "foldVersion" Uint32,
    }
}

event! {
    /// A fact that the union does not know.
    Extension "extension" System {
        /// Who defines the fact.
        namespace "namespace" Text,
        /// What it is called there.
        name "name" Text,
        /// The fact, in whatever form the namespace defines.
        payload "payload" Bytes,
        /// Whether a reader that does not know the fact misunderstands the channel.
        critical "critical" bool,
    } optional {
        /// The channel it is about.
        channel_id "channelId" Bytes32,
    }
}
