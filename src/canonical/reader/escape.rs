//! The escapes of JSON strings: how far one reaches, and what it stands for.

/// How many bytes the escape takes whose backslash is at a place of the text, both halves
/// of a surrogate pair included; otherwise what was expected there.
pub(super) fn width(text: &str, at: usize) -> Result<usize, &'static str> {
    match text.as_bytes().get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
        Some(b'u') => unicode_width(text, at).ok_or("Unicode text without lone surrogates"),
        _ => Err("an escape of JSON"),
    }
}

/// The width of `\uXXXX`, or of a pair of them that forms one character; `None` if half of
/// the pair is missing.
fn unicode_width(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    match hex4(text, at + 2)? {
        0xd800..=0xdbff => {
            let paired = bytes.get(at + 6) == Some(&b'\\')
                && bytes.get(at + 7) == Some(&b'u')
                && matches!(hex4(text, at + 8), Some(0xdc00..=0xdfff));
            paired.then_some(12)
        }
        0xdc00..=0xdfff => None,
        _ => Some(6),
    }
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
pub(super) fn unescape(raw: &str) -> String {
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
