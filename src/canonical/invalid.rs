//! What is wrong with a value, and where.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

/// How much of an offending value is quoted back, in characters.
const QUOTE_CHARS: usize = 48;

/// A value that does not have the form it should have: a [`Mismatch`] somewhere.
///
/// It is one pointer wide, because nearly every function of a reader can return it and
/// hardly any ever does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid(Box<Mismatch>);

/// What is wrong, and where.
///
/// `path` is a JSON Pointer (RFC 6901) from the event to the offending member;
/// it is empty when the event as a whole is at fault. The path grows from the
/// inside out: each level of a decoder adds its own segment with
/// [`Invalid::within`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// JSON Pointer to the offending member, such as `/state/outcome/0/asset`.
    pub path: String,
    /// What would have been right, as a noun phrase.
    pub expected: Cow<'static, str>,
    /// What was found, as a noun phrase, shortened where it is long.
    pub got: String,
}

impl Invalid {
    /// A mismatch at the value being decoded.
    pub fn new(expected: impl Into<Cow<'static, str>>, got: impl Into<String>) -> Self {
        Self(Box::new(Mismatch {
            path: String::new(),
            expected: expected.into(),
            got: got.into(),
        }))
    }

    /// A member that must be there and is not.
    #[must_use]
    pub fn missing(member: &str) -> Self {
        Self::new("a value for this member", "nothing").within(member)
    }

    /// A member that the format does not know at this place.
    #[must_use]
    pub fn unknown_member(member: &str, known: &str) -> Self {
        let expected = format!("one of the members {known}");
        Self::new(expected, "an unknown member").within(member)
    }

    /// The same mismatch seen from one level further out.
    #[must_use]
    pub fn within(mut self, segment: &str) -> Self {
        let escaped = segment.replace('~', "~0").replace('/', "~1");
        self.0.path.insert_str(0, &escaped);
        self.0.path.insert(0, '/');
        self
    }

    /// The same mismatch seen from the array that holds the value at `index`.
    #[must_use]
    pub fn within_item(self, index: usize) -> Self {
        self.within(&index.to_string())
    }

    /// Quotes an offending text, shortened to a few dozen characters.
    #[must_use]
    pub fn quote(text: &str) -> String {
        let mut chars = text.chars();
        let head: String = chars.by_ref().take(QUOTE_CHARS).collect();
        let rest = chars.count();
        if rest == 0 {
            head
        } else {
            format!("{head}… ({rest} more characters)")
        }
    }
}

impl Deref for Invalid {
    type Target = Mismatch;

    fn deref(&self) -> &Mismatch {
        &self.0
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.path.is_empty() {
            "the event"
        } else {
            &self.path
        };
        write!(f, "{place}: expected {}, got {}", self.expected, self.got)
    }
}

impl std::error::Error for Invalid {}
