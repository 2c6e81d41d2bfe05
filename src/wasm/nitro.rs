//! The exported function behind the namespace `nitro`.
//!
//! One function with the name of another as its argument, because each export costs
//! the same glue again.

use wasm_bindgen::prelude::*;

use super::error::throw;
use crate::canonical::{Document, Form, Invalid, Value, Writer};
use crate::error::{Error, ErrorKind};
use crate::event::scalar::{Bytes, Bytes20, Bytes32, Bytes65, ChainId, U256, Uint48};
use crate::event::{Allocation, FixedPart, Outcome, VariablePart};
use crate::go_nitro::{self, GoNitroContext};
use crate::nitro::evm_log::EvmLog;
use crate::nitro::holdings;
use crate::nitro::{self, ObjectiveIdKind};

/// Calls a function of the protocol with its arguments as a JSON object; its result as
/// JSON.
#[wasm_bindgen(js_name = nitro)]
pub fn call(function: &str, arguments: &str) -> Result<String, JsValue> {
    let result = Document::parse(arguments).and_then(|document| {
        let mut out = Writer::new();
        answer(function, Arguments(document.root()), &mut out)?;
        Ok(out.into_bytes())
    });
    let bytes =
        result.map_err(|invalid| throw(Error::from(ErrorKind::InvalidArgumentPart(invalid))))?;
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

fn answer(function: &str, given: Arguments<'_>, out: &mut Writer) -> Result<(), Invalid> {
    match function {
        "channelId" => nitro::channel_id(&given.read("fixedPart")?).write(out),
        "stateHash" => {
            let fixed_part: FixedPart = given.read("fixedPart")?;
            let state: VariablePart = given.read("state")?;
            nitro::state_hash(&nitro::channel_id(&fixed_part), &state).write(out);
        }
        "outcomeHash" => nitro::outcome_hash(&given.outcome()?).write(out),
        "encodeOutcome" => Bytes(nitro::encode_outcome(&given.outcome()?)).write(out),
        "voucherHash" => {
            let channel_id: Bytes32 = given.read("channelId")?;
            nitro::voucher_hash(&channel_id, given.read("amount")?).write(out);
        }
        "challengeHash" => nitro::challenge_hash(&given.read("stateHash")?).write(out),
        "recoverSigner" => recover_signer(given, out)?,
        "guaranteeMetadata" => {
            let left: Bytes32 = given.read("left")?;
            nitro::guarantee::encode(&left, &given.read("right")?).write(out);
        }
        "statusWord" => status_word(given, out)?,
        "payouts" => payouts(given, out)?,
        "reclaim" => reclaim(given, out)?,
        "objectiveId" => {
            let kind: ObjectiveIdKind = given.read("kind")?;
            out.string(&nitro::objective_id(kind, &given.read("channelId")?));
        }
        "importGoNitro" => import_go_nitro(given, out)?,
        _ => decode_adjudicator_log(given, out)?,
    }
    Ok(())
}

fn recover_signer(given: Arguments<'_>, out: &mut Writer) -> Result<(), Invalid> {
    let hash: Bytes32 = given.read("hash")?;
    let signature: Bytes65 = given.read("signature")?;
    let signer = nitro::recover(&hash, &signature).map_err(|error| {
        Invalid::new("a signature that has a signer", error.to_string()).within("signature")
    })?;
    signer.write(out);
    Ok(())
}

fn status_word(given: Arguments<'_>, out: &mut Writer) -> Result<(), Invalid> {
    let record: Uint48 = given.read("turnNumRecord")?;
    let finalizes_at: Uint48 = given.read("finalizesAt")?;
    let state_hash: Bytes32 = given.read("stateHash")?;
    let outcome_hash: Bytes32 = given.read("outcomeHash")?;
    nitro::status_word(record, finalizes_at, &state_hash, &outcome_hash).write(out);
    Ok(())
}

fn payouts(given: Arguments<'_>, out: &mut Writer) -> Result<(), Invalid> {
    let held: U256 = given.read("holdings")?;
    let allocations: Vec<Allocation> = given.read("allocations")?;
    let indices: Vec<u32> = given.read("indices")?;
    holdings::payouts(held, &allocations, &indices)?.write(out);
    Ok(())
}

fn reclaim(given: Arguments<'_>, out: &mut Writer) -> Result<(), Invalid> {
    let source: Vec<Allocation> = given.read("source")?;
    let target: Vec<Allocation> = given.read("target")?;
    let index: u32 = given.read("index")?;
    let result = holdings::reclaim(&source, index as usize, &target).ok_or_else(|| {
        let expected = "the index of a guarantee in source that the first two allocations of \
                        target add up to, with its left and right in source";
        Invalid::new(expected, index.to_string()).within("index")
    })?;
    result.write(out);
    Ok(())
}

fn decode_adjudicator_log(given: Arguments<'_>, out: &mut Writer) -> Result<(), Invalid> {
    let chain_id: ChainId = given.read("chainId")?;
    let block_timestamp = given.0.member("blockTimestamp");
    let block_timestamp = block_timestamp.map(Uint48::read).transpose();
    let block_timestamp = block_timestamp.map_err(|error| error.within("blockTimestamp"))?;
    let log = given
        .0
        .member("log")
        .ok_or_else(|| Invalid::missing("log"))?;
    let event = EvmLog::read(log).and_then(|log| log.to_event(chain_id, block_timestamp));
    event.map_err(|error| error.within("log"))?.write(out);
    Ok(())
}

fn import_go_nitro(given: Arguments<'_>, out: &mut Writer) -> Result<(), Invalid> {
    let me = given.0.member("me").map(Bytes20::read).transpose();
    let context = GoNitroContext {
        chain_id: given.read("chainId")?,
        adjudicator: given.read("adjudicator")?,
        me: me.map_err(|error| error.within("me"))?,
    };
    let data = given
        .0
        .member("data")
        .ok_or_else(|| Invalid::missing("data"))?;
    let import = data
        .string()
        .and_then(|text| go_nitro::import(&text, &context));
    import.map_err(|error| error.within("data"))?.write(out);
    Ok(())
}

/// The arguments of a call, by name.
#[derive(Clone, Copy)]
struct Arguments<'d>(Value<'d>);

impl Arguments<'_> {
    fn read<T: Form>(self, name: &str) -> Result<T, Invalid> {
        let value = self.0.member(name).ok_or_else(|| Invalid::missing(name))?;
        T::read(value).map_err(|error| error.within(name))
    }

    fn outcome(self) -> Result<Outcome, Invalid> {
        self.read("outcome")
    }
}
