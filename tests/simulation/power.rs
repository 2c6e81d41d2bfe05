//! What a power failure leaves of writes that were not flushed: any subset of their
//! sectors, under a file size of its own.

use std::ops::Range;

use crate::disk::{Disk, Faults, common_prefix};
use crate::support::samples::SAMPLES;
use crate::support::workload::Rng;

/// The unit that a disk writes whole or not at all, in bytes.
pub(crate) const SECTOR: usize = 512;

/// What becomes of one sector.
#[derive(Clone, Copy)]
enum Fate {
    Arrived,
    Old,
    Zeros,
    Stale,
}

/// The end of an earlier life that took the place of what was written.
struct Back {
    /// Its place among the earlier lives.
    life: usize,
    /// The file position from which on it is there.
    start: usize,
}

impl Disk {
    /// Leaves what the power failure leaves, on the disk and for the next reader.
    pub(crate) fn lose_power(&mut self) {
        let old = std::mem::take(&mut self.stable);
        let new = std::mem::take(&mut self.cached);
        // What did not change since it was flushed is safe, also within a sector.
        let safe = common_prefix(&old, &new);
        let mut image = new[..safe].to_vec();
        if let Some(back) = self.life_that_comes_back(safe, new.len()) {
            image.extend_from_slice(&new[safe..back.start]);
            image.extend_from_slice(&self.earlier[back.life][back.start..]);
            self.suspicion.stale = true;
        } else {
            let size = self.size(old.len(), new.len());
            let arrives_in_four = *self.rng.pick(&[0, 1, 2, 3, 3, 4]);
            for part in sectors(safe..size) {
                let fate = self.fate(arrives_in_four);
                self.fill(&mut image, part, fate, &old, &new);
            }
        }
        let changed = safe..image.len();
        if self.faults == Faults::Misdirected && !changed.is_empty() && !self.rng.one_in(4) {
            self.misdirect(&mut image, changed, &new);
        }
        self.suspicion.lied |= std::mem::take(&mut self.owes);
        self.stable.clone_from(&image);
        self.cached = image;
    }

    /// The size of the file is written apart from its data: it may be the old one, the
    /// new one, anything between, or more.
    fn size(&mut self, old: usize, new: usize) -> usize {
        let (low, high) = (old.min(new), old.max(new));
        match self.rng.below(6) {
            0 => old,
            1 => low + self.rng.index(high - low + 1),
            3 if high > low => high - 1,
            2 if high > low => high + self.rng.index(3 * SECTOR),
            _ => new,
        }
    }

    /// Sometimes every block from some sector on has the content of the same earlier life,
    /// none of which was flushed: what was cut then seems to be there again.
    fn life_that_comes_back(&mut self, safe: usize, end: usize) -> Option<Back> {
        if self.earlier.is_empty() || !self.rng.one_in(3) {
            return None;
        }
        let life = self.rng.index(self.earlier.len());
        let starts: Vec<_> = sectors(safe..end).map(|part| part.start).collect();
        let start = match starts.is_empty() || self.rng.one_in(2) {
            true => safe,
            false => *self.rng.pick(&starts),
        };
        (self.earlier[life].len() > start).then_some(Back { life, start })
    }

    fn fate(&mut self, arrives_in_four: u64) -> Fate {
        if self.rng.below(4) < arrives_in_four {
            return Fate::Arrived;
        }
        match (self.faults, self.rng.below(4)) {
            (Faults::Stale | Faults::Lying, 0 | 1) => Fate::Stale,
            (_, 0 | 2) => Fate::Old,
            _ => Fate::Zeros,
        }
    }

    /// Adds a part of the file. Where there is no content of its kind, there are zeros.
    fn fill(
        &mut self,
        image: &mut Vec<u8>,
        part: Range<usize>,
        fate: Fate,
        old: &[u8],
        new: &[u8],
    ) {
        let end = part.end;
        match fate {
            Fate::Arrived => image.extend_from_slice(within(new, part)),
            Fate::Old => image.extend_from_slice(within(old, part)),
            Fate::Zeros => {}
            Fate::Stale => {
                self.suspicion.stale = true;
                let stale = self.stale(part);
                image.extend_from_slice(&stale);
            }
        }
        image.resize(end, 0);
    }

    /// What a block of the disk held before.
    fn stale(&mut self, part: Range<usize>) -> Vec<u8> {
        let length = part.len();
        match self.rng.below(6) {
            0 => vec![b'x'; length],
            1 => random_bytes(&mut self.rng, length),
            2 => {
                let sample = SAMPLES[self.rng.index(SAMPLES.len())].text.as_bytes();
                let start = 1 + self.rng.index(sample.len() - length);
                within(sample, start..start + length).to_vec()
            }
            choice if self.earlier.is_empty() => vec![choice as u8; length],
            // Mostly the same place of the file in an earlier life.
            choice => {
                let life = &self.earlier[self.rng.index(self.earlier.len())];
                let start = match choice {
                    3 => self.rng.index(life.len() + 1),
                    _ => part.start,
                };
                within(life, start..start + length).to_vec()
            }
        }
    }

    /// A sector of the write goes to another place of the file instead of its own.
    fn misdirect(&mut self, image: &mut [u8], changed: Range<usize>, new: &[u8]) {
        let all: Vec<_> = sectors(0..image.len()).collect();
        let parts: Vec<_> = sectors(changed.clone()).collect();
        let lost = self.rng.pick(&parts).clone();
        let hit = self.rng.pick(&all).clone();
        let start = lost.start / SECTOR * SECTOR;
        if hit.start == start {
            return;
        }
        let mut content = within(new, start..start + SECTOR).to_vec();
        content.resize(SECTOR, 0);
        image[lost].fill(0);
        image[hit.clone()].copy_from_slice(&content[..hit.len()]);
        self.suspicion.misdirected = true;
        self.suspicion.overwritten |= hit.start < changed.start;
    }
}

/// A range of bytes, split where sectors end.
fn sectors(range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let first = range.start / SECTOR;
    let last = range.end.div_ceil(SECTOR);
    let whole = (first..last).map(|sector| sector * SECTOR..(sector + 1) * SECTOR);
    whole.map(move |sector| sector.start.max(range.start)..sector.end.min(range.end))
}

/// The part of a file that lies within a range.
fn within(file: &[u8], range: Range<usize>) -> &[u8] {
    let end = range.end.min(file.len());
    &file[range.start.min(end)..end]
}

fn random_bytes(rng: &mut Rng, length: usize) -> Vec<u8> {
    (0..length).map(|_| rng.next() as u8).collect()
}
