//! The checksum with which every line begins.

use std::sync::LazyLock;

use crc::{CRC_32_ISCSI, Crc, Table};

use super::Difference;

/// CRC-32C, which the catalogue of parameters lists as CRC-32/ISCSI. Its tables are
/// computed when they are first needed: sixteen of them make it several times as fast
/// as one, but are noise that no compression makes smaller.
static CRC_32C: LazyLock<Crc<u32, Table<16>>> =
    LazyLock::new(|| Crc::<u32, Table<16>>::new(&CRC_32_ISCSI));

/// What every line begins with, the header included.
pub(super) const TAG: &[u8] = br#"{"crc":""#;

/// The number of hex digits behind the tag.
pub(super) const DIGITS: usize = 8;

/// What stands between the digits and the bytes that the checksum covers.
const SEPARATOR: &[u8] = br#"","#;

/// Where the bytes that the checksum covers begin in a line.
pub(super) const COVERED_FROM: usize = TAG.len() + DIGITS + SEPARATOR.len();

/// The CRC-32C of `covered` as eight lower-case hex digits.
pub(super) fn digits(covered: &[u8]) -> String {
    format!("{:08x}", CRC_32C.checksum(covered))
}

/// Checks the frame and the checksum of a line, given without its line feed, and
/// that it is UTF-8.
pub(super) fn open(line: &[u8]) -> Result<&str, Difference> {
    let (stored, covered) = split(line).ok_or(Difference::Frame)?;
    let computed = digits(covered);
    if stored != computed.as_bytes() {
        let stored = String::from_utf8_lossy(stored).into_owned();
        return Err(Difference::Checksum { stored, computed });
    }
    std::str::from_utf8(line).map_err(|error| Difference::Encoding {
        at: error.valid_up_to(),
    })
}

/// The digits of the checksum and the bytes that it covers.
fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = line.strip_prefix(TAG)?;
    let (digits, rest) = rest.split_at_checked(DIGITS)?;
    let well_formed = |digit: &u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    let covered = rest.strip_prefix(SEPARATOR)?;
    digits.iter().all(well_formed).then_some((digits, covered))
}
