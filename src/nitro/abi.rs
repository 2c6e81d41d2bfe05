//! The records of the protocol in the types of the Solidity ABI.

use alloy_sol_types::SolType;
use alloy_sol_types::sol_data::{Address, Array, Bytes, FixedBytes, Uint};

use crate::event::scalar::{Bytes20, Bytes32, U256};
use crate::event::{Allocation, AssetExit};

/// A hash or an id.
pub(super) type Word = FixedBytes<32>;
/// An integer. The ABI pads every width to 32 bytes, so all widths encode alike.
pub(super) type Int = Uint<256>;
/// The type of one allocation.
pub(super) type SolAllocation = (Word, Int, Uint<8>, Bytes);
/// The type of one asset's exit.
pub(super) type SolExit = (Address, (Uint<8>, Bytes), Array<SolAllocation>);
/// The type of an outcome.
pub(super) type SolOutcome = Array<SolExit>;

/// An allocation as the encoder takes it.
type AllocationView<'a> = (Bytes32, U256, u8, &'a [u8]);
/// An exit as the encoder takes it.
pub(super) type ExitView<'a> = (Bytes20, (u8, &'a [u8]), Vec<AllocationView<'a>>);

/// An outcome as the encoder takes it.
pub(super) fn view(outcome: &[AssetExit]) -> Vec<ExitView<'_>> {
    outcome.iter().map(view_exit).collect()
}

fn view_exit(exit: &AssetExit) -> ExitView<'_> {
    let metadata = (exit.asset_type, exit.asset_metadata.0.as_slice());
    let allocations = exit.allocations.iter().map(view_allocation);
    (exit.asset, metadata, allocations.collect())
}

fn view_allocation(allocation: &Allocation) -> AllocationView<'_> {
    (
        allocation.destination,
        allocation.amount,
        allocation.allocation_type,
        allocation.metadata.0.as_slice(),
    )
}

/// Encodes the arguments of a call.
pub(super) fn encode<T, E>(arguments: &E) -> Vec<u8>
where
    T: SolType,
    for<'a> T::Token<'a>: alloy_sol_types::abi::TokenSeq<'a>,
    E: alloy_sol_types::private::SolTypeValue<T>,
{
    T::abi_encode_params(arguments)
}
