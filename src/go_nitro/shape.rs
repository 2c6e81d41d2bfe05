//! The structures of go-nitro that events have counterparts of.
//!
//! They are translated member by member, as tables say, into the JSON that events are
//! made of, and read from that: so there is one reader for each record.

use std::borrow::Cow;

use super::base64;
use super::value::{digits, member, members, need};
use crate::canonical::{Document, Form, Invalid, Kind, Value, Writer};
use crate::event::scalar::{Bytes32, Bytes65, U256, read_bytes};
use crate::event::{FixedPart, Proposal, VariablePart};
use crate::nitro::{guarantee, normalise};

/// A member of ours, and the path to the one that it comes from.
pub(super) struct Field(&'static str, &'static str, How);

/// How a value is translated.
enum How {
    /// It stays as it is: numbers, booleans, hex.
    Same,
    /// The same, and it may be missing.
    Optional,
    /// 32 bytes in hex.
    Word,
    /// A number becomes a decimal string.
    Digits,
    /// Base64 becomes hex; `null` is no bytes.
    Bytes,
    /// A value that go-nitro does not write.
    Fixed(&'static str),
    /// The metadata of a guarantee.
    Sides,
    /// The lists, or single values, at some members, behind each other.
    Items(&'static [(&'static str, &'static [Field])]),
}

use How::{Bytes, Digits, Fixed, Items, Optional, Same, Sides, Word};

const FIXED_PART: &[Field] = &[
    Field("participants", "Participants", Same),
    Field("channelNonce", "ChannelNonce", Digits),
    Field("appDefinition", "AppDefinition", Same),
    Field("challengeDuration", "ChallengeDuration", Same),
];

const STATE: &[Field] = &[
    Field("appData", "AppData", Bytes),
    Field("outcome", "Outcome", Items(&[("Outcome", EXIT)])),
    Field("turnNum", "TurnNum", Same),
    Field("isFinal", "IsFinal", Same),
];

const EXIT: &[Field] = &[
    Field("asset", "Asset", Same),
    Field("assetType", "AssetMetadata/AssetType", Same),
    Field("assetMetadata", "AssetMetadata/Metadata", Bytes),
    Field(
        "allocations",
        "Allocations",
        Items(&[("Allocations", ALLOCATION)]),
    ),
];

const ALLOCATION: &[Field] = &[
    Field("destination", "Destination", Word),
    Field("amount", "Amount", Digits),
    Field("allocationType", "AllocationType", Same),
    Field("metadata", "Metadata", Bytes),
];

/// A ledger's state with guarantees of the contracts' type; that of go-nitro upstream
/// is put in afterwards.
const LEDGER: &[Field] = &[
    Field("appData", "", Fixed("\"0x\"")),
    Field("outcome", "Outcome", Items(&[("Outcome", BALANCES)])),
    Field("turnNum", "TurnNum", Same),
    Field("isFinal", "", Fixed("false")),
];

const BALANCES: &[Field] = &[
    Field("asset", "AssetAddress", Same),
    Field("assetType", "", Fixed("0")),
    Field("assetMetadata", "", Fixed("\"0x\"")),
    Field(
        "allocations",
        "",
        Items(&[
            ("Leader", BALANCE),
            ("Follower", BALANCE),
            (GUARANTEES, GUARANTEE),
        ]),
    ),
];

/// The one member that holds a map in place of a list.
const GUARANTEES: &str = "Guarantees";

const BALANCE: &[Field] = &[
    Field("destination", "Destination", Word),
    Field("amount", "Amount", Digits),
    Field("allocationType", "", Fixed("0")),
    Field("metadata", "", Fixed("\"0x\"")),
];

const GUARANTEE: &[Field] = &[
    Field("destination", "Target", Word),
    Field("amount", "Amount", Digits),
    Field("allocationType", "", Fixed("2")),
    Field("metadata", "", Sides),
];

const ADD: &[Field] = &[
    Field("kind", "", Fixed("\"add\"")),
    Field("target", "ToAdd/Guarantee/Target", Word),
    Field("amount", "ToAdd/Guarantee/Amount", Digits),
    Field("left", "ToAdd/Guarantee/Left", Word),
    Field("right", "ToAdd/Guarantee/Right", Word),
    Field("leftDeposit", "ToAdd/LeftDeposit", Digits),
    Field("asset", "ToAdd/AssetAddress", Optional),
];

const REMOVE: &[Field] = &[
    Field("kind", "", Fixed("\"remove\"")),
    Field("target", "ToRemove/Target", Word),
    Field("leftAmount", "ToRemove/LeftAmount", Digits),
    Field("asset", "ToRemove/AssetAddress", Optional),
];

/// The part of a channel that stays.
pub(super) fn fixed_part(of: Value<'_>) -> Result<FixedPart, Invalid> {
    read(of, FIXED_PART)
}

/// The part of a state that changes from turn to turn.
pub(super) fn variable_part(of: Value<'_>) -> Result<VariablePart, Invalid> {
    read(of, STATE)
}

/// The state of a ledger that is stored as balances and guarantees: one asset upstream,
/// a list of them in the fork. Go writes maps in the order of their keys, which is that
/// of the guarantees in the state.
pub(super) fn ledger_state(of: Value<'_>) -> Result<VariablePart, Invalid> {
    read(of, LEDGER)
}

/// Gives the guarantees of a ledger's state another type.
pub(super) fn retype(state: &mut VariablePart, guarantee_type: u8) {
    let allocations = state
        .outcome
        .iter_mut()
        .flat_map(|exit| &mut exit.allocations);
    for allocation in allocations.filter(|held| held.allocation_type != 0) {
        allocation.allocation_type = guarantee_type;
    }
}

/// A proposal. Both kinds stand there always, the one that is not meant with zeros and
/// `null`.
pub(super) fn proposal(of: Value<'_>) -> Result<Proposal, Invalid> {
    let is_add = member(need(of, "ToAdd")?, "LeftDeposit").is_some();
    read(of, if is_add { ADD } else { REMOVE })
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

/// Reads a record from what go-nitro writes for it.
fn read<T: Form>(of: Value<'_>, fields: &[Field]) -> Result<T, Invalid> {
    let mut out = Writer::new();
    translate(of, fields, &mut out)?;
    let text = String::from_utf8(out.into_bytes()).unwrap_or_default();
    let document = Document::parse(&text);
    let read = document.and_then(|document| T::read(document.root()));
    read.map_err(|error| untranslated(&error, fields))
}

fn translate(of: Value<'_>, fields: &[Field], out: &mut Writer) -> Result<(), Invalid> {
    of.object()?;
    let mut result = Ok(());
    out.object(|out| {
        result = fields.iter().try_for_each(|field| field.translate(of, out));
    });
    result
}

impl Field {
    fn translate(&self, of: Value<'_>, out: &mut Writer) -> Result<(), Invalid> {
        let Self(ours, path, how) = self;
        let given = path.split('/').try_fold(of, member);
        if matches!(how, Optional) && given.is_none() {
            return Ok(());
        }
        out.member(ours);
        let needed = || given.ok_or_else(|| Invalid::new("a value for this member", "nothing"));
        let written = match how {
            Same | Optional => needed().map(|value| value.write_canonical(out)),
            Word => needed().and_then(Bytes32::read).map(|word| word.write(out)),
            Digits => needed()
                .and_then(digits)
                .map(|number: U256| number.write(out)),
            Bytes => given
                .map_or_else(|| Ok(Vec::new()), base64::read)
                .map(|bytes| out.hex(&bytes)),
            Fixed(text) => {
                out.verbatim(text.as_bytes());
                Ok(())
            }
            Sides => return sides(of, out),
            Items(lists) => return items(of, lists, out),
        };
        written.map_err(|error| within(error, path.split('/').collect()))
    }
}

fn sides(of: Value<'_>, out: &mut Writer) -> Result<(), Invalid> {
    let side = |name| Bytes32::read(need(of, name)?).map_err(|error| error.within(name));
    guarantee::encode(&side("Left")?, &side("Right")?).write(out);
    Ok(())
}

fn items(of: Value<'_>, lists: &[(&str, &[Field])], out: &mut Writer) -> Result<(), Invalid> {
    let mut translated = Vec::new();
    for (name, fields) in lists {
        let Some(value) = member(of, name) else {
            continue;
        };
        let is_one = value.kind() == Kind::Object && *name != GUARANTEES;
        let list = if is_one {
            Ok(vec![(Cow::Borrowed(""), value)])
        } else {
            members(value)
        };
        let within = |error: Invalid| error.within(name);
        for (key, item) in list.map_err(within)? {
            let mut out = Writer::new();
            translate(item, fields, &mut out)
                .map_err(|error| within(if is_one { error } else { error.within(&key) }))?;
            translated.push(out);
        }
    }
    out.array(translated.iter(), |item, out| out.verbatim(item.as_bytes()));
    Ok(())
}

/// The mismatch with the path that the value has in go-nitro's data.
fn untranslated(error: &Invalid, fields: &[Field]) -> Invalid {
    let mut fields = fields;
    let mut segments: Vec<&str> = Vec::new();
    for segment in error.path.split('/').skip(1) {
        let field = fields.iter().find(|Field(ours, ..)| *ours == segment);
        let Some(Field(_, path, how)) = field else {
            segments.push(segment);
            continue;
        };
        segments.extend(path.split('/'));
        if let Items([(_, inner), ..]) = how {
            fields = inner;
        }
    }
    within(
        Invalid::new(error.expected.clone(), error.got.clone()),
        segments,
    )
}

/// The mismatch seen from where a path begins.
fn within(error: Invalid, mut path: Vec<&str>) -> Invalid {
    let mut error = error;
    while let Some(segment) = path.pop() {
        error = error.within(segment);
    }
    error
}
