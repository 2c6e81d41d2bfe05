//! Single values of JSON as Go writes them: numbers of any size, and `null` for whatever
//! is empty.

use std::borrow::Cow;

use crate::canonical::{Form, Invalid, Kind, Value};
use crate::event::scalar::U256;

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
    let value = need(of, name)?;
    T::read(value).map_err(|error| error.within(name))
}

/// The members of an object with their names, or the items of a list with their places;
/// `null` has none.
pub(super) fn members<'d>(of: Value<'d>) -> Result<Vec<(Cow<'d, str>, Value<'d>)>, Invalid> {
    let mut members = Vec::new();
    match of.kind() {
        Kind::Null => {}
        Kind::Array => {
            for item in of.array()? {
                members.push((members.len().to_string().into(), item));
            }
        }
        _ => members.extend(of.object()?),
    }
    Ok(members)
}

/// A number up to 2^256 − 1.
pub(super) fn digits(value: Value<'_>) -> Result<U256, Invalid> {
    let raw = value.raw();
    let is_number = value.kind() == Kind::Number && raw.len() <= 78;
    let number = is_number.then(|| U256::from_str_radix(raw, 10).ok());
    number
        .flatten()
        .ok_or_else(|| value.mismatch("a number within 0..2^256-1"))
}

/// A member that is a number up to `most`.
pub(super) fn number(of: Value<'_>, name: &str, most: u64) -> Result<u64, Invalid> {
    let value = need(of, name)?;
    let number = value.number().ok().filter(|number| *number <= most);
    let wrong = || value.mismatch(format!("a number within 0..{most}"));
    number.ok_or_else(|| wrong().within(name))
}
