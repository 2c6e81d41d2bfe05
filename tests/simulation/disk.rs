//! A disk with one log on it. Calls take effect in a cache; what a power failure leaves
//! of them is decided in `power.rs`.

use crate::support::workload::Rng;

/// What can happen to writes that were not flushed when the power fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Faults {
    /// Each sector arrives, keeps its old content, or holds zeros.
    Zeros,
    /// Besides, a sector may hold what its block of the disk held in an earlier life.
    Stale,
    /// As with zeros; besides, one sector may be written to another place of the file.
    Misdirected,
    /// As with stale sectors; besides, a flush may do nothing and say that it did, or
    /// fail and forget what it should have written.
    Lying,
}

/// What interrupts a writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    PowerFailure,
    /// The process ends; what it wrote stays in the cache.
    Kill,
    /// The call fails, with a part of a write done. The writer gives up.
    Error,
}

/// A call did not succeed: whoever made it is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stopped(pub(crate) Trouble);

/// What happened to the file that a reader may have to refuse it for. It is forgotten
/// once the log was opened for writing, for every byte was checked then.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Suspicion {
    /// A sector of an unflushed write holds old content of the disk.
    pub(crate) stale: bool,
    /// A sector was written to another place.
    pub(crate) misdirected: bool,
    /// That place held flushed bytes.
    pub(crate) overwritten: bool,
    /// Something is gone that a flush had promised to keep.
    pub(crate) lied: bool,
}

#[derive(Debug)]
pub(crate) struct Disk {
    pub(crate) faults: Faults,
    pub(crate) rng: Rng,
    /// What survives a power failure.
    pub(crate) stable: Vec<u8>,
    /// What a reader sees.
    pub(crate) cached: Vec<u8>,
    /// Earlier contents of the file.
    pub(crate) earlier: Vec<Vec<u8>>,
    /// Copies of torn ends, complete and flushed.
    pub(crate) aside: Vec<Vec<u8>>,
    pub(crate) suspicion: Suspicion,
    /// Whether flushes have promised more than `stable` holds.
    pub(crate) owes: bool,
    /// What a failed flush forgot: later ones do not write it either.
    forgotten: Vec<std::ops::Range<usize>>,
    /// How many calls succeed before the next trouble.
    trouble: Option<(u64, Trouble)>,
}

impl Disk {
    pub(crate) fn new(faults: Faults, rng: Rng) -> Self {
        Self {
            faults,
            rng,
            stable: Vec::new(),
            cached: Vec::new(),
            earlier: Vec::new(),
            aside: Vec::new(),
            suspicion: Suspicion::default(),
            owes: false,
            forgotten: Vec::new(),
            trouble: None,
        }
    }

    /// Lets the call behind the next `calls` ones fail.
    pub(crate) fn arm(&mut self, calls: u64, trouble: Trouble) {
        self.trouble = Some((calls, trouble));
    }

    pub(crate) fn disarm(&mut self) {
        self.trouble = None;
    }

    /// Writes behind the end, and flushes.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<(), Stopped> {
        if !bytes.is_empty() {
            let trouble = self.next_trouble();
            let arrived = match trouble {
                None => bytes.len(),
                Some(_) => self.part(bytes.len()),
            };
            self.cached.extend_from_slice(&bytes[..arrived]);
            self.stop(trouble)?;
        }
        self.flush()
    }

    /// Saves the bytes from `at` on aside, and cuts the file there.
    pub(crate) fn truncate(&mut self, at: usize) -> Result<(), Stopped> {
        let torn = self.cached[at..].to_vec();
        // The copy is written and flushed; a part of one is of no use to anybody.
        for _ in 0..2 {
            let trouble = self.next_trouble();
            self.stop(trouble)?;
        }
        self.aside.push(torn);

        let trouble = self.next_trouble();
        if trouble != Some(Trouble::Error) {
            self.cut(at);
        }
        self.stop(trouble)?;
        self.flush()
    }

    /// How much of a write arrives: any part of it, and often all but the last byte.
    fn part(&mut self, bytes: usize) -> usize {
        match self.rng.below(6) {
            0 => bytes - 1,
            _ => self.rng.index(bytes + 1),
        }
    }

    fn cut(&mut self, at: usize) {
        let torn = &self.cached[at..];
        assert!(
            self.aside.iter().any(|copy| copy == torn),
            "bytes are cut that were not saved"
        );
        self.remember(self.cached.clone());
        self.cached.truncate(at);
        for hole in &mut self.forgotten {
            hole.end = hole.end.min(at);
        }
    }

    fn flush(&mut self) -> Result<(), Stopped> {
        let trouble = self.next_trouble();
        if trouble == Some(Trouble::Error) && self.faults == Faults::Lying {
            // The pages count as clean now, so no flush writes them any more.
            let start = common_prefix(&self.stable, &self.cached);
            self.forgotten.push(start..self.cached.len());
            self.owes = true;
        }
        self.stop(trouble)?;
        if self.faults == Faults::Lying && self.rng.one_in(4) {
            self.owes |= self.stable != self.cached;
            return Ok(());
        }
        self.stable.clone_from(&self.cached);
        let mut holes = std::mem::take(&mut self.forgotten);
        holes.retain(|hole| hole.start < hole.end);
        for hole in &holes {
            self.stable[hole.clone()].fill(0);
        }
        self.owes = !holes.is_empty();
        self.forgotten = holes;
        Ok(())
    }

    /// What interrupts the call that begins now, if anything does.
    fn next_trouble(&mut self) -> Option<Trouble> {
        let (calls, trouble) = self.trouble?;
        match calls.checked_sub(1) {
            Some(calls) => {
                self.trouble = Some((calls, trouble));
                None
            }
            None => {
                self.trouble = None;
                Some(trouble)
            }
        }
    }

    fn stop(&mut self, trouble: Option<Trouble>) -> Result<(), Stopped> {
        let Some(trouble) = trouble else {
            return Ok(());
        };
        if trouble == Trouble::PowerFailure {
            let content = self.cached.clone();
            self.lose_power();
            self.remember(content);
            self.forgotten.clear();
        }
        Err(Stopped(trouble))
    }

    /// Keeps the content of the file, as the blocks of a disk do.
    fn remember(&mut self, content: Vec<u8>) {
        if self.faults == Faults::Stale || self.faults == Faults::Lying {
            self.earlier.push(content);
        }
    }
}

/// The number of bytes that two files have in common from their start.
pub(crate) fn common_prefix(left: &[u8], right: &[u8]) -> usize {
    let pairs = left.iter().zip(right);
    pairs.take_while(|(left, right)| left == right).count()
}
