//! A set of signer indices.

use std::sync::Arc;

/// A set of places among the participants of a channel, 0..=255.
///
/// Nearly all channels have fewer than 64 participants, so those need no memory of
/// their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignerSet {
    low: u64,
    high: Option<Arc<[u64; 3]>>,
}

impl SignerSet {
    /// The set of one signer.
    #[must_use]
    pub fn of(signer: u8) -> Self {
        let mut set = Self::default();
        set.insert(signer);
        set
    }

    /// Adds a signer.
    pub fn insert(&mut self, signer: u8) {
        let bit = 1u64 << (signer % 64);
        match usize::from(signer / 64).checked_sub(1) {
            None => self.low |= bit,
            Some(word) => {
                let high = Arc::make_mut(self.high.get_or_insert_with(|| Arc::new([0; 3])));
                if let Some(word) = high.get_mut(word) {
                    *word |= bit;
                }
            }
        }
    }

    /// Adds all signers of another set; says whether there was a new one.
    pub fn extend(&mut self, other: &Self) -> bool {
        let mut grown = other.low & !self.low != 0;
        self.low |= other.low;
        if let Some(theirs) = &other.high {
            let ours = Arc::make_mut(self.high.get_or_insert_with(|| Arc::new([0; 3])));
            for (ours, theirs) in ours.iter_mut().zip(theirs.iter()) {
                grown |= theirs & !*ours != 0;
                *ours |= theirs;
            }
        }
        grown
    }

    /// Whether a signer is in the set.
    #[must_use]
    pub fn contains(&self, signer: u8) -> bool {
        let word = match usize::from(signer / 64).checked_sub(1) {
            None => self.low,
            Some(word) => self
                .high
                .as_ref()
                .and_then(|high| high.get(word).copied())
                .unwrap_or(0),
        };
        word & (1u64 << (signer % 64)) != 0
    }

    /// The number of signers.
    #[must_use]
    pub fn len(&self) -> usize {
        let high = self.high.iter().flat_map(|high| high.iter());
        let ones = self.low.count_ones() + high.map(|word| word.count_ones()).sum::<u32>();
        ones as usize
    }

    /// Whether nobody is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The signers in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u8> + '_ {
        let high = self.high.iter().flat_map(|high| high.iter().copied());
        let words = std::iter::once(self.low).chain(high);
        words
            .zip([0u8, 64, 128, 192])
            .flat_map(|(word, first)| ones(word).map(move |bit| first + bit))
    }

    /// Whether every participant of a channel with `count` participants is in the
    /// set.
    #[must_use]
    pub fn is_full(&self, count: usize) -> bool {
        let low = first_ones(count);
        if self.low & low != low {
            return false;
        }
        count <= 64
            || self.high.as_ref().is_some_and(|high| {
                let mut rest = count;
                high.iter().all(|word| {
                    rest = rest.saturating_sub(64);
                    let wanted = first_ones(rest);
                    word & wanted == wanted
                })
            })
    }
}

/// A word whose lowest `count` bits are set, all of them from 64 on.
fn first_ones(count: usize) -> u64 {
    match u32::try_from(count) {
        Ok(count) if count < 64 => (1 << count) - 1,
        _ => u64::MAX,
    }
}

/// The places of the bits that are set, ascending.
fn ones(mut word: u64) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let lowest = word.trailing_zeros();
        word &= word.wrapping_sub(1);
        // A word has 64 bits; 64 says that none is left.
        u8::try_from(lowest).ok().filter(|bit| *bit < 64)
    })
}
