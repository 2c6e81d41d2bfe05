//! The vectors, and their records in our types.

use alloy_primitives::hex;
use serde_json::Value;
use statelog::event::scalar::{Bytes, Bytes20, Bytes65, U64, U256, Uint48};
use statelog::event::{Allocation, AssetExit, FixedPart, Outcome, Participants, VariablePart};

/// All vectors.
pub(crate) fn vectors() -> Value {
    serde_json::from_str(include_str!("../golden/vectors/nitro.json")).unwrap()
}

/// The items of a list.
pub(crate) fn list(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("no list: {value}"))
}

/// A text that another crate's parser understands.
pub(crate) fn parsed<T: std::str::FromStr>(value: &Value) -> T
where
    T::Err: std::fmt::Debug,
{
    let text = value.as_str().map_or(value.to_string(), str::to_owned);
    text.parse()
        .unwrap_or_else(|error| panic!("{value}: {error:?}"))
}

pub(crate) fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

pub(crate) fn uint48(value: &Value) -> Uint48 {
    Uint48::new(parsed(value)).unwrap()
}

/// Vectors write nonces in decimal, flows in hex.
fn nonce(value: &Value) -> U64 {
    U64(parsed::<U256>(value).to::<u64>())
}

pub(crate) fn fixed_part(value: &Value) -> FixedPart {
    let participants = list(&value["participants"]).iter().map(parsed::<Bytes20>);
    FixedPart {
        participants: Participants::new(participants.collect()).unwrap(),
        channel_nonce: nonce(&value["channelNonce"]),
        app_definition: parsed(&value["appDefinition"]),
        challenge_duration: uint48(&value["challengeDuration"]),
    }
}

pub(crate) fn outcome(value: &Value) -> Outcome {
    list(value).iter().map(asset_exit).collect()
}

fn asset_exit(value: &Value) -> AssetExit {
    let metadata = &value["assetMetadata"];
    AssetExit {
        asset: parsed(&value["asset"]),
        asset_type: parsed(&metadata["assetType"]),
        asset_metadata: Bytes(bytes(&metadata["metadata"])),
        allocations: list(&value["allocations"]).iter().map(allocation).collect(),
    }
}

pub(crate) fn allocation(value: &Value) -> Allocation {
    Allocation {
        destination: parsed(&value["destination"]),
        amount: parsed(&value["amount"]),
        allocation_type: parsed(&value["allocationType"]),
        metadata: Bytes(bytes(&value["metadata"])),
    }
}

pub(crate) fn state(value: &Value) -> VariablePart {
    VariablePart {
        app_data: Bytes(bytes(&value["appData"])),
        outcome: outcome(&value["outcome"]),
        turn_num: uint48(&value["turnNum"]),
        is_final: value["isFinal"].as_bool().unwrap(),
    }
}

pub(crate) fn signature(value: &Value) -> Bytes65 {
    parsed(value)
}

/// The address of a named key.
pub(crate) fn address(vectors: &Value, name: &str) -> Bytes20 {
    parsed(&vectors["keys"][name]["address"])
}
