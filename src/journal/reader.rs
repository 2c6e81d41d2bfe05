//! Reads a log and decides which of its lines count.

use super::header::{self, HEADER_BYTES};
use super::line::{LEVELS, Members};
use super::tail::Tail;
use super::{Corruption, Difference, JournalError, Line, LogId, Rejection, checksum};
use crate::canonical::Document;
use crate::limits::MAX_COMMIT_BYTES;
use crate::merkle::Tree;

/// What receives the lines that count; see [`Reader::feed`].
pub type Take<'t> = dyn FnMut(&Line<'_>) -> Result<(), Rejection> + 't;

/// How the bytes of a log end when nothing in them is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Every byte belongs to a line that counts.
    Clean,
    /// Every line counts, but the last one lacks its line feed: a writer appends
    /// one at the end of the file before anything else.
    MissingLineFeed,
    /// There is no header, or only the start of one, perhaps with NULs for the rest:
    /// nobody has ever used the file. A writer saves its `bytes` aside and creates the log anew.
    NeverUsed {
        /// The number of bytes of the file.
        bytes: u64,
    },
    /// The last write was interrupted before anybody was told that it succeeded. A
    /// writer saves the bytes from `from` on aside and cuts them.
    TornTail {
        /// The file position behind the last line that counts.
        from: u64,
        /// The number of bytes from there to the end of the file.
        bytes: u64,
    },
}

/// What is known about a log once all of its bytes were read.
#[derive(Clone, Debug)]
pub struct Recovered {
    /// The id in the header; `None` if there is no header that holds.
    pub log_id: Option<LogId>,
    /// The tree over all events of the lines that count. Its length is the length
    /// of the log.
    pub tree: Tree,
    /// The file position behind the last line that counts, in bytes.
    pub end: u64,
    /// The number of commits that count.
    pub commits: u64,
    /// Whether the last line that counts is a mark.
    pub ends_in_mark: bool,
    /// What the bytes behind `end` are, or why the log must not be written to. Up
    /// to `end` it can be read in either case.
    pub ending: Result<Ending, JournalError>,
}

/// Reads the bytes of one log from the first to the last, in pieces of any size.
///
/// Memory follows the longest line, which has at most 16 MiB, and takes about 64
/// bytes for each event.
///
/// ```
/// use statelog::journal::{Ending, LogId, Reader, write_commit, write_header};
/// use statelog::merkle::leaf_hash;
///
/// let event = br#"{"type":"example"}"#;
/// let mut file = Vec::new();
/// write_header(&mut file, LogId::new([7; 16]));
/// write_commit(&mut file, [&event[..]], 0, 1, leaf_hash(event))?;
///
/// let mut offsets = Vec::new();
/// let mut reader = Reader::new();
/// let mut take = |line: &statelog::journal::Line<'_>| {
///     offsets.extend(line.offsets());
///     Ok(())
/// };
/// for piece in file.chunks(50) {
///     reader.feed(piece, &mut take);
/// }
/// assert_eq!(reader.finish(&mut take).ending, Ok(Ending::Clean));
/// assert_eq!(offsets, [0]);
/// # Ok::<(), statelog::journal::WriteError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Reader {
    stage: Stage,
    /// The bytes of the line being collected.
    pending: Vec<u8>,
    log_id: Option<LogId>,
    tree: Tree,
    end: u64,
    /// The number of lines that count, the header included.
    lines: u64,
    commits: u64,
    ends_in_mark: bool,
    /// Whether the last line that counts lacked its line feed, so that one may come
    /// before the next line.
    owes_line_feed: bool,
}

#[derive(Clone, Debug, Default)]
enum Stage {
    /// The header comes next.
    #[default]
    Header,
    /// All lines so far count.
    Lines,
    /// A line did not count; what follows is only weighed.
    Tail(Difference, Tail),
    /// The header refuses everything behind it.
    Refused(JournalError),
}

impl Reader {
    /// A reader at the first byte of a log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes of the file.
    ///
    /// `take` gets every commit and mark that is complete, in order, after its
    /// checksum, form, length and root were checked. It decodes the events; if it
    /// answers with a [`Rejection`], the line and all behind it do not count, and
    /// `take` is not called again.
    pub fn feed(&mut self, bytes: &[u8], take: &mut Take<'_>) {
        let bytes = self.skip_owed_line_feed(bytes);
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            match &mut self.stage {
                Stage::Header | Stage::Lines => self.collect(piece, take),
                Stage::Tail(_, tail) => tail.feed(piece),
                Stage::Refused(_) => return,
            }
        }
    }

    /// Judges the log after its last byte. A last line without a line feed is
    /// given to `take` if it counts.
    pub fn finish(mut self, take: &mut Take<'_>) -> Recovered {
        let ending = self.conclude(take);
        Recovered {
            log_id: self.log_id,
            tree: self.tree,
            end: self.end,
            commits: self.commits,
            ends_in_mark: self.ends_in_mark,
            ending,
        }
    }

    /// Judges the log after what are its last bytes for now; see [`Reader::finish`].
    ///
    /// Reading can go on with the bytes from [`Reader::end`] on, once there are more:
    /// what lies behind it was forgotten. A header that was refused stays refused.
    pub fn conclude(&mut self, take: &mut Take<'_>) -> Result<Ending, JournalError> {
        let ending = self.ending(take);
        self.pending.clear();
        self.stage = match &ending {
            Err(error) if self.log_id.is_none() => Stage::Refused(error.clone()),
            _ if self.log_id.is_none() => Stage::Header,
            _ => Stage::Lines,
        };
        ending
    }

    /// The id in the header; `None` if there is no header that holds.
    #[must_use]
    pub fn log_id(&self) -> Option<LogId> {
        self.log_id
    }

    /// The file position behind the last line that counts, in bytes.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.end
    }

    /// The number of commits that count.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.commits
    }

    /// The tree over all events of the lines that count.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Leaves out the line feed that the last line lacked when it was taken. If other
    /// bytes come instead, the lines run together, and what follows does not count.
    fn skip_owed_line_feed<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let is_owed = self.owes_line_feed && matches!(self.stage, Stage::Lines);
        if bytes.is_empty() || !is_owed {
            return bytes;
        }
        match bytes.strip_prefix(b"\n") {
            Some(rest) => {
                self.owes_line_feed = false;
                self.end += 1;
                rest
            }
            None => {
                self.stop(Difference::Unterminated, b"");
                bytes
            }
        }
    }

    /// Adds a piece, which holds no line feed except as its last byte, to the line
    /// being collected.
    fn collect(&mut self, piece: &[u8], take: &mut Take<'_>) {
        if self.pending.len() + piece.len() > MAX_COMMIT_BYTES {
            return self.stop(Difference::TooLong, piece);
        }
        self.pending.extend_from_slice(piece);
        if !piece.ends_with(b"\n") {
            return;
        }
        let line = std::mem::take(&mut self.pending);
        let content = line.strip_suffix(b"\n").unwrap_or(&line);
        if matches!(self.stage, Stage::Header) {
            match header::read(content) {
                Ok(log_id) => self.take_header(log_id),
                Err(error) => return self.stage = Stage::Refused(error),
            }
        } else if let Err(difference) = self.take_line(content, take) {
            return self.stop(difference, &line);
        }
        self.end += line.len() as u64;
        // The memory serves the next line.
        self.pending = line;
        self.pending.clear();
    }

    fn take_header(&mut self, log_id: LogId) {
        self.log_id = Some(log_id);
        self.lines = 1;
        self.stage = Stage::Lines;
    }

    /// Takes a commit or mark line, given without its line feed, if it counts.
    fn take_line(&mut self, content: &[u8], take: &mut Take<'_>) -> Result<(), Difference> {
        if content.len() >= MAX_COMMIT_BYTES {
            return Err(Difference::TooLong);
        }
        let text = checksum::open(content)?;
        let document = Document::parse_wrapped(text, LEVELS).map_err(Difference::Form)?;
        let members = Members::read(document.root(), text).map_err(Difference::Form)?;
        members.continues(self.tree.len())?;
        let is_mark = self.grow(&members, take)?;
        self.lines += 1;
        self.commits += u64::from(!is_mark);
        self.ends_in_mark = is_mark;
        Ok(())
    }

    /// Adds the events of a line to the tree, unless its root or its events turn
    /// out to be wrong; gives whether it is a mark.
    fn grow(&mut self, members: &Members<'_>, take: &mut Take<'_>) -> Result<bool, Difference> {
        let before = self.tree.len();
        let events = members.hash_events();
        for event in &events {
            self.tree.push(event.id);
        }
        let line = Line {
            position: self.end,
            number: self.lines + 1,
            commit: self.commits,
            flushed: members.flushed,
            length: members.length,
            root: members.root,
            events,
            tree: &self.tree,
        };
        let (stored, computed) = (line.root, self.tree.root());
        let counts = if stored == computed {
            take(&line).map_err(Difference::Event)
        } else {
            Err(Difference::Root { stored, computed })
        };
        let counts = counts.map(|()| line.is_mark());
        if counts.is_err() {
            // A tree never gives leaves back, so the good one is grown anew. That
            // happens at most once for a log.
            let kept = (0..before).map_while(|offset| self.tree.leaf(offset));
            self.tree = kept.collect();
        }
        counts
    }

    /// Stops counting at the line that begins at `end`. `rest` is what belongs to
    /// it besides the bytes collected so far.
    fn stop(&mut self, difference: Difference, rest: &[u8]) {
        if matches!(self.stage, Stage::Header) {
            // The bound of a line is far above the length of any header.
            let start = self.pending.iter().chain(rest).take(HEADER_BYTES);
            let start: Vec<u8> = start.copied().collect();
            self.stage = Stage::Refused(not_a_header(&start, difference));
            return;
        }
        let mut tail = Tail::new(self.end, self.tree.len());
        let start = std::mem::take(&mut self.pending);
        tail.feed(&start);
        tail.feed(rest);
        self.stage = Stage::Tail(difference, tail);
    }

    fn ending(&mut self, take: &mut Take<'_>) -> Result<Ending, JournalError> {
        match std::mem::take(&mut self.stage) {
            Stage::Header => self.unfinished_header(),
            Stage::Lines => self.last_line(take),
            Stage::Tail(difference, tail) => self.classify(difference, tail),
            Stage::Refused(error) => Err(error),
        }
    }

    /// The verdict on a file without any line feed.
    fn unfinished_header(&self) -> Result<Ending, JournalError> {
        let bytes = self.pending.len() as u64;
        if header::is_unfinished(&self.pending) {
            Ok(Ending::NeverUsed { bytes })
        } else {
            Err(not_a_header(&self.pending, Difference::Unterminated))
        }
    }

    /// The verdict on a file of which every complete line counts.
    fn last_line(&mut self, take: &mut Take<'_>) -> Result<Ending, JournalError> {
        let line = std::mem::take(&mut self.pending);
        if line.is_empty() {
            return Ok(Ending::Clean);
        }
        match self.take_line(&line, take) {
            Ok(()) => {
                self.end += line.len() as u64;
                self.owes_line_feed = true;
                Ok(Ending::MissingLineFeed)
            }
            Err(difference) => {
                let mut tail = Tail::new(self.end, self.tree.len());
                tail.feed(&line);
                self.classify(difference, tail)
            }
        }
    }

    fn classify(&self, difference: Difference, mut tail: Tail) -> Result<Ending, JournalError> {
        let from = self.end;
        if tail.is_torn() {
            let bytes = tail.bytes;
            return Ok(Ending::TornTail { from, bytes });
        }
        Err(JournalError::from(Corruption {
            position: from,
            line: self.lines + 1,
            commit: self.commits,
            start: self.tree.len(),
            end: tail.damage_end,
            difference,
        }))
    }
}

/// The error for a first line that has no end where a header has one.
fn not_a_header(start: &[u8], difference: Difference) -> JournalError {
    if header::begins_like_one(start) {
        Corruption::of_header(difference).into()
    } else {
        JournalError::UnknownFormat { found: None }
    }
}

/// Reads a whole log; see [`Reader::feed`] for `take`.
///
/// ```
/// use statelog::journal::{Ending, recover};
/// let recovered = recover(b"{\"crc\":\"9f2a", &mut |_| Ok(()));
/// assert_eq!(recovered.ending, Ok(Ending::NeverUsed { bytes: 12 }));
/// ```
pub fn recover(bytes: &[u8], take: &mut Take<'_>) -> Recovered {
    let mut reader = Reader::new();
    reader.feed(bytes, take);
    reader.finish(take)
}
