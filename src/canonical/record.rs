//! The macros that give structs and words their canonical form.

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

/// The places of names in ascending order of the names, found at compile time.
///
/// Names of the format are ASCII, for which byte order and the UTF-16 order of
/// RFC 8785 agree.
#[must_use]
#[allow(
    clippy::indexing_slicing,
    reason = "runs at compile time, where an index out of bounds does not compile"
)]
pub const fn sorted_places<const N: usize>(names: &[&str]) -> [u8; N] {
    let mut places = [0; N];
    let mut sorted = 0;
    while sorted < N {
        places[sorted] = sorted as u8;
        let mut at = sorted;
        while at > 0 && is_before(names, places[at], places[at - 1]) {
            let swapped = places[at];
            places[at] = places[at - 1];
            places[at - 1] = swapped;
            at -= 1;
        }
        sorted += 1;
    }
    places
}

#[allow(
    clippy::indexing_slicing,
    reason = "runs at compile time, where an index out of bounds does not compile"
)]
const fn is_before(names: &[&str], left: u8, right: u8) -> bool {
    let left = names[left as usize].as_bytes();
    let right = names[right as usize].as_bytes();
    let mut at = 0;
    while at < left.len() && at < right.len() {
        if left[at] != right[at] {
            return left[at] < right[at];
        }
        at += 1;
    }
    left.len() < right.len()
}

/// The number of members that must be there; they come first.
#[must_use]
#[allow(
    clippy::indexing_slicing,
    reason = "runs at compile time, where an index out of bounds does not compile"
)]
pub const fn required_members(members: &[MemberDoc]) -> usize {
    let mut count = 0;
    while count < members.len() && !members[count].optional {
        count += 1;
    }
    count
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

        impl $name {
            const NAMES: &'static [&'static str] =
                &[$( $json, )* $( $( $ojson, )* )? $( $key, )?];
            const LAYOUT: $crate::canonical::Layout = $crate::canonical::Layout {
                names: Self::NAMES,
                order: &$crate::canonical::sorted_places::<{ Self::NAMES.len() }>(Self::NAMES),
                required: $crate::canonical::required_members(Self::MEMBERS),
                tag: concat!("" $(, $tag)?),
            };
        }

        impl $crate::canonical::Form for $name {
            fn blank() -> Self {
                Self {
                    $( $field: $crate::canonical::Form::blank(), )*
                    $( $( $ofield: None, )* )?
                }
            }

            fn fill(
                &mut self,
                value: $crate::canonical::Value<'_>,
            ) -> Result<(), $crate::canonical::Invalid> {
                $crate::canonical::read_members(value, &Self::LAYOUT, &mut [
                    $( &mut self.$field, )*
                    $( $( &mut self.$ofield, )* )?
                ])
            }

            fn write(&self, out: &mut $crate::canonical::Writer) {
                $crate::canonical::write_members(out, &Self::LAYOUT, &[
                    $( &self.$field, )*
                    $( $( &self.$ofield, )* )?
                ]);
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
            pub const ABOUT: (&'static str, &'static [(&'static str, &'static str)]) = (
                concat!($($about, "\n"),*),
                &[$( ($json, concat!($($doc, "\n"),*)), )*],
            );

            /// Every word with its form in JSON, in the order of the catalogue.
            pub const ALL: &'static [(Self, &'static str)] =
                &[$( (Self::$variant, $json), )*];

            const WORDS: &'static [&'static str] = &[$( $json, )*];

            /// The word as it stands in JSON.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                Self::WORDS.get(self as usize).copied().unwrap_or_default()
            }
        }

        impl $crate::canonical::Form for $name {
            fn blank() -> Self {
                let [first, ..] = [$( Self::$variant, )*];
                first
            }

            fn fill(
                &mut self,
                value: $crate::canonical::Value<'_>,
            ) -> Result<(), $crate::canonical::Invalid> {
                let place = $crate::canonical::read_word(value, Self::WORDS)?;
                let words = [$( Self::$variant, )*];
                *self = words.get(place).copied().unwrap_or(*self);
                Ok(())
            }

            fn write(&self, out: &mut $crate::canonical::Writer) {
                out.plain(self.as_str().as_bytes());
            }
        }
    };
}
