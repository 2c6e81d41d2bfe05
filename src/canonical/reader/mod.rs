//! Reads JSON text strictly into a flat tape.
//!
//! One pass checks the grammar and everything the canonical subset forbids;
//! [`Value`]s are then cheap views into the tape. Nothing is converted before
//! somebody asks for it, so no number is ever rounded.
//!
//! What runs for each byte or value is inlined by force: the core is compiled for size,
//! and calls would take a tenth of the time of an append.
//!
//! Here are the document and the views of its values. The pass over the text is in
//! [`parser`], and what escapes stand for in [`escape`].

mod escape;
mod parser;

use std::borrow::Cow;

use self::escape::unescape;
use super::{Invalid, Writer};
use crate::limits::{MAX_DEPTH, MAX_SAFE_INTEGER};
use crate::order;

/// What a number of the strict subset is.
const SAFE_INTEGER: &str = "an integer within 0..2^53-1";

/// The kinds of value that the strict subset knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An object; its members follow on the tape as name, value, name, value.
    Object,
    /// An array; its items follow on the tape.
    Array,
    /// A string without escapes.
    Plain,
    /// A string that holds at least one escape.
    Escaped,
    /// An integer within 0..2^53−1; in foreign texts of any size.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`, which only foreign texts hold.
    Null,
}

/// One entry of the tape. `start..end` is the span in the text (for strings
/// without the quotes); `next` is the tape index behind the value.
#[derive(Clone, Copy, Debug)]
struct Node {
    kind: Kind,
    start: u32,
    end: u32,
    next: u32,
}

/// A parsed JSON text of the strict subset.
#[derive(Debug)]
pub struct Document<'t> {
    text: &'t str,
    tape: Vec<Node>,
}

impl<'t> Document<'t> {
    /// Parses one JSON text: one value with optional white space around it.
    ///
    /// Time and memory are linear in the length of the text, apart from objects
    /// whose members are not sorted: those are compared pairwise, and have at
    /// most [`MAX_MEMBERS`](crate::limits::MAX_MEMBERS) members.
    ///
    /// # Errors
    /// [`Invalid`] with the path of the first value that the strict subset
    /// refuses.
    pub fn parse(text: &'t str) -> Result<Self, Invalid> {
        Self::parse_wrapped(text, 0)
    }

    /// Parses one JSON text that wraps the values of interest in `levels` objects
    /// or arrays: a commit line holds events two levels deep, and each of them may
    /// still have [`MAX_DEPTH`] levels of its own.
    ///
    /// # Errors
    /// As for [`Document::parse`].
    pub fn parse_wrapped(text: &'t str, levels: usize) -> Result<Self, Invalid> {
        Self::parse_text(text, levels, false)
    }

    /// Parses one JSON text that another program wrote: it may hold `null`, natural
    /// numbers of any size, and objects with any number of members, which are not
    /// compared with each other: of members with one name,
    /// [`Value::member`] gives the first. Time and memory are linear.
    ///
    /// # Errors
    /// As for [`Document::parse`].
    pub fn parse_foreign(text: &'t str) -> Result<Self, Invalid> {
        Self::parse_text(text, 0, true)
    }

    fn parse_text(text: &'t str, levels: usize, foreign: bool) -> Result<Self, Invalid> {
        if u32::try_from(text.len()).is_err() {
            return Err(Invalid::new(
                "a JSON text below 4 GiB",
                format!("{} bytes", text.len()),
            ));
        }
        let tape = parser::parse(text, MAX_DEPTH + levels, foreign)?;
        Ok(Self { text, tape })
    }

    /// The value that the text holds.
    #[must_use]
    pub fn root(&self) -> Value<'_> {
        Value {
            text: self.text,
            tape: &self.tape,
        }
    }
}

/// A view of one value of a [`Document`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Value<'d> {
    text: &'d str,
    /// The tape from this value on; the first node is the value itself.
    tape: &'d [Node],
}

impl<'d> Value<'d> {
    #[inline(always)]
    fn node(&self) -> Node {
        // A view always starts at a node; the fallback keeps this total.
        self.tape.first().copied().unwrap_or(Node {
            kind: Kind::Boolean,
            start: 0,
            end: 0,
            next: 1,
        })
    }

    /// The kind of the value.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.node().kind
    }

    /// The text of the value as it stands in the document; for strings without
    /// the quotes and with escapes as written.
    #[must_use]
    pub fn raw(&self) -> &'d str {
        self.text_of(self.node())
    }

    #[inline(always)]
    fn text_of(&self, node: Node) -> &'d str {
        let span = node.start as usize..node.end as usize;
        self.text.get(span).unwrap_or_default()
    }

    /// The members of an object.
    ///
    /// # Errors
    /// [`Invalid`] if the value is not an object.
    pub fn object(&self) -> Result<Members<'d>, Invalid> {
        match self.kind() {
            Kind::Object => Ok(Members(self.children())),
            _ => Err(self.mismatch("an object")),
        }
    }

    /// The items of an array.
    ///
    /// # Errors
    /// [`Invalid`] if the value is not an array.
    pub fn array(&self) -> Result<Items<'d>, Invalid> {
        match self.kind() {
            Kind::Array => Ok(self.children()),
            _ => Err(self.mismatch("an array")),
        }
    }

    fn children(&self) -> Items<'d> {
        let (from, to) = (1, self.node().next as usize);
        Items {
            text: self.text,
            tape: self.tape.get(from..to).unwrap_or_default(),
        }
    }

    /// The member `name` of an object; `None` if it is not there or the value is
    /// no object.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<Value<'d>> {
        let members = self.object().ok()?;
        members
            .into_iter()
            .find_map(|(key, value)| (key == name).then_some(value))
    }

    /// The text of a string, escapes resolved.
    ///
    /// # Errors
    /// [`Invalid`] if the value is not a string.
    pub fn string(&self) -> Result<Cow<'d, str>, Invalid> {
        let node = self.node();
        match node.kind {
            Kind::Plain => Ok(Cow::Borrowed(self.text_of(node))),
            Kind::Escaped => Ok(Cow::Owned(unescape(self.text_of(node)))),
            _ => Err(self.mismatch("a string")),
        }
    }

    /// An integer within 0..2^53−1.
    ///
    /// # Errors
    /// [`Invalid`] if the value is not a number, or too large a one of a foreign text.
    pub fn number(&self) -> Result<u64, Invalid> {
        match self.kind() {
            Kind::Number => {
                let number = self.raw().parse().ok();
                let safe = number.filter(|number| *number <= MAX_SAFE_INTEGER);
                safe.ok_or_else(|| self.mismatch(SAFE_INTEGER))
            }
            _ => Err(self.mismatch("a number")),
        }
    }

    /// A boolean.
    ///
    /// # Errors
    /// [`Invalid`] if the value is neither `true` nor `false`.
    pub fn boolean(&self) -> Result<bool, Invalid> {
        match self.kind() {
            Kind::Boolean => Ok(self.raw() == "true"),
            _ => Err(self.mismatch("true or false")),
        }
    }

    /// An error that says what the value is instead of `expected`.
    pub fn mismatch(&self, expected: impl Into<Cow<'static, str>>) -> Invalid {
        let got = match self.kind() {
            Kind::Object => "an object".to_owned(),
            Kind::Array => "an array".to_owned(),
            Kind::Plain | Kind::Escaped => format!("\"{}\"", Invalid::quote(self.raw())),
            Kind::Number | Kind::Boolean | Kind::Null => Invalid::quote(self.raw()),
        };
        Invalid::new(expected, got)
    }

    /// Writes the value in canonical form, members sorted by UTF-16 code units.
    pub fn write_canonical(&self, out: &mut Writer) {
        match self.kind() {
            Kind::Object => out.object(|out| {
                let mut members: Vec<_> = Members(self.children()).collect();
                order::sort_by(&mut members, |(left, _), (right, _)| {
                    left.encode_utf16().cmp(right.encode_utf16())
                });
                for (name, value) in members {
                    out.member_escaped(&name);
                    value.write_canonical(out);
                }
            }),
            Kind::Array => out.array(self.children(), |item, out| item.write_canonical(out)),
            Kind::Plain => out.plain(self.raw().as_bytes()),
            Kind::Escaped => out.string(&unescape(self.raw())),
            Kind::Number | Kind::Boolean | Kind::Null => out.verbatim(self.raw().as_bytes()),
        }
    }
}

/// The items of an array, in order.
#[derive(Clone, Copy, Debug)]
pub struct Items<'d> {
    text: &'d str,
    tape: &'d [Node],
}

impl Items<'_> {
    /// The number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        (*self).count()
    }

    /// Whether there is no item.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tape.is_empty()
    }
}

impl<'d> Iterator for Items<'d> {
    type Item = Value<'d>;

    fn next(&mut self) -> Option<Value<'d>> {
        let node = self.tape.first()?;
        let (own, rest) = self.tape.split_at_checked(node.next as usize)?;
        self.tape = rest;
        Some(Value {
            text: self.text,
            tape: own,
        })
    }
}

/// The members of an object, in the order of the text.
#[derive(Clone, Copy, Debug)]
pub struct Members<'d>(Items<'d>);

impl<'d> Iterator for Members<'d> {
    type Item = (Cow<'d, str>, Value<'d>);

    fn next(&mut self) -> Option<Self::Item> {
        let name = self.0.next()?.string().ok()?;
        Some((name, self.0.next()?))
    }
}
