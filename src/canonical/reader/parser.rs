//! The one pass over a text, which checks the grammar and everything that the canonical
//! subset forbids, and lays the tape.

use std::borrow::Cow;

use super::{Items, Kind, Members, Node, SAFE_INTEGER, Value, escape};
use crate::canonical::Invalid;
use crate::limits::{MAX_MEMBERS, MAX_SAFE_INTEGER};

/// Lays the tape of one value with optional white space around it, at most `deepest`
/// levels of nesting deep. The text must be shorter than 4 GiB.
pub(super) fn parse(text: &str, deepest: usize, foreign: bool) -> Result<Vec<Node>, Invalid> {
    let mut parser = Parser {
        text,
        bytes: text.as_bytes(),
        at: 0,
        deepest,
        foreign,
        tape: Vec::with_capacity(text.len() / 16 + 8),
    };
    parser.skip_space();
    parser.value(1)?;
    parser.skip_space();
    if parser.at < text.len() {
        return Err(parser.expected("the end of the text"));
    }
    Ok(parser.tape)
}

/// Recursive descent over the text; depth is bounded.
struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// The deepest level of nesting that is accepted.
    deepest: usize,
    /// Whether the text may hold what [`Document::parse_foreign`](super::Document::parse_foreign) takes.
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
        // The text is shorter than 4 GiB, which `Document` has checked.
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
        self.at += escape::width(self.text, self.at).map_err(|what| self.expected(what))?;
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
