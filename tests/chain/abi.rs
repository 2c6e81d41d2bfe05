//! As much of the ABI as the contract flows need: reading the states in a challenge's log.
#![allow(
    dead_code,
    reason = "each test that includes this module uses a part of it"
)]

use alloy_primitives::U256;
use statelog::event::scalar::{Bytes, Bytes20, Bytes32};
use statelog::event::{Allocation, AssetExit, Outcome};

/// A cursor into ABI data: the start of the tuple that offsets are relative to.
#[derive(Clone, Copy)]
struct At<'a>(&'a [u8]);

impl<'a> At<'a> {
    fn word(self, index: usize) -> &'a [u8] {
        &self.0[32 * index..32 * index + 32]
    }

    fn number(self, index: usize) -> usize {
        U256::from_be_slice(self.word(index)).to::<usize>()
    }

    fn inner(self, index: usize) -> At<'a> {
        At(&self.0[self.number(index)..])
    }

    fn bytes(self, index: usize) -> Vec<u8> {
        let inner = self.inner(index);
        inner.0[32..32 + inner.number(0)].to_vec()
    }

    fn list(self, index: usize) -> impl Iterator<Item = At<'a>> {
        let inner = self.inner(index);
        let items = At(&inner.0[32..]);
        (0..inner.number(0)).map(move |at| items.inner(at))
    }
}

/// A state as a log shows it.
pub(crate) struct Shown {
    pub(crate) outcome: Outcome,
    pub(crate) app_data: Vec<u8>,
    pub(crate) turn_num: u64,
    pub(crate) is_final: bool,
    /// r ‖ s ‖ v, 65 bytes each.
    pub(crate) signatures: Vec<Vec<u8>>,
}

/// A word of a log's data as a number.
pub(crate) fn number(data: &[u8], index: usize) -> U256 {
    U256::from_be_slice(At(data).word(index))
}

/// Proof and candidate in the data of `ChallengeRegistered`: after `finalizesAt`, a list of
/// signed variable parts and one more.
pub(crate) fn challenge(data: &[u8]) -> (Vec<Shown>, Shown) {
    let proof = At(data).list(1).map(signed_part).collect();
    (proof, signed_part(At(data).inner(2)))
}

/// A variable part and its signatures, which are static tuples v, r, s.
fn signed_part(signed: At<'_>) -> Shown {
    let part = signed.inner(0);
    let sigs = signed.inner(1);
    let signature = |at: usize| {
        let words = 1 + 3 * at;
        let v = &sigs.word(words)[31..];
        [sigs.word(words + 1), sigs.word(words + 2), v].concat()
    };
    let outcome = part.list(0).map(|exit| AssetExit {
        asset: Bytes20::from_slice(&exit.word(0)[12..]),
        asset_type: exit.inner(1).number(0) as u8,
        asset_metadata: Bytes(exit.inner(1).bytes(1)),
        allocations: exit
            .list(2)
            .map(|allocation| Allocation {
                destination: Bytes32::from_slice(allocation.word(0)),
                amount: U256::from_be_slice(allocation.word(1)),
                allocation_type: allocation.number(2) as u8,
                metadata: Bytes(allocation.bytes(3)),
            })
            .collect(),
    });
    Shown {
        outcome: outcome.collect(),
        app_data: part.bytes(1),
        turn_num: part.number(2) as u64,
        is_final: part.number(3) == 1,
        signatures: (0..sigs.number(0)).map(signature).collect(),
    }
}
