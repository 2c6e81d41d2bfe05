//! Writes canonical bytes (RFC 8785).

/// Collects canonical JSON. Callers give the members of an object in canonical
/// order; [`record!`](crate::record) does that at compile time.
#[derive(Debug, Default)]
pub struct Writer {
    out: Vec<u8>,
}

impl Writer {
    /// An empty writer.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(512)
    }

    /// An empty writer with room for `capacity` bytes.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            out: Vec::with_capacity(capacity),
        }
    }

    /// The bytes written so far.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// The bytes written so far, to be read in place.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.out
    }

    /// Forgets what was written and keeps the memory.
    pub fn clear(&mut self) {
        self.out.clear();
    }

    /// How many bytes were written so far.
    #[must_use]
    pub fn position(&self) -> usize {
        self.out.len()
    }

    /// Takes back everything that was written behind a position.
    pub fn back_to(&mut self, position: usize) {
        self.out.truncate(position);
    }

    /// Writes an object whose members `fill` writes with [`Writer::member`].
    pub fn object(&mut self, fill: impl FnOnce(&mut Self)) {
        self.out.push(b'{');
        fill(self);
        self.out.push(b'}');
    }

    /// Writes the name of a member; its value must be written next. Names of the
    /// format are plain ASCII and need no escapes.
    pub fn member(&mut self, name: &str) {
        self.separate(b'{');
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    /// Writes a name that may need escapes; see [`Writer::member`].
    pub fn member_escaped(&mut self, name: &str) {
        self.separate(b'{');
        self.string(name);
        self.out.push(b':');
    }

    /// Writes an array, each item with `write`.
    pub fn array<T>(&mut self, items: impl Iterator<Item = T>, write: impl Fn(T, &mut Self)) {
        self.out.push(b'[');
        for item in items {
            self.separate(b'[');
            write(item, self);
        }
        self.out.push(b']');
    }

    /// Writes a comma unless this is the first entry of its container.
    ///
    /// The last byte written tells: a container that was just opened ends in its
    /// bracket, while a value never ends in an opening one.
    fn separate(&mut self, open: u8) {
        if self.out.last() != Some(&open) {
            self.out.push(b',');
        }
    }

    /// Writes a boolean.
    pub fn boolean(&mut self, value: bool) {
        self.out
            .extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// Writes an unsigned integer as a JSON number.
    pub fn number(&mut self, value: u64) {
        let mut digits = [0u8; 20];
        let mut rest = value;
        let mut used = 0;
        for digit in digits.iter_mut().rev() {
            // The remainder of a division by ten fits a byte.
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
            used += 1;
            if rest == 0 {
                break;
            }
        }
        self.out
            .extend(digits.iter().skip(digits.len().saturating_sub(used)));
    }

    /// Writes bytes that are known to be plain ASCII without quotes or
    /// backslashes, between quotes.
    pub fn plain(&mut self, text: &[u8]) {
        self.out.push(b'"');
        self.out.extend_from_slice(text);
        self.out.push(b'"');
    }

    /// Writes bytes as a lower-case hex string with the prefix `0x`.
    pub fn hex(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(b"\"0x");
        let from = self.out.len();
        self.out.resize(from + 2 * bytes.len(), 0);
        let digits = self.out.get_mut(from..).unwrap_or_default();
        for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
            if let [high, low] = pair {
                *high = nibble(byte >> 4);
                *low = nibble(byte & 15);
            }
        }
        self.out.push(b'"');
    }

    /// Writes a string with the escapes of ECMAScript's `JSON.stringify`.
    pub fn string(&mut self, text: &str) {
        self.out.push(b'"');
        let mut plain_from = 0;
        let bytes = text.as_bytes();
        for (index, byte) in bytes.iter().enumerate() {
            if *byte >= 0x20 && *byte != b'"' && *byte != b'\\' {
                continue;
            }
            self.raw(bytes.get(plain_from..index));
            self.escape(*byte);
            plain_from = index + 1;
        }
        self.raw(bytes.get(plain_from..));
        self.out.push(b'"');
    }

    /// Writes bytes that are already canonical JSON, as one value.
    pub fn verbatim(&mut self, canonical: &[u8]) {
        self.out.extend_from_slice(canonical);
    }

    fn raw(&mut self, bytes: Option<&[u8]>) {
        self.out.extend_from_slice(bytes.unwrap_or_default());
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' | b'\\' => byte,
            0x08 => b'b',
            0x09 => b't',
            0x0a => b'n',
            0x0c => b'f',
            0x0d => b'r',
            _ => {
                self.out.extend_from_slice(b"\\u00");
                self.out
                    .extend_from_slice(&[nibble(byte >> 4), nibble(byte & 15)]);
                return;
            }
        };
        self.out.extend_from_slice(&[b'\\', short]);
    }
}

/// The lower-case hex digit of a value below sixteen.
fn nibble(value: u8) -> u8 {
    if value < 10 {
        b'0' + value
    } else {
        b'a' + value - 10
    }
}
