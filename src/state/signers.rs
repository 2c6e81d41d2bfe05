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

    /// Adds all signers of another set.
    pub fn extend(&mut self, other: &Self) {
        for signer in other.iter() {
            self.insert(signer);
        }
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
        (0..=u8::MAX).filter(|signer| self.contains(*signer))
    }

    /// Whether every participant of a channel with `count` participants is in the
    /// set.
    #[must_use]
    pub fn is_full(&self, count: usize) -> bool {
        (0..=u8::MAX)
            .take(count)
            .all(|signer| self.contains(signer))
    }
}
