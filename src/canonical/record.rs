//! The macros that give structs and words their canonical form.

use super::{Form, Invalid, Value, Writer};

/// A member of a record as the catalogue describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberDoc {
    /// The name in JSON.
    pub name: &'static str,
    /// The form of the value: the name of a type of the catalogue.
    pub form: &'static str,
    /// Whether the member may be left out.
    pub optional: bool,
    /// What the member says, one or more sentences.
    pub doc: &'static str,
}

/// Sorts the members of a record by name at compile time.
///
/// Names of the format are ASCII, for which byte order and the UTF-16 order of
/// RFC 8785 agree.
#[must_use]
#[allow(
    clippy::indexing_slicing,
    reason = "runs at compile time, where an index out of bounds does not compile"
)]
pub const fn sort_members<T: Copy, const N: usize>(
    mut members: [(&'static str, T); N],
) -> [(&'static str, T); N] {
    let mut sorted = 1;
    while sorted < N {
        let mut at = sorted;
        while at > 0 && is_before(members[at].0.as_bytes(), members[at - 1].0.as_bytes()) {
            let swapped = members[at];
            members[at] = members[at - 1];
            members[at - 1] = swapped;
            at -= 1;
        }
        sorted += 1;
    }
    members
}

#[allow(
    clippy::indexing_slicing,
    reason = "runs at compile time, where an index out of bounds does not compile"
)]
const fn is_before(left: &[u8], right: &[u8]) -> bool {
    let mut at = 0;
    while at < left.len() && at < right.len() {
        if left[at] != right[at] {
            return left[at] < right[at];
        }
        at += 1;
    }
    left.len() < right.len()
}

/// The name of a type without the path to it.
#[must_use]
#[allow(
    clippy::indexing_slicing,
    reason = "runs at compile time, where an index out of bounds does not compile"
)]
pub const fn bare_name(path: &'static str) -> &'static str {
    let bytes = path.as_bytes();
    let mut from = bytes.len();
    while from > 0 && bytes[from - 1] != b':' && bytes[from - 1] != b' ' {
        from -= 1;
    }
    path.split_at(from).1
}

/// Reads the members of one record in the order of its declaration.
///
/// The first error is kept, and everything after it reads as `None`. A record so
/// has one way out instead of one for each member, each of which would drop all
/// members before it: that made the code that reads events three times as large.
#[derive(Debug)]
pub struct RecordReader<'s, 'd> {
    names: &'s [&'s str],
    slots: &'s [Option<Value<'d>>],
    error: Option<Invalid>,
}

impl<'s, 'd> RecordReader<'s, 'd> {
    /// Sorts the members of an object into the slots of their names.
    #[inline(never)]
    pub fn new(value: Value<'d>, names: &'s [&'s str], slots: &'s mut [Option<Value<'d>>]) -> Self {
        let error = collect_members(value, names, slots).err();
        Self {
            names,
            slots,
            error,
        }
    }

    /// The next member, unless an error came before it.
    #[inline(never)]
    fn next(&mut self) -> Option<(&'s str, Option<Value<'d>>)> {
        let (name, names) = self.names.split_first()?;
        let (slot, slots) = self.slots.split_first()?;
        (self.names, self.slots) = (names, slots);
        self.error.is_none().then_some((name, *slot))
    }

    #[inline(never)]
    fn fail(&mut self, error: Invalid, name: &str) {
        self.error = Some(error.within(name));
    }

    /// The next member, which must be there.
    #[inline(never)]
    fn next_required(&mut self) -> Option<(&'s str, Value<'d>)> {
        let (name, member) = self.next()?;
        if member.is_none() {
            self.error = Some(Invalid::missing(name));
        }
        Some((name, member?))
    }

    /// The next member, if it is there.
    #[inline(never)]
    fn next_optional(&mut self) -> Option<(&'s str, Value<'d>)> {
        let (name, member) = self.next()?;
        Some((name, member?))
    }

    #[inline(never)]
    fn read<T: Form>(&mut self, member: Option<(&'s str, Value<'d>)>) -> Option<T> {
        let (name, value) = member?;
        match T::read(value) {
            Ok(value) => Some(value),
            Err(error) => {
                self.fail(error, name);
                None
            }
        }
    }

    /// A member that must be there; `None` after an error.
    pub fn required<T: Form>(&mut self) -> Option<T> {
        let member = self.next_required();
        self.read(member)
    }

    /// A member that may be left out; `None` then, and after an error.
    pub fn optional<T: Form>(&mut self) -> Option<T> {
        let member = self.next_optional();
        self.read(member)
    }

    /// Checks the fixed string of a tagged record, where it is there.
    #[inline(never)]
    pub fn tag(&mut self, tag: &'static str) {
        if let Some((name, Some(value))) = self.next()
            && value.string().as_deref() != Ok(tag)
        {
            self.fail(value.mismatch(format!("\"{tag}\"")), name);
        }
    }

    /// Whether all members read so far have the right form.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.error.is_none()
    }

    /// The error that was met.
    #[must_use]
    pub fn into_error(self) -> Invalid {
        self.error
            .unwrap_or_else(|| Invalid::new("a record", "something else"))
    }
}

fn collect_members<'d>(
    value: Value<'d>,
    names: &[&str],
    slots: &mut [Option<Value<'d>>],
) -> Result<(), Invalid> {
    for (name, member) in value.object()? {
        let place = names.iter().position(|known| **known == *name);
        match place.and_then(|place| slots.get_mut(place)) {
            Some(slot) => *slot = Some(member),
            None => return Err(Invalid::unknown_member(&name, &names.join(", "))),
        }
    }
    Ok(())
}

/// Writes the value of one member; `false` if it is left out.
pub type WriteMember<T> = fn(&T, &mut Writer) -> bool;

/// Writes a record as an object. The compiled function is the same for all records.
#[inline(never)]
pub fn write_members<T>(record: &T, members: &[(&str, WriteMember<T>)], out: &mut Writer) {
    out.object(|out| {
        for (name, write) in members {
            let before = out.position();
            out.member(name);
            if !write(record, out) {
                out.back_to(before);
            }
        }
    });
}

/// Declares a struct together with its canonical form.
///
/// Each member gives its Rust name, its name in JSON and its type; members after
/// `optional` become `Option`s that are left out when they are `None`. `tag` names
/// a member with a fixed string that is written and checked but not stored.
#[macro_export]
#[doc(hidden)]
macro_rules! record {
    (
        $(#[doc = $about:literal])*
        $(#[derive($($derive:ident),*)])?
        $vis:vis struct $name:ident {
            $( $(#[doc = $doc:literal])* $field:ident $json:literal $ty:ty, )*
        }
        $( optional {
            $( $(#[doc = $odoc:literal])* $ofield:ident $ojson:literal $oty:ty, )*
        } )?
        $( tag $key:literal $tag:literal )?
    ) => {
        $(#[doc = $about])*
        $(#[derive($($derive),*)])?
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        $( #[cfg_attr(target_arch = "wasm32", serde(tag = $key, rename = $tag))] )?
        $vis struct $name {
            $(
                $(#[doc = $doc])*
                #[cfg_attr(target_arch = "wasm32", serde(rename = $json))]
                pub $field: $ty,
            )*
            $( $(
                $(#[doc = $odoc])*
                #[cfg_attr(target_arch = "wasm32", serde(rename = $ojson), tsify(optional))]
                pub $ofield: Option<$oty>,
            )* )?
        }

        impl $name {
            /// What the record is, one or more sentences.
            #[cfg(not(target_arch = "wasm32"))]
            pub const ABOUT: &'static str = concat!($($about, "\n"),*);

            /// The members in the order of the catalogue.
            pub const MEMBERS: &'static [$crate::canonical::MemberDoc] = &[
                $( $crate::canonical::MemberDoc {
                    name: $json,
                    form: $crate::canonical::bare_name(stringify!($ty)),
                    optional: false,
                    doc: concat!($($doc, "\n"),*),
                }, )*
                $( $( $crate::canonical::MemberDoc {
                    name: $ojson,
                    form: $crate::canonical::bare_name(stringify!($oty)),
                    optional: true,
                    doc: concat!($($odoc, "\n"),*),
                }, )* )?
            ];
        }

        impl $crate::canonical::Form for $name {
            fn read(
                value: $crate::canonical::Value<'_>,
            ) -> Result<Self, $crate::canonical::Invalid> {
                const NAMES: &[&str] = &[$( $json, )* $( $( $ojson, )* )? $( $key, )?];
                let mut slots = [None; NAMES.len()];
                let mut members = $crate::canonical::RecordReader::new(value, NAMES, &mut slots);
                $( let $field: Option<$ty> = members.required(); )*
                $( $( let $ofield: Option<$oty> = members.optional(); )* )?
                $( members.tag($tag); )?
                match ($( $field, )*) {
                    ($( Some($field), )*) if members.is_sound() => Ok(Self {
                        $( $field, )*
                        $( $( $ofield, )* )?
                    }),
                    _ => Err(members.into_error()),
                }
            }

            fn write(&self, out: &mut $crate::canonical::Writer) {
                type Write = $crate::canonical::WriteMember<$name>;
                const COUNT: usize = [
                    $( $json, )* $( $( $ojson, )* )? $( $tag, )?
                ].len();
                const SORTED: [(&str, Write); COUNT] = $crate::canonical::sort_members([
                    $( ($json, |record: &$name, out: &mut $crate::canonical::Writer| {
                        $crate::canonical::Form::write(&record.$field, out);
                        true
                    }), )*
                    $( $( ($ojson, |record: &$name, out: &mut $crate::canonical::Writer| {
                        if let Some(value) = &record.$ofield {
                            $crate::canonical::Form::write(value, out);
                        }
                        record.$ofield.is_some()
                    }), )* )?
                    $( ($key, |_: &$name, out: &mut $crate::canonical::Writer| {
                        out.plain($tag.as_bytes());
                        true
                    }), )?
                ]);
                $crate::canonical::write_members(self, &SORTED, out);
            }
        }
    };
}

/// Declares an enum of stable strings together with its canonical form.
#[macro_export]
#[doc(hidden)]
macro_rules! word {
    (
        $(#[doc = $about:literal])*
        $vis:vis enum $name:ident {
            $( $(#[doc = $doc:literal])* $variant:ident $json:literal, )*
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        $vis enum $name {
            $( $(#[doc = $doc])* #[serde(rename = $json)] $variant, )*
        }

        impl $name {
            /// What the words tell apart, and what each of them says, by its form in JSON.
            #[cfg(not(target_arch = "wasm32"))]
            pub const ABOUT: (&'static str, &'static [(&'static str, &'static str)]) = (
                concat!($($about, "\n"),*),
                &[$( ($json, concat!($($doc, "\n"),*)), )*],
            );

            /// Every word with its form in JSON, in the order of the catalogue.
            pub const ALL: &'static [(Self, &'static str)] =
                &[$( (Self::$variant, $json), )*];

            /// The word as it stands in JSON.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $json, )* }
            }
        }

        impl $crate::canonical::Form for $name {
            fn read(
                value: $crate::canonical::Value<'_>,
            ) -> Result<Self, $crate::canonical::Invalid> {
                match &*value.string()? {
                    $( $json => Ok(Self::$variant), )*
                    other => Err($crate::canonical::Invalid::new(
                        concat!("one of", $( " \"", $json, "\"", )*),
                        $crate::canonical::Invalid::quote(other),
                    )),
                }
            }

            fn write(&self, out: &mut $crate::canonical::Writer) {
                out.plain(self.as_str().as_bytes());
            }
        }
    };
}
