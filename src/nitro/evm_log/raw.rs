//! A raw log in the shapes of JSON-RPC, viem and ethers.

use crate::canonical::{Form, Invalid, Value};
use crate::event::scalar::{BlockNumber, Bytes20, Bytes32, Uint48, read_bytes};
use crate::limits::{MAX_SAFE_INTEGER, MAX_UINT48};

/// A raw log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvmLog {
    /// The contract that emitted it.
    pub address: Bytes20,
    /// The hash of the event's signature, and the indexed arguments.
    pub topics: Vec<Bytes32>,
    /// The other arguments, encoded.
    pub data: Vec<u8>,
    /// The block that holds it.
    pub block_hash: Bytes32,
    /// The number of that block.
    pub block_number: Option<BlockNumber>,
    /// The time of that block, in seconds; few nodes give it.
    pub block_timestamp: Option<Uint48>,
    /// The transaction that emitted it.
    pub tx_hash: Bytes32,
    /// The place of the transaction in the block.
    pub tx_index: Option<u32>,
    /// The place of the log in the block.
    pub log_index: u32,
    /// Whether a reorganisation has removed it.
    pub removed: bool,
}

impl EvmLog {
    /// Reads a log. Quantities may be hex strings, as in JSON-RPC, numbers, or decimal
    /// strings; the place in the block is `logIndex` or `index`, as ethers calls it.
    /// Other members are ignored.
    ///
    /// # Errors
    /// [`Invalid`] with the path of the first member that is missing or has another
    /// form.
    pub fn read(value: Value<'_>) -> Result<Self, Invalid> {
        value.object()?;
        let log_index = match value.member("logIndex") {
            Some(_) => "logIndex",
            None => "index",
        };
        Ok(Self {
            address: member(value, "address", Form::read)?,
            topics: member(value, "topics", Form::read)?,
            data: member(value, "data", |data| read_bytes(data, usize::MAX))?,
            block_hash: member(value, "blockHash", Form::read)?,
            block_number: quantity(value, "blockNumber", MAX_SAFE_INTEGER)?
                .and_then(BlockNumber::new),
            block_timestamp: quantity(value, "blockTimestamp", MAX_UINT48)?.and_then(Uint48::new),
            tx_hash: member(value, "transactionHash", Form::read)?,
            tx_index: quantity(value, "transactionIndex", u32::MAX.into())?
                .and_then(|index| u32::try_from(index).ok()),
            log_index: quantity(value, log_index, u32::MAX.into())?
                .and_then(|index| u32::try_from(index).ok())
                .ok_or_else(|| Invalid::missing("logIndex"))?,
            removed: match value.member("removed") {
                Some(removed) => removed.boolean().map_err(|error| error.within("removed"))?,
                None => false,
            },
        })
    }
}

/// A member that must be there.
fn member<'d, T>(
    value: Value<'d>,
    name: &str,
    read: impl Fn(Value<'d>) -> Result<T, Invalid>,
) -> Result<T, Invalid> {
    let member = value.member(name).ok_or_else(|| Invalid::missing(name))?;
    read(member).map_err(|error| error.within(name))
}

/// A quantity of at most `most`, if it is there.
fn quantity(value: Value<'_>, name: &str, most: u64) -> Result<Option<u64>, Invalid> {
    let Some(member) = value.member(name) else {
        return Ok(None);
    };
    let number = match member.string() {
        Ok(text) => match text.strip_prefix("0x") {
            Some(digits) => plain(digits, 16),
            None => plain(&text, 10),
        },
        Err(_) => member.number().ok(),
    };
    let number = number.filter(|number| *number <= most);
    number.map(Some).ok_or_else(|| {
        let what = format!("an integer within 0..{most}, as a number, in hex or in decimal");
        member.mismatch(what).within(name)
    })
}

/// Digits without a sign, which the parser of the standard library would take.
fn plain(digits: &str, radix: u32) -> Option<u64> {
    let signed = digits.starts_with('+');
    u64::from_str_radix(digits, radix).ok().filter(|_| !signed)
}
