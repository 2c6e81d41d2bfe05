//! The structures of go-nitro that events have counterparts of.

use super::value::{bytes, form, integer, list, member, need, number, short_bytes};
use crate::canonical::{Form, Invalid, Kind, Value};
use crate::event::scalar::{Bytes, Bytes20, Bytes32, Bytes65, U64, U256, Uint48, read_bytes};
use crate::event::{
    AddProposal, Allocation, AssetExit, FixedPart, Outcome, Participants, Proposal, RemoveProposal,
    VariablePart,
};
use crate::limits::MAX_UINT48;
use crate::nitro::{guarantee, normalise};
use crate::order;

/// The part of a channel that stays.
pub(super) fn fixed_part(of: Value<'_>) -> Result<FixedPart, Invalid> {
    let duration = number(of, "ChallengeDuration", u64::from(u32::MAX))?;
    Ok(FixedPart {
        participants: form::<Participants>(of, "Participants")?,
        channel_nonce: U64(number(of, "ChannelNonce", u64::MAX)?),
        app_definition: form(of, "AppDefinition")?,
        challenge_duration: Uint48::new(duration).unwrap_or_default(),
    })
}

/// The part of a state that changes from turn to turn.
pub(super) fn variable_part(of: Value<'_>) -> Result<VariablePart, Invalid> {
    Ok(VariablePart {
        app_data: short_bytes(of, "AppData")?,
        outcome: list(of, "Outcome", exit)?,
        turn_num: turn_num(of)?,
        is_final: form(of, "IsFinal")?,
    })
}

/// The turn of a state. go-nitro's 2^64 − 1, "none", stands in no state.
pub(super) fn turn_num(of: Value<'_>) -> Result<Uint48, Invalid> {
    let turn = number(of, "TurnNum", MAX_UINT48)?;
    Ok(Uint48::new(turn).unwrap_or_default())
}

fn exit(of: Value<'_>) -> Result<AssetExit, Invalid> {
    let described = need(of, "AssetMetadata")?;
    let within = |error: Invalid| error.within("AssetMetadata");
    Ok(AssetExit {
        asset: form(of, "Asset")?,
        asset_type: byte(described, "AssetType").map_err(within)?,
        asset_metadata: short_bytes(described, "Metadata").map_err(within)?,
        allocations: list(of, "Allocations", allocation)?,
    })
}

fn allocation(of: Value<'_>) -> Result<Allocation, Invalid> {
    Ok(Allocation {
        destination: form(of, "Destination")?,
        amount: integer(of, "Amount")?,
        allocation_type: byte(of, "AllocationType")?,
        metadata: short_bytes(of, "Metadata")?,
    })
}

/// A number of eight bits.
pub(super) fn byte(of: Value<'_>, name: &str) -> Result<u8, Invalid> {
    // The bound is that of the type.
    number(of, name, u64::from(u8::MAX)).map(|number| number as u8)
}

/// A signature with v 27 or 28. However many zero bytes are none.
pub(super) fn signature(value: Value<'_>) -> Result<Option<Bytes65>, Invalid> {
    let bytes = read_bytes(value, 1024)?;
    if bytes.iter().all(|byte| *byte == 0) {
        return Ok(None);
    }
    let whole = Bytes65::try_from(bytes.as_slice());
    let whole = whole.map_err(|_| value.mismatch("65 bytes, or only zeros"))?;
    Ok(Some(normalise(whole)))
}

/// The same for a member.
pub(super) fn signature_in(of: Value<'_>) -> Result<Option<Bytes65>, Invalid> {
    signature(need(of, "Signature")?).map_err(|error| error.within("Signature"))
}

/// A proposal with the ledger that it is for. Both kinds stand there always, the one
/// that is not meant with zeros and `null`.
pub(super) fn proposal(of: Value<'_>) -> Result<(Bytes32, Proposal), Invalid> {
    let ledger = form(of, "LedgerID")?;
    let add = need(of, "ToAdd")?;
    let is_add = member(add, "LeftDeposit").is_some();
    let proposal = if is_add {
        let add = added(add).map_err(|error| error.within("ToAdd"))?;
        Proposal::Add(add)
    } else {
        let removed = removed(need(of, "ToRemove")?);
        Proposal::Remove(removed.map_err(|error| error.within("ToRemove"))?)
    };
    Ok((ledger, proposal))
}

fn added(of: Value<'_>) -> Result<AddProposal, Invalid> {
    let within = |error: Invalid| error.within("Guarantee");
    let given = need(of, "Guarantee")?;
    Ok(AddProposal {
        target: form(given, "Target").map_err(within)?,
        amount: integer(given, "Amount").map_err(within)?,
        left: form(given, "Left").map_err(within)?,
        right: form(given, "Right").map_err(within)?,
        left_deposit: integer(of, "LeftDeposit")?,
        allocation_type: None,
        asset: asset(of)?,
    })
}

fn removed(of: Value<'_>) -> Result<RemoveProposal, Invalid> {
    Ok(RemoveProposal {
        target: form(of, "Target")?,
        left_amount: integer(of, "LeftAmount")?,
        asset: asset(of)?,
    })
}

/// The asset of a proposal, which only the fork writes.
fn asset(of: Value<'_>) -> Result<Option<Bytes20>, Invalid> {
    let given = member(of, "AssetAddress").map(Bytes20::read);
    given
        .transpose()
        .map_err(|error| error.within("AssetAddress"))
}

/// The state of a ledger that is stored as balances and guarantees: one asset upstream,
/// a list of them in the fork. Guarantees get the allocation type that is given.
pub(super) fn ledger_state(of: Value<'_>, guarantee_type: u8) -> Result<VariablePart, Invalid> {
    let given = need(of, "Outcome")?;
    let mut outcome = Outcome::new();
    let within = |error: Invalid| error.within("Outcome");
    if given.kind() == Kind::Array {
        for (index, asset) in given.array()?.enumerate() {
            let exit = ledger_exit(asset, guarantee_type);
            outcome.push(exit.map_err(|error| within(error.within_item(index)))?);
        }
    } else {
        outcome.push(ledger_exit(given, guarantee_type).map_err(within)?);
    }
    Ok(VariablePart {
        app_data: Bytes::default(),
        outcome,
        turn_num: turn_num(of)?,
        is_final: false,
    })
}

fn ledger_exit(of: Value<'_>, guarantee_type: u8) -> Result<AssetExit, Invalid> {
    let mut guarantees = Vec::new();
    if let Some(given) = member(of, "Guarantees") {
        let within = |error: Invalid| error.within("Guarantees");
        for (target, value) in given.object().map_err(within)? {
            let read = guaranteed(value, guarantee_type);
            guarantees.push(read.map_err(|error| within(error.within(&target)))?);
        }
    }
    order::sort_by(&mut guarantees, |left, right| {
        left.destination.cmp(&right.destination)
    });
    let mut allocations = vec![balance(of, "Leader")?, balance(of, "Follower")?];
    allocations.append(&mut guarantees);
    Ok(AssetExit {
        asset: form(of, "AssetAddress")?,
        asset_type: 0,
        asset_metadata: Bytes::default(),
        allocations,
    })
}

fn balance(of: Value<'_>, name: &str) -> Result<Allocation, Invalid> {
    let given = need(of, name)?;
    let within = |error: Invalid| error.within(name);
    Ok(Allocation {
        destination: form(given, "Destination").map_err(within)?,
        amount: integer(given, "Amount").map_err(within)?,
        allocation_type: 0,
        metadata: Bytes::default(),
    })
}

fn guaranteed(of: Value<'_>, allocation_type: u8) -> Result<Allocation, Invalid> {
    Ok(Allocation {
        destination: form(of, "Target")?,
        amount: integer(of, "Amount")?,
        allocation_type,
        metadata: guarantee::encode(&form(of, "Left")?, &form(of, "Right")?),
    })
}

/// A voucher that somebody signed; `None` for one that promises nothing yet.
pub(super) fn voucher(of: Value<'_>) -> Result<Option<(Bytes32, U256, Bytes65)>, Invalid> {
    let signature = signature_in(of)?;
    let (channel_id, amount) = (form(of, "ChannelId")?, integer(of, "Amount")?);
    Ok(signature.map(|signature| (channel_id, amount, signature)))
}

/// The text of JSON that stands in base64.
pub(super) fn nested(of: Value<'_>, name: &str) -> Result<String, Invalid> {
    String::from_utf8(bytes(of, name)?)
        .map_err(|_| Invalid::new("UTF-8 text in base64", "other bytes").within(name))
}
