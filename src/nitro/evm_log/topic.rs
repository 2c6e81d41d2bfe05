//! The topics of the adjudicator's events.

use alloy_primitives::b256;

use crate::canonical::Invalid;
use crate::event::scalar::Bytes32;

/// An event of the adjudicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Deposited,
    ChallengeRegistered,
    ChallengeCleared,
    Checkpointed,
    Concluded,
    /// Upstream's form, with the index of the asset.
    AllocationUpdated,
    /// cerc-io's form, with the address of the asset.
    AssetAllocationUpdated,
    Reclaimed,
}

/// The first topic of each event: the hash of its signature. `tests/nitro/logs.rs`
/// derives them from the signatures.
const TOPICS: [(Bytes32, Topic); 8] = [
    (
        b256!("87d4c0b5e30d6808bc8a94ba1c4d839b29d664151551a31753387ee9ef48429b"),
        Topic::Deposited,
    ),
    (
        b256!("0aa12461ee6c137332989aa12cec79f4772ab2c1a8732a382aada7e9f3ec9d34"),
        Topic::ChallengeRegistered,
    ),
    (
        b256!("07da0a0674fb921e484018c8b81d80e292745e5d8ed134b580c8b9c631c5e9e0"),
        Topic::ChallengeCleared,
    ),
    (
        b256!("f3f2d5574c50e581f1a2371fac7dee87f7c6d599a496765fbfa2547ce7fd5f1a"),
        Topic::Checkpointed,
    ),
    (
        b256!("4f465027a3d06ea73dd12be0f5c5fc0a34e21f19d6eaed4834a7a944edabc901"),
        Topic::Concluded,
    ),
    (
        b256!("c36da2054c5669d6dac211b7366d59f2d369151c21edf4940468614b449e0b9a"),
        Topic::AllocationUpdated,
    ),
    (
        b256!("0e704ff99caf8149a27bcf6efefe38c2d476854d60a730de564066947ebc9b99"),
        Topic::AssetAllocationUpdated,
    ),
    (
        b256!("4d3754632451ebba9812a9305e7bca17b67a17186a5cff93d2e9ae1b01e3d27b"),
        Topic::Reclaimed,
    ),
];

impl Topic {
    /// The event that the topics name, and the channel (of a deposit: the destination)
    /// that it is about, which is the only indexed argument of each.
    pub(super) fn of(topics: &[Bytes32]) -> Result<(Self, Bytes32), Invalid> {
        const COUNT: &str = "two topics: the event's and a channel id";
        let [first, subject] = topics else {
            let error = Invalid::new(COUNT, topics.len().to_string());
            return Err(error.within("topics"));
        };
        let known = TOPICS.iter().find(|(topic, _)| topic == first);
        known.map(|(_, event)| (*event, *subject)).ok_or_else(|| {
            let error = Invalid::new("the topic of an adjudicator's event", first.to_string());
            error.within_item(0).within("topics")
        })
    }
}
