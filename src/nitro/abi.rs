//! Encodes the records of the protocol as the Solidity ABI prescribes.
//!
//! Tokens are what `alloy-sol-types` encodes: words, byte strings, lists and tuples of
//! them. A word stands for any value of at most 32 bytes.

use alloy_primitives::keccak256;
pub(super) use alloy_sol_types::abi::token::{DynSeqToken, PackedSeqToken, WordToken};
use alloy_sol_types::abi::{TokenSeq, encode_params};

use crate::event::scalar::{Bytes20, Bytes32, Bytes65, U256};
use crate::event::{Allocation, AssetExit};

/// `(bytes32 destination, uint256 amount, uint8 allocationType, bytes metadata)`.
type AllocationToken<'a> = (WordToken, WordToken, WordToken, PackedSeqToken<'a>);
/// `(address asset, (uint8 assetType, bytes metadata), Allocation[])`.
type ExitToken<'a> = (
    WordToken,
    (WordToken, PackedSeqToken<'a>),
    DynSeqToken<AllocationToken<'a>>,
);
/// The type of an outcome: `SingleAssetExit[]`.
pub(super) type OutcomeToken<'a> = DynSeqToken<ExitToken<'a>>;

/// `(uint8 v, bytes32 r, bytes32 s)`.
pub(super) type SignatureToken = (WordToken, WordToken, WordToken);

/// The token of an outcome.
pub(super) fn outcome_token(outcome: &[AssetExit]) -> OutcomeToken<'_> {
    DynSeqToken(outcome.iter().map(exit_token).collect())
}

fn exit_token(exit: &AssetExit) -> ExitToken<'_> {
    let allocations = exit.allocations.iter().map(allocation_token);
    (
        address(&exit.asset),
        (
            number(exit.asset_type.into()),
            PackedSeqToken(&exit.asset_metadata.0),
        ),
        DynSeqToken(allocations.collect()),
    )
}

fn allocation_token(allocation: &Allocation) -> AllocationToken<'_> {
    (
        allocation.destination.into(),
        allocation.amount.into(),
        number(allocation.allocation_type.into()),
        PackedSeqToken(&allocation.metadata.0),
    )
}

/// The token of an address: padded to a word.
pub(super) fn address(address: &Bytes20) -> WordToken {
    WordToken(address.into_word())
}

/// The token of an integer. All widths are padded to a word, so all encode alike.
pub(super) fn number(value: u64) -> WordToken {
    U256::from(value).into()
}

/// The token of a signature.
pub(super) fn signature_token(signature: &Bytes65) -> SignatureToken {
    let (scalars, v) = signature.split_at(64);
    let (r, s) = scalars.split_at(32);
    let v = v.first().copied().unwrap_or_default();
    (
        number(v.into()),
        WordToken(Bytes32::from_slice(r)),
        WordToken(Bytes32::from_slice(s)),
    )
}

/// Encodes the arguments of a call.
pub(super) fn encode<'a>(arguments: &impl TokenSeq<'a>) -> Vec<u8> {
    encode_params(arguments)
}

/// The hash of encoded arguments.
pub(super) fn hash<'a>(arguments: &impl TokenSeq<'a>) -> Bytes32 {
    keccak256(encode(arguments))
}
