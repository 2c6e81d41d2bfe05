//! Checks ids, hashes and signatures: of the event that is appended, and of a whole log.

use std::sync::{Mutex, PoisonError};

use super::EventStore;
use crate::event::Event;
use crate::rules::{self, Context, Depth, Finding};
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

impl EventStore {
    /// What is wrong with ids, hashes and signatures of the event that would be appended
    /// next, if it must not be recorded.
    pub(super) fn refused_signature(&self, event: &Event) -> Option<Finding> {
        let depth = match self.options.verify_signatures {
            VerifySignatures::Append => Depth::Signatures,
            VerifySignatures::Audit | VerifySignatures::Never => Depth::Hashes,
        };
        let offset = self.log.next_offset();
        let checked = rules::check(event, &self.context(offset), depth);
        checked.judgement.refusal(event, offset)
    }

    /// What is wrong with ids, hashes and signatures of the events `[0, at)`, in order,
    /// and how many signatures were compared so far. Each event is checked once.
    pub(super) fn check_log(&self, at: u64) -> (Vec<Finding>, u32) {
        // A check that was interrupted is repeated from the last event that it finished.
        let progress = self.checked.0.lock();
        let mut progress = progress.unwrap_or_else(PoisonError::into_inner);
        while progress.length < at {
            let offset = progress.length;
            if let Some(event) = self.event(offset) {
                self.check_event(&event, offset, &mut progress);
            }
            progress.length += 1;
        }
        let before = progress.found.iter().take_while(|(held, _)| *held < at);
        let found = before.map(|(_, finding)| finding.clone()).collect();
        (found, progress.signatures)
    }

    fn check_event(&self, event: &Event, offset: u64, progress: &mut Progress) {
        let depth = match self.options.verify_signatures {
            VerifySignatures::Append | VerifySignatures::Audit => Depth::Signatures,
            VerifySignatures::Never => Depth::Hashes,
        };
        let checked = rules::check(event, &self.context(offset), depth);
        let found = checked.judgement.into_findings();
        progress
            .found
            .extend(found.map(|finding| (offset, finding)));
        progress.signatures = progress.signatures.saturating_add(checked.signatures);
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
