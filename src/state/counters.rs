//! What every channel and objective counts.

use crate::event::scalar::Millis;

/// Counts the events that belong to an entity, from its creation on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counters {
    /// The number of events.
    pub event_count: u64,
    /// The offset of the first one.
    pub first_offset: u64,
    /// The offset of the last one.
    pub last_offset: u64,
    /// When the first one was recorded.
    pub created_at: Millis,
    /// When the last one was recorded.
    pub updated_at: Millis,
}

impl Counters {
    /// Counters of an entity that the event at `offset` creates; that event is
    /// counted by [`Counters::touch`] like every other.
    #[must_use]
    pub fn new(offset: u64, at: Millis) -> Self {
        Self {
            event_count: 0,
            first_offset: offset,
            last_offset: offset,
            created_at: at,
            updated_at: at,
        }
    }

    /// Counts an event.
    pub fn touch(&mut self, offset: u64, at: Millis) {
        self.event_count += 1;
        self.last_offset = offset;
        self.updated_at = at;
    }
}
