//! Reads JSON text strictly into a flat tape.
//!
//! One pass checks the grammar and everything the canonical subset forbids;
//! [`Value`]s are then cheap views into the tape. Nothing is converted before
//! somebody asks for it, so no number is ever rounded.
//!
//! What runs for each byte or value is inlined by force: the core is compiled for size,
//! and calls would take a tenth of the time of an append.

use std::borrow::Cow;

use super::{Invalid, Writer};
use crate::limits::{MAX_DEPTH, MAX_MEMBERS, MAX_SAFE_INTEGER};
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
    /// most [`MAX_MEMBERS`] members.
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
        let mut parser = Parser {
            text,
            bytes: text.as_bytes(),
            at: 0,
            deepest: MAX_DEPTH + levels,
            foreign,
            tape: Vec::with_capacity(text.len() / 16 + 8),
        };
        parser.skip_space();
        parser.value(1)?;
        parser.skip_space();
        if parser.at < text.len() {
            return Err(parser.expected("the end of the text"));
        }
        Ok(Self {
            text,
            tape: parser.tape,
        })
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

/// Recursive descent over the text; depth is bounded.
struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// The deepest level of nesting that is accepted.
    deepest: usize,
    /// Whether the text may hold what [`Document::parse_foreign`] takes.
    foreign: bool,
    tape: Vec<Node>,
}

impl Parser<'_> {
    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline(always)]
    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expected(&self, what: &'static str) -> Invalid {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let got = if rest.is_empty() {
            "the end of the text".to_owned()
        } else {
            Invalid::quote(rest)
        };
        Invalid::new(what, format!("{got} at byte {}", self.at))
    }

    /// Opens a node whose end and successor are filled in by [`Parser::close`].
    fn open(&mut self, kind: Kind, start: usize) -> usize {
        // The text is shorter than 4 GiB, which `Document::parse` has checked.
        self.tape.push(Node {
            kind,
            start: start as u32,
            end: start as u32,
            next: 1,
        });
        self.tape.len() - 1
    }

    fn close(&mut self, index: usize, end: usize) {
        let next = (self.tape.len() - index) as u32;
        if let Some(node) = self.tape.get_mut(index) {
            node.end = end as u32;
            node.next = next;
        }
    }

    fn value(&mut self, depth: usize) -> Result<(), Invalid> {
        match self.peek() {
            Some(b'{' | b'[') if depth > self.deepest => {
                Err(self.expected("at most 32 levels of nesting"))
            }
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string(),
            Some(b'0'..=b'9') => self.number(),
            Some(b'-') => Err(self.no_number()),
            Some(b't') => self.word("true", Kind::Boolean),
            Some(b'f') => self.word("false", Kind::Boolean),
            Some(b'n') if self.foreign => self.word("null", Kind::Null),
            Some(b'n') => Err(self.expected("a value other than null (leave the member out)")),
            _ => Err(self.expected("a JSON value")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), Invalid> {
        let index = self.open(Kind::Object, self.at);
        self.at += 1;
        self.skip_space();
        let mut names = Names::default();
        while self.peek() != Some(b'}') {
            if names.count > 0 {
                self.punctuation(b',', "a comma or the end of the object")?;
            }
            let name = self.tape.len();
            if self.peek() != Some(b'"') {
                return Err(self.expected("the name of a member"));
            }
            self.string()?;
            self.skip_space();
            if let Err(error) = self.member_value(depth) {
                return Err(error.within(&self.name_at(name)));
            }
            self.note_name(&mut names, index, name)?;
            self.skip_space();
        }
        self.at += 1;
        self.close(index, self.at);
        Ok(())
    }

    fn member_value(&mut self, depth: usize) -> Result<(), Invalid> {
        self.punctuation(b':', "a colon")?;
        self.value(depth + 1)
    }

    /// Notes a name of the object that begins at the tape index `object`.
    fn note_name(&self, names: &mut Names, object: usize, name: usize) -> Result<(), Invalid> {
        if self.foreign {
            names.count += 1;
            return Ok(());
        }
        let new = self.name_at(name);
        names.unsorted |= names.count > 0 && self.name_at(names.last) >= new;
        if names.unsorted {
            let tape = self.tape.get(object + 1..name).unwrap_or_default();
            let text = self.text;
            if Members(Items { text, tape }).any(|(seen, _)| seen == new) {
                return Err(Invalid::new("each member once", "it twice").within(&new));
            }
        }
        if names.count == MAX_MEMBERS {
            return Err(Invalid::new("at most 256 members", "more"));
        }
        names.count += 1;
        names.last = name;
        Ok(())
    }

    fn name_at(&self, index: usize) -> Cow<'_, str> {
        let tape = self.tape.get(index..).unwrap_or_default();
        let name = Value {
            text: self.text,
            tape,
        };
        name.string().unwrap_or_default()
    }

    fn array(&mut self, depth: usize) -> Result<(), Invalid> {
        let index = self.open(Kind::Array, self.at);
        self.at += 1;
        self.skip_space();
        let mut count = 0;
        while self.peek() != Some(b']') {
            if count > 0 {
                self.punctuation(b',', "a comma or the end of the array")?;
            }
            self.value(depth + 1)
                .map_err(|error| error.within_item(count))?;
            count += 1;
            self.skip_space();
        }
        self.at += 1;
        self.close(index, self.at);
        Ok(())
    }

    /// Consumes one mark and the white space behind it.
    fn punctuation(&mut self, mark: u8, what: &'static str) -> Result<(), Invalid> {
        if self.peek() != Some(mark) {
            return Err(self.expected(what));
        }
        self.at += 1;
        self.skip_space();
        Ok(())
    }

    fn word(&mut self, word: &'static str, kind: Kind) -> Result<(), Invalid> {
        let end = self.at + word.len();
        if self.text.get(self.at..end) != Some(word) {
            return Err(self.expected("a JSON value"));
        }
        let index = self.open(kind, self.at);
        self.at = end;
        self.close(index, end);
        Ok(())
    }

    fn number(&mut self) -> Result<(), Invalid> {
        let start = self.at;
        let mut value: u64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value * 10 + u64::from(digit - b'0');
            self.at += 1;
            if value > MAX_SAFE_INTEGER {
                if self.foreign {
                    // Nothing is converted here, so the digits need not fit anywhere.
                    value = 0;
                    continue;
                }
                self.at = start;
                return Err(self.no_number());
            }
        }
        let leading_zero = self.at > start + 1 && self.bytes.get(start) == Some(&b'0');
        if leading_zero || matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
            self.at = start;
            return Err(self.no_number());
        }
        let index = self.open(Kind::Number, start);
        self.close(index, self.at);
        Ok(())
    }

    fn no_number(&self) -> Invalid {
        self.expected(if self.foreign {
            "a natural number in digits"
        } else {
            SAFE_INTEGER
        })
    }

    fn string(&mut self) -> Result<(), Invalid> {
        self.at += 1;
        let start = self.at;
        let index = self.open(Kind::Plain, start);
        loop {
            self.skip_plain();
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    if let Some(node) = self.tape.get_mut(index) {
                        node.kind = Kind::Escaped;
                    }
                    self.escape()?;
                }
                _ => return Err(self.expected("a closed string without control characters")),
            }
        }
        self.close(index, self.at);
        self.at += 1;
        Ok(())
    }

    /// Skips the characters of a string that stand for themselves, which are most of
    /// the text of an event.
    fn skip_plain(&mut self) {
        let mut skipped = 0;
        for byte in self.bytes.get(self.at..).unwrap_or_default() {
            if matches!(byte, b'"' | b'\\' | ..0x20) {
                break;
            }
            skipped += 1;
        }
        self.at += skipped;
    }

    fn escape(&mut self) -> Result<(), Invalid> {
        match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 2;
                Ok(())
            }
            Some(b'u') => self.unicode_escape(),
            _ => Err(self.expected("an escape of JSON")),
        }
    }

    /// Consumes `\uXXXX`, or a pair of them that forms one character.
    fn unicode_escape(&mut self) -> Result<(), Invalid> {
        const WHAT: &str = "Unicode text without lone surrogates";
        let unit = hex4(self.text, self.at + 2).ok_or_else(|| self.expected(WHAT))?;
        let width = match unit {
            0xd800..=0xdbff => {
                let paired = self.bytes.get(self.at + 6) == Some(&b'\\')
                    && self.bytes.get(self.at + 7) == Some(&b'u')
                    && matches!(hex4(self.text, self.at + 8), Some(0xdc00..=0xdfff));
                if !paired {
                    return Err(self.expected(WHAT));
                }
                12
            }
            0xdc00..=0xdfff => return Err(self.expected(WHAT)),
            _ => 6,
        };
        self.at += width;
        Ok(())
    }
}

/// The names of the object being parsed so far, to find duplicates; they stand on the
/// tape.
#[derive(Default)]
struct Names {
    count: usize,
    /// The tape index of the last one.
    last: usize,
    /// Whether each name is greater than the one before it. Canonical text is
    /// sorted, and then one comparison a member is enough.
    unsorted: bool,
}

/// Four hex digits of the text as a number.
fn hex4(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 4)?;
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

/// Resolves the escapes of a string that the parser has accepted.
fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        out.push_str(plain);
        let (character, used) = resolve(escaped);
        out.push(character);
        rest = escaped.get(used..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The character that an escape stands for, and how many bytes behind the
/// backslash it takes.
fn resolve(escaped: &str) -> (char, usize) {
    let mark = escaped.bytes().next().unwrap_or(b'\\');
    match mark {
        b'b' => ('\u{8}', 1),
        b'f' => ('\u{c}', 1),
        b'n' => ('\n', 1),
        b'r' => ('\r', 1),
        b't' => ('\t', 1),
        b'u' => {
            let high = hex4(escaped, 1).unwrap_or(0);
            if !(0xd800..=0xdbff).contains(&high) {
                return (char::from_u32(high).unwrap_or_default(), 5);
            }
            let low = hex4(escaped, 7).unwrap_or(0xdc00);
            let code = 0x1_0000 + ((high - 0xd800) << 10) + low.saturating_sub(0xdc00);
            (char::from_u32(code).unwrap_or_default(), 11)
        }
        other => (char::from(other), 1),
    }
}
