//! The records of the protocol as tokens of the Solidity ABI.
//!
//! Tokens are what `alloy-sol-types` encodes and decodes: words, byte strings, lists
//! and tuples of them. A word stands for any value of at most 32 bytes; the widths of
//! the contracts' types are checked where tokens become records.

use std::borrow::Cow;

use alloy_primitives::keccak256;
pub(super) use alloy_sol_types::abi::token::{DynSeqToken, PackedSeqToken, WordToken};
use alloy_sol_types::abi::{AbiDecoderConfig, TokenSeq, decode_params_with_config, encode_params};

use crate::canonical::Invalid;
use crate::event::scalar::{Bytes, Bytes20, Bytes32, Bytes65, U256, Uint48};
use crate::event::{Allocation, AssetExit, Outcome};

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

/// Decodes the data of a log.
///
/// Offsets in the data could lead to the same bytes again and again. What is decoded
/// is therefore bounded by the length of the data: what Solidity encodes never takes
/// more tokens than bytes.
pub(super) fn decode<'a, T: TokenSeq<'a>>(data: &'a [u8]) -> Result<T, Invalid> {
    let config = AbiDecoderConfig::new().memory_limit(data.len().saturating_mul(2));
    decode_params_with_config(data, config).map_err(|_| {
        Invalid::new(
            "the ABI encoding of the event's arguments",
            format!("{} other bytes", data.len()),
        )
    })
}

/// The outcome that a token stands for.
pub(super) fn outcome(token: &OutcomeToken<'_>) -> Result<Outcome, Invalid> {
    token.0.iter().map(exit).collect()
}

fn exit((asset, metadata, allocations): &ExitToken<'_>) -> Result<AssetExit, Invalid> {
    let allocations: Result<_, _> = allocations.0.iter().map(allocation).collect();
    Ok(AssetExit {
        asset: to_address(asset)?,
        asset_type: to_byte(&metadata.0)?,
        asset_metadata: to_bytes(metadata.1),
        allocations: allocations?,
    })
}

fn allocation(token: &AllocationToken<'_>) -> Result<Allocation, Invalid> {
    Ok(Allocation {
        destination: token.0.0,
        amount: to_u256(&token.1),
        allocation_type: to_byte(&token.2)?,
        metadata: to_bytes(token.3),
    })
}

/// The signature in the order of its 65 bytes: r, s, v.
pub(super) fn to_signature((v, r, s): &SignatureToken) -> Result<Bytes65, Invalid> {
    let v = to_byte(v)?;
    let bytes = r.0.iter().chain(s.0.iter()).copied().chain([v]);
    let mut signature = Bytes65::ZERO;
    for (place, byte) in signature.iter_mut().zip(bytes) {
        *place = byte;
    }
    Ok(signature)
}

/// The bytes of a token, of any length.
pub(super) fn to_bytes(token: PackedSeqToken<'_>) -> Bytes {
    Bytes(token.0.to_vec())
}

/// The word as an integer.
pub(super) fn to_u256(token: &WordToken) -> U256 {
    U256::from_be_bytes(token.0.0)
}

/// The word as an address.
pub(super) fn to_address(token: &WordToken) -> Result<Bytes20, Invalid> {
    let address = Bytes20::from_word(token.0);
    (address.into_word() == token.0)
        .then_some(address)
        .ok_or_else(|| unfit(token, "an address"))
}

/// The word as a `uint48`.
pub(super) fn to_uint48(token: &WordToken) -> Result<Uint48, Invalid> {
    let value = to_u64(token).and_then(Uint48::new);
    value.ok_or_else(|| unfit(token, "a uint48"))
}

/// The word as a number of 32 bits.
pub(super) fn to_uint32(token: &WordToken) -> Result<u32, Invalid> {
    let value = to_u64(token).and_then(|value| u32::try_from(value).ok());
    value.ok_or_else(|| unfit(token, "an index below 2^32"))
}

/// The word as a `uint8`.
pub(super) fn to_byte(token: &WordToken) -> Result<u8, Invalid> {
    let value = to_u64(token).and_then(|value| u8::try_from(value).ok());
    value.ok_or_else(|| unfit(token, "a uint8"))
}

/// The word as a boolean.
pub(super) fn to_bool(token: &WordToken) -> Result<bool, Invalid> {
    match to_u64(token) {
        Some(0) => Ok(false),
        Some(1) => Ok(true),
        _ => Err(unfit(token, "a bool")),
    }
}

fn to_u64(token: &WordToken) -> Option<u64> {
    u64::try_from(to_u256(token)).ok()
}

fn unfit(token: &WordToken, expected: &'static str) -> Invalid {
    Invalid::new(Cow::Borrowed(expected), token.0.to_string())
}
