//! Checks the log from its bytes.

use super::{EventStore, EventStoreOptions};
use crate::canonical::{Document, Form, Invalid, to_bytes};
use crate::event::scalar::{Bytes32, Offset, Text, Uint32};
use crate::event::{Event, SnapshotCreated};
use crate::merkle::leaf_hash;
use crate::record;
use crate::rules::Judgement;
use crate::state::FOLD_VERSION;

record! {
    /// Something that must hold of every log and does not of this one.
    pub struct Problem {
        /// What kind of problem it is.
        code "code" Text,
        /// What was found and what was expected.
        message "message" Text,
    } optional {
        /// The offset of the event that shows it.
        offset "offset" Offset,
    }
}

record! {
    /// What checking a log from its bytes found.
    pub struct VerifyReport {
        /// Whether there is no problem.
        ok "ok" bool,
        /// The number of events.
        length "length" Offset,
        /// The Merkle root, recomputed.
        root "root" Bytes32,
        /// The hash of the state, folded again from the first event.
        state_hash "stateHash" Bytes32,
        /// Every problem, in the order of the log.
        problems "problems" Vec<Problem>,
        /// The number of signatures checked.
        signatures_checked "signaturesChecked" Uint32,
    }
}

impl EventStore {
    /// Decodes every event again from its bytes, recomputes ids, root and state
    /// without snapshots or cache, and compares all of it with what the store holds,
    /// and each `snapshot_created` of the running fold version with the state that it
    /// commits to. Checks ids, hashes and signatures as [`EventStore::audit`] does.
    #[must_use]
    pub fn verify(&self) -> VerifyReport {
        let mut again = Self::new(EventStoreOptions {
            snapshot_interval: 0,
            ..self.options.clone()
        });
        // Recovering a signer again from the same bytes cannot give another one.
        again.signers = self.signers.clone();
        let mut problems = Vec::new();
        for offset in 0..self.len() {
            if let Err(problem) = self.verify_event(offset, &mut again) {
                problems.push(problem);
                break;
            }
            if let Some(problem) = self.verify_snapshot(offset, &mut again) {
                problems.push(problem);
            }
        }
        again.commit(0);
        if problems.is_empty() {
            problems.extend(self.compare(&again));
        }
        VerifyReport {
            ok: problems.is_empty(),
            length: Offset::new(self.len()).unwrap_or(Offset::MAX),
            root: again.log.tree().root(),
            state_hash: again.states.live().state_hash(),
            problems,
            signatures_checked: self.check_log(self.len()).1,
        }
    }

    /// Takes an event over into `again` if its bytes and id hold. A timestamp lower than
    /// the one before is worth a remark (rule L5), but no reason to doubt the log.
    fn verify_event(&self, offset: u64, again: &mut Self) -> Result<(), Problem> {
        let bytes = self.log.bytes(offset).unwrap_or_default();
        let event = decode(bytes)
            .map_err(|error| problem("NOT_CANONICAL", Some(offset), &error.to_string()))?;
        let held = self.log.id(offset);
        let id = leaf_hash(bytes);
        if held != Some(id) {
            let message = format!("the id is {id}, the store holds {held:?}");
            return Err(problem("WRONG_ID", Some(offset), &message));
        }
        if event.timestamp().is_none() {
            return Err(problem("NO_TIMESTAMP", Some(offset), "it has no timestamp"));
        }
        // What the rules find is said by the store itself.
        let judgement = Judgement::default();
        let staged = again.stage(&event, (bytes, id), &again.fact_keys(&event), judgement);
        staged.map_err(|error| problem("NOT_STORABLE", Some(offset), &error.to_string()))?;
        again.log.commit(offset);
        Ok(())
    }

    /// Compares a snapshot commitment with the state that was folded anew.
    fn verify_snapshot(&self, offset: u64, again: &mut Self) -> Option<Problem> {
        let Some(Event::SnapshotCreated(event)) = self.snapshot_at(offset) else {
            return None;
        };
        let SnapshotCreated {
            length,
            state_hash,
            fold_version,
            ..
        } = event;
        if fold_version != FOLD_VERSION {
            return None;
        }
        if length.get() > offset {
            let message = format!(
                "the snapshot at length {} is ahead of its event",
                length.get()
            );
            return Some(problem("WRONG_SNAPSHOT", Some(offset), &message));
        }
        again.states.settle();
        let found = again.states.at(length.get(), &again.facts).state_hash();
        (found != state_hash).then(|| {
            let message = format!("the state hash is {found}, the event says {state_hash}");
            problem("WRONG_SNAPSHOT", Some(offset), &message)
        })
    }

    fn snapshot_at(&self, offset: u64) -> Option<Event> {
        let bytes = self.log.bytes(offset)?;
        // Every canonical snapshot_created ends in its type; that spares decoding the
        // other events once more.
        bytes
            .ends_with(br#""type":"snapshot_created"}"#)
            .then(|| self.event(offset))
            .flatten()
    }

    /// Compares what the whole log leads to with what the store answers.
    fn compare(&self, again: &Self) -> Option<Problem> {
        let (root, held) = (again.log.tree().root(), self.log.tree().root());
        if root != held {
            let message = format!("the root is {root}, the store holds {held}");
            return Some(problem("WRONG_ROOT", None, &message));
        }
        let (state, live) = (again.states.live(), self.states.live());
        if state.state_hash() != live.state_hash() {
            let message = "folding again gives another state than the store holds";
            return Some(problem("WRONG_STATE", None, message));
        }
        None
    }
}

fn problem(code: &str, offset: Option<u64>, message: &str) -> Problem {
    let short = |text: &str| Text::new(text.chars().take(500).collect::<String>());
    Problem {
        code: short(code).unwrap_or_default(),
        message: short(message).unwrap_or_default(),
        offset: offset.and_then(Offset::new),
    }
}

fn decode(bytes: &[u8]) -> Result<Event, Invalid> {
    let text = std::str::from_utf8(bytes).map_err(|_| Invalid::new("UTF-8 text", "bytes"))?;
    let event = Event::read(Document::parse(text)?.root())?;
    if to_bytes(&event) == bytes {
        Ok(event)
    } else {
        Err(Invalid::new("canonical bytes", "another form of the event"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::store::AppendOptions;
    use crate::{Error, LogId};

    fn store(objectives: &[&str]) -> EventStore {
        let mut store = EventStore::new(EventStoreOptions::new(LogId::new([7; 16])));
        for id in objectives {
            let event = format!(
                r#"{{"type":"objective_created","objectiveId":"{id}","kind":"other",
                "source":"local_request","status":"approved","timestamp":5}}"#
            );
            let appended = store.append_json(&event, 0, AppendOptions::default());
            appended.map_err(|error: Error| error.to_string()).unwrap();
        }
        store
    }

    /// What `verify` finds: codes and offsets.
    fn problems(store: &EventStore) -> Vec<(String, Option<u64>)> {
        let report = store.verify();
        assert_eq!(report.ok, report.problems.is_empty());
        let problems = report.problems.into_iter();
        problems
            .map(|found| {
                let offset = found.offset.map(Offset::get);
                (found.code.as_str().to_owned(), offset)
            })
            .collect()
    }

    #[test]
    fn a_state_that_does_not_follow_from_the_events_is_found() {
        let mut one = store(&["a", "b"]);
        assert_eq!(problems(&one), []);
        one.states = store(&["a"]).states;
        assert_eq!(problems(&one), [("WRONG_STATE".to_owned(), None)]);
    }

    #[test]
    fn bytes_that_no_event_has_are_found() {
        let bad: [(&str, &[u8]); 4] = [
            ("NOT_CANONICAL", b"\xff"),
            ("NOT_CANONICAL", b"{}"),
            (
                "NOT_CANONICAL",
                br#"{ "by":"api","objectiveId":"a","timestamp":5,"type":"objective_approved"}"#,
            ),
            (
                "NO_TIMESTAMP",
                br#"{"by":"api","objectiveId":"a","type":"objective_approved"}"#,
            ),
        ];
        for (code, bytes) in bad {
            let mut store = store(&["a"]);
            assert!(store.log.stage(bytes, leaf_hash(bytes), std::iter::empty()));
            store.log.commit(1);
            assert_eq!(problems(&store), [(code.to_owned(), Some(1))]);
        }
    }
}
