//! The macros that give structs and words their canonical form.

use super::{Form, Invalid, Value};

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

/// A member of a record with its name; the value is `None` where it is left out.
pub type Slot<'n, 'd> = (&'n str, Option<Value<'d>>);

/// Sorts the members of an object into the slots of their names.
///
/// One function serves all records, so that the code for each of them is small.
///
/// # Errors
/// [`Invalid`] if the value is no object or has a member that is not named.
pub fn collect_members<'d>(
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

/// Reads a member that must be there.
///
/// # Errors
/// [`Invalid`] if it is left out or has the wrong form.
#[inline(never)]
pub fn read_required<T: Form>(slot: Option<Slot<'_, '_>>) -> Result<T, Invalid> {
    let (name, member) = slot.unwrap_or_default();
    match member {
        Some(member) => T::read(member).map_err(|error| error.within(name)),
        None => Err(Invalid::missing(name)),
    }
}

/// Reads a member that may be left out.
///
/// # Errors
/// [`Invalid`] if it has the wrong form.
#[inline(never)]
pub fn read_optional<T: Form>(slot: Option<Slot<'_, '_>>) -> Result<Option<T>, Invalid> {
    let (name, member) = slot.unwrap_or_default();
    let value = member.map(T::read).transpose();
    value.map_err(|error| error.within(name))
}

/// Checks the fixed string of a tagged record.
///
/// # Errors
/// [`Invalid`] if the value is left out or any other than the string `tag`.
pub fn check_tag(slot: Option<Slot<'_, '_>>, tag: &'static str) -> Result<(), Invalid> {
    let (name, member) = slot.unwrap_or_default();
    match member {
        None => Ok(()),
        Some(value) if value.string().as_deref() == Ok(tag) => Ok(()),
        Some(value) => Err(value.mismatch(format!("\"{tag}\"")).within(name)),
    }
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
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            $( $(#[doc = $doc:literal])* $field:ident $json:literal $ty:ty, )*
        }
        $( optional {
            $( $(#[doc = $odoc:literal])* $ofield:ident $ojson:literal $oty:ty, )*
        } )?
        $( tag $key:literal $tag:literal )?
    ) => {
        $(#[$meta])*
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
                $crate::canonical::collect_members(value, NAMES, &mut slots)?;
                let mut members = NAMES.iter().copied().zip(slots);
                let record = Self {
                    $( $field: $crate::canonical::read_required(members.next())?, )*
                    $( $( $ofield: $crate::canonical::read_optional(members.next())?, )* )?
                };
                $( $crate::canonical::check_tag(members.next(), $tag)?; )?
                Ok(record)
            }

            fn write(&self, out: &mut $crate::canonical::Writer) {
                type WriteMember = fn(&$name, &mut $crate::canonical::Writer);
                const COUNT: usize = [
                    $( $json, )* $( $( $ojson, )* )? $( $tag, )?
                ].len();
                const SORTED: [(&str, WriteMember); COUNT] = $crate::canonical::sort_members([
                    $( ($json, |record: &$name, out: &mut $crate::canonical::Writer| {
                        out.member($json);
                        $crate::canonical::Form::write(&record.$field, out);
                    }), )*
                    $( $( ($ojson, |record: &$name, out: &mut $crate::canonical::Writer| {
                        if let Some(value) = &record.$ofield {
                            out.member($ojson);
                            $crate::canonical::Form::write(value, out);
                        }
                    }), )* )?
                    $( ($key, |_: &$name, out: &mut $crate::canonical::Writer| {
                        out.member($key);
                        out.plain($tag.as_bytes());
                    }), )?
                ]);
                out.object(|out| {
                    for (_, write) in SORTED {
                        write(self, out);
                    }
                });
            }
        }
    };
}

/// Declares an enum of stable strings together with its canonical form.
#[macro_export]
#[doc(hidden)]
macro_rules! word {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $( $(#[doc = $doc:literal])* $variant:ident $json:literal, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        $vis enum $name {
            $( $(#[doc = $doc])* #[serde(rename = $json)] $variant, )*
        }

        impl $name {
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
