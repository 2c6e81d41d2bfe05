//! Single values of JSON as Go writes them: numbers of any size, bytes in base64, and
//! `null` for whatever is empty.

use super::base64;
use crate::canonical::{Form, Invalid, Kind, Value};
use crate::event::scalar::{Bytes, U256};
use crate::limits::MAX_BYTES_MEMBER;

/// A member of an object; `null` is as good as none.
pub(super) fn member<'d>(of: Value<'d>, name: &str) -> Option<Value<'d>> {
    of.member(name).filter(|value| value.kind() != Kind::Null)
}

/// A member that must be there.
pub(super) fn need<'d>(of: Value<'d>, name: &str) -> Result<Value<'d>, Invalid> {
    of.object()?;
    member(of, name).ok_or_else(|| Invalid::missing(name))
}

/// A member whose form is that of events: hex, and booleans.
pub(super) fn form<T: Form>(of: Value<'_>, name: &str) -> Result<T, Invalid> {
    T::read(need(of, name)?).map_err(|error| error.within(name))
}

/// A member that is a number up to 2^256 − 1.
pub(super) fn integer(of: Value<'_>, name: &str) -> Result<U256, Invalid> {
    let value = need(of, name)?;
    let digits = value.raw();
    let is_number = value.kind() == Kind::Number && digits.len() <= 78;
    let number = is_number.then(|| U256::from_str_radix(digits, 10).ok());
    number
        .flatten()
        .ok_or_else(|| value.mismatch("a number within 0..2^256-1").within(name))
}

/// A member that is a number up to `most`.
pub(super) fn number(of: Value<'_>, name: &str, most: u64) -> Result<u64, Invalid> {
    let number = u64::try_from(integer(of, name)?).ok();
    number.filter(|number| *number <= most).ok_or_else(|| {
        let got = Invalid::quote(need(of, name).unwrap_or_default().raw());
        Invalid::new(format!("a number within 0..{most}"), got).within(name)
    })
}

/// A member that holds bytes in base64; none are left out.
pub(super) fn bytes(of: Value<'_>, name: &str) -> Result<Vec<u8>, Invalid> {
    let Some(value) = member(of, name) else {
        return Ok(Vec::new());
    };
    let decoded = value.string().map(|text| base64::decode(&text));
    let decoded = decoded.map_err(|error| error.within(name))?;
    decoded.ok_or_else(|| value.mismatch("standard base64 with padding").within(name))
}

/// The same for bytes that an event can hold.
pub(super) fn short_bytes(of: Value<'_>, name: &str) -> Result<Bytes, Invalid> {
    let bytes = bytes(of, name)?;
    if bytes.len() > MAX_BYTES_MEMBER {
        let got = format!("{} bytes", bytes.len());
        return Err(Invalid::new("at most 16384 bytes", got).within(name));
    }
    Ok(Bytes(bytes))
}

/// The items of a member, each read; none if it is left out.
pub(super) fn list<T>(
    of: Value<'_>,
    name: &str,
    read: fn(Value<'_>) -> Result<T, Invalid>,
) -> Result<Vec<T>, Invalid> {
    let Some(value) = member(of, name) else {
        return Ok(Vec::new());
    };
    let items = value.array().map_err(|error| error.within(name))?;
    let read = |(index, item)| read(item).map_err(|error| error.within_item(index).within(name));
    items.enumerate().map(read).collect()
}
