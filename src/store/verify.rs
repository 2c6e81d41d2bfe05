//! Checks the log from its bytes.

use super::{EventStore, EventStoreOptions};
use crate::canonical::{Document, Form, Invalid, to_bytes};
use crate::event::scalar::{Bytes32, Offset, Text, Uint32};
use crate::event::{Event, SnapshotCreated};
use crate::merkle::leaf_hash;
use crate::record;
use crate::replay::{self, Divergence, Way};
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
        /// How many pairs of states were compared that different ways of folding led to.
        states_compared "statesCompared" Uint32,
    } optional {
        /// The offset of the first event after which ways of folding disagree; left out if
        /// they agree.
        diverges_at "divergesAt" Offset,
    }
}

impl EventStore {
    /// Decodes every event again from its bytes, recomputes ids, root and state
    /// without snapshots or cache, and compares all of it with what the store holds,
    /// and each `snapshot_created` of the running fold version with the state that it
    /// commits to. Checks ids, hashes and signatures as [`EventStore::audit`] does.
    ///
    /// The fold from the bytes is compared with two folds of what the store holds, one
    /// from the start and one by way of its snapshots, settled in chunks of several
    /// sizes, at each snapshot and at sixteen lengths besides. So the log is folded three
    /// times; reading it costs several times as much.
    #[must_use]
    pub fn verify(&self) -> VerifyReport {
        let mut again = Self::new(EventStoreOptions {
            snapshot_interval: 0,
            ..self.options.clone()
        });
        // Recovering a signer again from the same bytes cannot give another one.
        again.signers = self.signers.clone();
        let mut problems = Vec::new();
        let kept = self.states.kept();
        let mut places = replay::places(self.len(), &kept).into_iter().peekable();
        let mut references = Vec::new();
        for offset in 0..self.len() {
            let event = match self.verify_event(offset, &mut again) {
                Ok(event) => event,
                Err(problem) => {
                    problems.push(problem);
                    break;
                }
            };
            problems.extend(Self::verify_snapshot(&event, offset, &mut again));
            self.check_decoded(&event, offset);
            if places.next_if_eq(&(offset + 1)).is_some() {
                again.states.settle_live();
                references.push(again.states.live().clone());
            }
        }
        again.commit(0);
        let folds = replay::compare(&references, &again.facts, &self.facts, &kept);
        let divergence = folds.divergence;
        problems.extend(divergence.as_ref().map(divergent));
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
            states_compared: folds.compared,
            diverges_at: divergence.and_then(|found| Offset::new(found.length.saturating_sub(1))),
        }
    }

    /// Takes an event over into `again` if its bytes and id hold. A timestamp lower than
    /// the one before is worth a remark (rule L5), but no reason to doubt the log.
    fn verify_event(&self, offset: u64, again: &mut Self) -> Result<Event, Problem> {
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
        // What the rules find is said by the store itself, and nobody looks for facts here
        // by their identity.
        let staged = again.stage(&event, (bytes, id), &[], Judgement::default());
        staged.map_err(|error| problem("NOT_STORABLE", Some(offset), &error.to_string()))?;
        again.log.commit(offset);
        Ok(event)
    }

    /// Compares a snapshot commitment with the state that was folded anew.
    fn verify_snapshot(event: &Event, offset: u64, again: &mut Self) -> Option<Problem> {
        let Event::SnapshotCreated(event) = event else {
            return None;
        };
        let SnapshotCreated {
            length,
            state_hash,
            fold_version,
            ..
        } = event;
        if *fold_version != FOLD_VERSION {
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
        (found != *state_hash).then(|| {
            let message = format!("the state hash is {found}, the event says {state_hash}");
            problem("WRONG_SNAPSHOT", Some(offset), &message)
        })
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

/// What it means that a way of folding parts from the fold of the log's bytes.
fn divergent(found: &Divergence) -> Problem {
    let way = match found.way {
        Way::FromStart => "folding what the store holds from the first event on",
        Way::FromKept => "folding what the store holds on from its last snapshot",
        Way::Kept => "the snapshot that the store keeps",
    };
    let message = format!(
        "{way} gives another state at length {} than folding the log's bytes",
        found.length
    );
    problem("DIVERGENT_STATE", found.length.checked_sub(1), &message)
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

    fn named(objectives: &[&str]) -> EventStore {
        store(objectives.iter().map(|id| ((*id).to_owned(), 5)))
    }

    fn store(objectives: impl Iterator<Item = (String, usize)>) -> EventStore {
        let mut store = EventStore::new(EventStoreOptions::new(LogId::new([7; 16])));
        for (id, time) in objectives {
            let event = format!(
                r#"{{"type":"objective_created","objectiveId":"{id}","kind":"other",
                "source":"local_request","status":"approved","timestamp":{time}}}"#
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
        let mut one = named(&["a", "b"]);
        assert_eq!(problems(&one), []);
        one.states = named(&["a"]).states;
        assert_eq!(problems(&one), [("WRONG_STATE".to_owned(), None)]);
    }

    const MANY: usize = 40;

    /// Many objectives, the one at an offset recorded at another time.
    fn many(other: Option<usize>) -> EventStore {
        let time = |at: usize| 2 * at + usize::from(other == Some(at));
        store((0..MANY).map(|at| (at.to_string(), time(at))))
    }

    #[test]
    fn ways_of_folding_that_agree_are_compared_and_counted() {
        let mut one = many(None);
        let report = one.verify();
        assert_eq!((report.ok, report.diverges_at), (true, None));
        assert_eq!(report.states_compared, 2 * 16);
        for length in [7, MANY as u64] {
            let state = one.state(Some(length)).unwrap();
            one.states.snapshots_mut().insert(state);
        }
        // One more length, and at two of them a snapshot besides, and the state that was
        // asked for.
        assert_eq!(one.verify().states_compared, 2 * 16 + 3);
    }

    /// A snapshot is a cache: a wrong one is found wherever it is, and the event after
    /// which it is wrong is named.
    #[test]
    fn a_snapshot_that_does_not_follow_from_the_events_is_found() {
        for length in 1..=MANY {
            let mut one = many(None);
            let wrong = many(Some(length / 2)).state(Some(length as u64));
            one.states.snapshots_mut().insert(wrong.unwrap());
            let at = length as u64 - 1;
            assert_eq!(problems(&one), [("DIVERGENT_STATE".to_owned(), Some(at))]);
            assert_eq!(one.verify().diverges_at.map(Offset::get), Some(at));
        }
    }

    /// The same for what the store keeps of each event.
    #[test]
    fn a_fact_that_does_not_follow_from_its_bytes_is_found() {
        for offset in 0..MANY {
            let mut one = many(None);
            one.facts = many(Some(offset)).facts;
            let expected = [("DIVERGENT_STATE".to_owned(), Some(offset as u64))];
            assert_eq!(problems(&one), expected);
        }
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
            let mut store = named(&["a"]);
            assert!(store.log.stage(bytes, leaf_hash(bytes), std::iter::empty()));
            store.log.commit(1);
            assert_eq!(problems(&store), [(code.to_owned(), Some(1))]);
        }
    }
}
