//! The first line of a log.

use super::checksum;
use super::{Corruption, Difference, JournalError, LogId};
use crate::canonical::{Document, Invalid, Value, to_bytes};

/// The number of the format that this crate writes and reads.
pub const FORMAT: u64 = 1;

/// The number of bytes of a header line of [`FORMAT`], its line feed included.
pub(super) const HEADER_BYTES: usize = EXAMPLE.len();

const EXAMPLE: &[u8] = b"{\"crc\":\"00000000\",\"format\":1,\"logId\":\"00000000000000000000000000000000\",\"type\":\"statelog\"}\n";

/// The members behind the checksum and the end of the line, without line feed.
pub(super) fn members(log_id: LogId) -> String {
    format!(r#","format":{FORMAT},"logId":"{log_id}","type":"statelog"}}"#)
}

/// Reads a header line, given without its line feed.
pub(super) fn read(line: &[u8]) -> Result<LogId, JournalError> {
    if !line.starts_with(checksum::TAG) {
        return Err(JournalError::UnknownFormat { found: None });
    }
    let text = checksum::open(line).map_err(Corruption::of_header)?;
    let form = |invalid| Corruption::of_header(Difference::Form(invalid));
    let document = Document::parse(text).map_err(form)?;
    let format = read_format(document.root(), line).map_err(form)?;
    if format != FORMAT {
        return Err(JournalError::UnknownFormat {
            found: Some(format),
        });
    }
    Ok(read_log_id(document.root(), text).map_err(form)?)
}

/// The format number, read by nothing but what the headers of all formats share.
fn read_format(header: Value<'_>, line: &[u8]) -> Result<u64, Invalid> {
    let kind = member(header, "type")?;
    if kind.string()? != "statelog" {
        return Err(kind.mismatch("\"statelog\"").within("type"));
    }
    if to_bytes(&header) != line {
        return Err(not_canonical());
    }
    let format = member(header, "format")?;
    format.number().map_err(|error| error.within("format"))
}

/// The id in a header of [`FORMAT`], which has no members but its own.
fn read_log_id(header: Value<'_>, text: &str) -> Result<LogId, Invalid> {
    let value = member(header, "logId")?;
    let wrong = || value.mismatch("32 lower-case hex digits").within("logId");
    let id = LogId::from_hex(value.raw()).ok_or_else(wrong)?;
    if text.ends_with(&members(id)) && text.len() + 1 == HEADER_BYTES {
        Ok(id)
    } else {
        Err(not_canonical())
    }
}

fn member<'d>(header: Value<'d>, name: &str) -> Result<Value<'d>, Invalid> {
    header.member(name).ok_or_else(|| Invalid::missing(name))
}

fn not_canonical() -> Invalid {
    Invalid::new(
        "the members of a header in canonical form",
        "other members or another form",
    )
}

/// Whether bytes without a line feed can be the start of a header that a writer
/// did not finish. Storage may have had the size of the file before its content, so
/// NULs may stand where the rest would. A file that ever held more is longer.
pub(super) fn is_unfinished(bytes: &[u8]) -> bool {
    let written = bytes.iter().rposition(|byte| *byte != 0);
    let written = written.map_or(0, |last| last + 1);
    let start = bytes.get(..written).unwrap_or(bytes);
    bytes.len() <= HEADER_BYTES && written < HEADER_BYTES && begins_like_one(start)
}

/// Whether bytes agree with the start of every header as far as they go.
pub(super) fn begins_like_one(bytes: &[u8]) -> bool {
    bytes.starts_with(checksum::TAG) || checksum::TAG.starts_with(bytes)
}
