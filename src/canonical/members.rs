//! Reads and writes records and words from their declarations as data.
//!
//! A record's own code only lists where its members are; everything else happens
//! here, once for all records. Code for each member of each record made up a quarter
//! of the compiled core.

use super::{Form, Invalid, Value, Writer};

/// What a record is made of.
#[derive(Debug)]
pub struct Layout {
    /// The names of the members: those that must be there, those that may be left
    /// out, the tag.
    pub names: &'static [&'static str],
    /// Places in `names`, ascending by name.
    pub order: &'static [u8],
    /// How many of the members must be there.
    pub required: usize,
    /// The value of the last member if that is a fixed string, else empty.
    pub tag: &'static str,
}

impl Layout {
    /// The place of a name. The search begins at `next`, a place in the canonical
    /// order, because most texts are in that order.
    fn find(&self, name: &str, next: &mut usize) -> Option<usize> {
        let (before, after) = self.order.split_at_checked(*next)?;
        let mut candidates = after.iter().chain(before);
        let steps = candidates.position(|place| self.name(*place) == name)?;
        let found = (*next + steps) % self.order.len();
        *next = found + 1;
        self.order.get(found).map(|place| usize::from(*place))
    }

    fn name(&self, place: u8) -> &'static str {
        let name = self.names.get(usize::from(place));
        name.copied().unwrap_or_default()
    }
}

/// Where a member is read to.
pub trait ReadMember {
    /// Reads the value of the member.
    ///
    /// # Errors
    /// [`Invalid`] if it has the wrong form.
    fn read_member(&mut self, value: Value<'_>) -> Result<(), Invalid>;
}

impl<T: Form> ReadMember for T {
    fn read_member(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        self.fill(value)
    }
}

impl<T: Form> ReadMember for Option<T> {
    fn read_member(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        self.insert(T::blank()).fill(value)
    }
}

/// A member to be written.
pub trait WriteMember {
    /// Writes the member with its name, unless it is left out.
    fn write_member(&self, name: &str, out: &mut Writer);
}

impl<T: Form> WriteMember for T {
    fn write_member(&self, name: &str, out: &mut Writer) {
        out.member(name);
        self.write(out);
    }
}

impl<T: Form> WriteMember for Option<T> {
    fn write_member(&self, name: &str, out: &mut Writer) {
        if let Some(value) = self {
            value.write_member(name, out);
        }
    }
}

/// Reads the members of a record to their places, given in the order of the layout.
///
/// # Errors
/// [`Invalid`] for the first member that the record does not have, else for the first
/// member in the order of the layout that is missing or has the wrong form.
pub fn read_members(
    value: Value<'_>,
    layout: &Layout,
    places: &mut [&mut dyn ReadMember],
) -> Result<(), Invalid> {
    let mut seen = 0_u32;
    let mut next = 0;
    let mut wrong: Option<(usize, Invalid)> = None;
    for (name, member) in value.object()? {
        let Some(place) = layout.find(&name, &mut next) else {
            return Err(Invalid::unknown_member(&name, &layout.names.join(", ")));
        };
        seen |= 1 << place;
        let result = match places.get_mut(place) {
            Some(to) => to.read_member(member),
            None => check_tag(member, layout.tag),
        };
        if let Err(error) = result
            && wrong.as_ref().is_none_or(|(first, _)| place < *first)
        {
            wrong = Some((place, error.within(&name)));
        }
    }
    let missing = (!seen).trailing_zeros() as usize;
    match wrong {
        Some((first, error)) if first < missing || missing >= layout.required => Err(error),
        None if missing >= layout.required => Ok(()),
        _ => Err(Invalid::missing(layout.name(missing as u8))),
    }
}

fn check_tag(member: Value<'_>, tag: &str) -> Result<(), Invalid> {
    if member.string().as_deref() == Ok(tag) {
        Ok(())
    } else {
        Err(member.mismatch(format!("\"{tag}\"")))
    }
}

/// Writes a record whose members are given in the order of the layout.
pub fn write_members(out: &mut Writer, layout: &Layout, members: &[&dyn WriteMember]) {
    out.object(|out| {
        for place in layout.order {
            let name = layout.name(*place);
            if let Some(member) = members.get(usize::from(*place)) {
                member.write_member(name, out);
            } else {
                out.member(name);
                out.plain(layout.tag.as_bytes());
            }
        }
    });
}

/// Reads one of some words; gives its place among them.
///
/// # Errors
/// [`Invalid`] if the value is another word, or none.
pub fn read_word(value: Value<'_>, words: &[&str]) -> Result<usize, Invalid> {
    let text = value.string()?;
    let place = words.iter().position(|word| *word == text);
    place.ok_or_else(|| {
        let expected = format!("one of \"{}\"", words.join("\" \""));
        Invalid::new(expected, Invalid::quote(&text))
    })
}
