//! Checks ids, hashes and signatures: of the event that is appended, and of a whole log.

use std::sync::{Mutex, PoisonError};

use super::EventStore;
use crate::event::Event;
use crate::rules::{self, Checked, Context, Depth, Finding};
use crate::word;

word! {
    /// When signatures are compared with the signers that they name.
    pub enum VerifySignatures {
        /// When an event is appended, and whenever signatures are audited.
        Append "append",
        /// When signatures are audited, and by `verify`.
        Audit "audit",
        /// Never. Hashes are still checked.
        Never "never",
    }
}

/// What checking the events before a length found. An event is judged by what is before
/// it, so nothing of it ever changes.
#[derive(Debug, Default)]
pub(super) struct CheckedLog(Mutex<Progress>);

#[derive(Debug, Default)]
struct Progress {
    length: u64,
    found: Vec<(u64, Finding)>,
    signatures: u32,
}

impl Progress {
    /// Takes over what was found about the event that comes next.
    fn take(&mut self, checked: Checked) {
        let offset = self.length;
        let found = checked.judgement.into_findings();
        self.found.extend(found.map(|finding| (offset, finding)));
        self.signatures = self.signatures.saturating_add(checked.signatures);
        self.length += 1;
    }
}

impl VerifySignatures {
    /// How much is checked when an event is appended.
    fn on_append(self) -> Depth {
        match self {
            Self::Append => Depth::Signatures,
            Self::Audit | Self::Never => Depth::Hashes,
        }
    }

    /// How much is checked when a log is.
    fn on_audit(self) -> Depth {
        match self {
            Self::Append | Self::Audit => Depth::Signatures,
            Self::Never => Depth::Hashes,
        }
    }
}

impl EventStore {
    /// Checks ids, hashes and signatures of the event that would be appended next.
    pub(super) fn check_next(&self, event: &Event) -> Checked {
        let depth = self.options.verify_signatures.on_append();
        rules::check(event, &self.context(self.log.next_offset()), depth)
    }

    /// Remembers what was found about events that have been appended since, so that
    /// checking the log does not find it out again.
    pub(super) fn remember_checked(&mut self, start: u64, checked: Vec<Checked>) {
        let signatures = self.options.verify_signatures;
        let progress = self.checked.0.get_mut();
        let progress = progress.unwrap_or_else(PoisonError::into_inner);
        if signatures.on_append() == signatures.on_audit() && progress.length == start {
            checked.into_iter().for_each(|one| progress.take(one));
        }
    }

    /// Checks the event at an offset, unless it was checked or others come first. Whoever
    /// has decoded it spares decoding it again.
    pub(super) fn check_decoded(&self, event: &Event, offset: u64) {
        let progress = self.checked.0.lock();
        let mut progress = progress.unwrap_or_else(PoisonError::into_inner);
        if progress.length == offset {
            progress.take(self.check_event(event, offset));
        }
    }

    /// What is wrong with ids, hashes and signatures of the events `[0, at)`, in order,
    /// and how many signatures were compared so far. Each event is checked once.
    pub(super) fn check_log(&self, at: u64) -> (Vec<Finding>, u32) {
        // A check that was interrupted is repeated from the last event that it finished.
        let progress = self.checked.0.lock();
        let mut progress = progress.unwrap_or_else(PoisonError::into_inner);
        while progress.length < at {
            let event = self.event(progress.length);
            let checked = event.map(|event| self.check_event(&event, progress.length));
            progress.take(checked.unwrap_or_default());
        }
        let before = progress.found.iter().take_while(|(held, _)| *held < at);
        let found = before.map(|(_, finding)| finding.clone()).collect();
        (found, progress.signatures)
    }

    fn check_event(&self, event: &Event, offset: u64) -> Checked {
        let depth = self.options.verify_signatures.on_audit();
        rules::check(event, &self.context(offset), depth)
    }

    /// What judging the event at an offset may look at. The state is the live one, which
    /// knows later channels too.
    fn context(&self, offset: u64) -> Context<'_> {
        Context {
            offset,
            state: self.states.live(),
            last_timestamp: self.last_timestamp,
            records: self,
        }
    }
}
