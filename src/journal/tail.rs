//! What the bytes behind the last line that counts tell about themselves.

use super::checksum;
use super::line::{LEVELS, Members};
use crate::canonical::Document;
use crate::limits::MAX_COMMIT_BYTES;

/// The unit in which storage loses writes, in bytes. File systems and disks with
/// larger units lose several of these at once.
const SECTOR_BYTES: u64 = 512;

/// Evidence gathered from the tail of a file: was anything in it acknowledged, and
/// does it look like a write that a crash cut short?
#[derive(Clone, Debug)]
pub(super) struct Tail {
    /// The length of the log in front of the tail.
    length: u64,
    /// The number of bytes seen.
    pub(super) bytes: u64,
    /// The line being collected; empty while a line that is too long passes by.
    pending: Vec<u8>,
    overlong: bool,
    lines: u64,
    blank: BlankSectors,
    acknowledged: bool,
    /// Where the damaged offsets end, as the first intact line says.
    pub(super) damage_end: Option<u64>,
}

impl Tail {
    /// The tail that begins at the file position `from`, behind `length` events.
    pub(super) fn new(from: u64, length: u64) -> Self {
        Self {
            length,
            bytes: 0,
            pending: Vec::new(),
            overlong: false,
            lines: 0,
            blank: BlankSectors::new(from),
            acknowledged: false,
            damage_end: None,
        }
    }

    /// Takes the next bytes, which hold no line feed except as the last byte.
    pub(super) fn feed(&mut self, piece: &[u8]) {
        self.bytes += piece.len() as u64;
        if self.acknowledged {
            // Nothing that follows can turn this into a torn tail.
            return;
        }
        self.blank.feed(piece);
        self.collect(piece);
        if piece.ends_with(b"\n") {
            self.examine_line();
            self.lines += 1;
        }
    }

    fn collect(&mut self, piece: &[u8]) {
        self.overlong |= self.pending.len() + piece.len() > MAX_COMMIT_BYTES;
        if self.overlong {
            self.pending = Vec::new();
        } else {
            self.pending.extend_from_slice(piece);
        }
    }

    /// Whether the tail is what an interrupted write leaves. Called at the end of
    /// the file.
    pub(super) fn is_torn(&mut self) -> bool {
        self.examine_line();
        !self.acknowledged && (self.lines == 0 || self.blank.any())
    }

    /// Looks at the line collected so far, complete or not.
    fn examine_line(&mut self) {
        let line = std::mem::take(&mut self.pending);
        self.overlong = false;
        let content = line.strip_suffix(b"\n").unwrap_or(&line);
        let Ok(text) = checksum::open(content) else {
            return;
        };
        let parsed = Document::parse_wrapped(text, LEVELS);
        let members = parsed
            .as_ref()
            .ok()
            .and_then(|document| Members::read(document.root(), text).ok());
        match members {
            Some(members) => self.weigh(&members),
            // No writer of ours wrote this under an intact checksum. As nobody can
            // say that it was not acknowledged, it must not be cut.
            None => self.acknowledged = true,
        }
    }

    fn weigh(&mut self, members: &Members<'_>) {
        self.acknowledged |= members.flushed > self.length;
        if self.damage_end.is_none() {
            // The first line of the tail is damaged itself; a later one is intact,
            // and the damage ends where it begins.
            let kept = if self.lines == 0 { 0 } else { members.count() };
            let end = members.length.saturating_sub(kept);
            self.damage_end = (end > self.length).then_some(end);
        }
    }
}

/// Looks for a sector, or the part of one inside the tail, that holds only NULs:
/// what remains of a write that never reached the disk.
#[derive(Clone, Debug)]
struct BlankSectors {
    /// The file position of the next byte.
    position: u64,
    /// The number of bytes of the current sector that the tail has, all NUL;
    /// `None` once one of them is not.
    nuls: Option<u64>,
    found: bool,
}

impl BlankSectors {
    fn new(position: u64) -> Self {
        Self {
            position,
            nuls: Some(0),
            found: false,
        }
    }

    fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = SECTOR_BYTES - self.position % SECTOR_BYTES;
            let (part, rest) = bytes
                .split_at_checked(room as usize)
                .unwrap_or((bytes, b""));
            let blank = part.iter().all(|byte| *byte == 0);
            self.nuls = self
                .nuls
                .filter(|_| blank)
                .map(|nuls| nuls + part.len() as u64);
            self.position += part.len() as u64;
            if self.position.is_multiple_of(SECTOR_BYTES) {
                self.found = self.any();
                self.nuls = Some(0);
            }
            bytes = rest;
        }
    }

    /// Whether there is one, the sector in which the file ends included.
    fn any(&self) -> bool {
        self.found || self.nuls.is_some_and(|nuls| nuls > 0)
    }
}
