//! What a range of events changed.

use std::collections::BTreeMap;

use super::EventStore;
use super::finding_changes::finding_changes;
use crate::canonical::{Document, Form, Invalid, Kind, Value, Writer, to_bytes};
use crate::error::Error;
use crate::event::scalar::{Offset, Text};
use crate::order;
use crate::record;
use crate::rules::Scope;
use crate::state::{FoldState, ViewOptions};

/// A JSON value in canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json(String);

impl Json {
    /// A value that has a canonical form.
    #[must_use]
    pub fn of<T: Form>(value: &T) -> Self {
        Self(json(value))
    }

    /// The canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Form for Json {
    fn read(value: Value<'_>) -> Result<Self, Invalid> {
        Ok(Self(text_of(value)))
    }

    fn write(&self, out: &mut Writer) {
        out.verbatim(self.0.as_bytes());
    }
}

record! {
    /// A value of derived state that a range of events changed.
    pub struct StateChange {
        /// The id of the channel or objective, or `chain:` and the id of a chain.
        entity "entity" Text,
        /// JSON Pointer (RFC 6901) to the value in the entity's state.
        path "path" Text,
        /// The offset of the event that changed it last.
        offset "offset" Offset,
    } optional {
        /// The value before; left out if it was not there.
        before "before" Json,
        /// The value after; left out if it is not there any more.
        after "after" Json,
    }
}

/// The values of one entity that differ, by path.
type Changes = BTreeMap<String, (Option<String>, Option<String>)>;

impl EventStore {
    /// What the events `[from, to)` changed: each value whose state at `to` differs
    /// from that at `from`, with the offset of the event that changed it last.
    ///
    /// Takes one projection of the changed entities per event of the range.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if a length is beyond the log or `from` exceeds `to`.
    pub fn diff(&self, from: u64, to: u64) -> Result<Vec<StateChange>, Error> {
        self.check_at(Some(from))?;
        self.check_at(Some(to))?;
        if from > to {
            return Err(Error::argument("from must not exceed to"));
        }
        let view = &self.options.view;
        let start = self.states.at(from, &self.facts);
        let end = self.states.at(to, &self.facts);
        let changed = differing(&shown(&start, view), &shown(&end, view));
        let (raised, now) = (
            self.findings(&start, Scope::Log),
            self.findings(&end, Scope::Log),
        );
        let causes = self.causes(start, to, &changed);
        let mut changes = report(changed, &causes);
        changes.extend(finding_changes(&raised, &now, to));
        order::sort_by(&mut changes, |left, right| left.offset.cmp(&right.offset));
        Ok(changes)
    }

    /// For each changed value the offset of the event that changed it last.
    fn causes(
        &self,
        mut state: FoldState,
        to: u64,
        changed: &BTreeMap<String, Changes>,
    ) -> BTreeMap<(String, String), u64> {
        let view = &self.options.view;
        let mut causes = BTreeMap::new();
        let mut before = only(shown(&state, view), changed);
        let first = state.length();
        for (offset, fact) in (first..to).zip(self.facts.iter_from(first)) {
            state.apply(offset, fact);
            state.settle();
            let after = only(shown(&state, view), changed);
            for (entity, changes) in differing(&before, &after) {
                for path in changes.into_keys() {
                    causes.insert((entity.clone(), path), offset);
                }
            }
            before = after;
        }
        causes
    }
}

/// The entities as callers see them, in canonical JSON, by id.
fn shown(state: &FoldState, view: &ViewOptions) -> BTreeMap<String, String> {
    let all = state.log_state(view);
    let mut entities = BTreeMap::new();
    for objective in &all.objectives {
        entities.insert(objective.objective_id.as_str().to_owned(), json(objective));
    }
    for channel in &all.channels {
        entities.insert(channel.channel_id.to_string(), json(channel));
    }
    for chain in &all.chains {
        entities.insert(format!("chain:{}", chain.chain_id.get()), json(chain));
    }
    entities
}

fn only(
    mut entities: BTreeMap<String, String>,
    changed: &BTreeMap<String, Changes>,
) -> BTreeMap<String, String> {
    entities.retain(|id, _| changed.contains_key(id));
    entities
}

fn json<T: Form>(value: &T) -> String {
    String::from_utf8(to_bytes(value)).unwrap_or_default()
}

fn differing(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> BTreeMap<String, Changes> {
    let mut all = BTreeMap::new();
    for (id, text) in after {
        let old = before.get(id);
        if old == Some(text) {
            continue;
        }
        let mut changes = Changes::new();
        match (old.map(|old| Document::parse(old)), Document::parse(text)) {
            (Some(Ok(old)), Ok(new)) => compare(old.root(), new.root(), "", &mut changes),
            (_, _) => {
                changes.insert(String::new(), (old.cloned(), Some(text.clone())));
            }
        }
        all.insert(id.clone(), changes);
    }
    all
}

/// Collects the deepest values that differ.
fn compare(before: Value<'_>, after: Value<'_>, path: &str, changes: &mut Changes) {
    if before.raw() == after.raw() && before.kind() == after.kind() {
        return;
    }
    match (before.kind(), after.kind()) {
        (Kind::Object, Kind::Object) | (Kind::Array, Kind::Array) => {
            let (old, new) = (children(before), children(after));
            for (name, value) in &old {
                let inner = format!("{path}/{name}");
                match new.get(name) {
                    Some(other) => compare(*value, *other, &inner, changes),
                    None => {
                        changes.insert(inner, (Some(text_of(*value)), None));
                    }
                }
            }
            for (name, value) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
                changes.insert(format!("{path}/{name}"), (None, Some(text_of(*value))));
            }
        }
        _ => {
            let both = (Some(text_of(before)), Some(text_of(after)));
            changes.insert(path.to_owned(), both);
        }
    }
}

/// The members of an object or the items of an array, by the segment of the path.
fn children(value: Value<'_>) -> BTreeMap<String, Value<'_>> {
    let members = value.object().into_iter().flatten();
    let items = value.array().into_iter().flatten().enumerate();
    members
        .map(|(name, value)| (name.replace('~', "~0").replace('/', "~1"), value))
        .chain(items.map(|(index, value)| (index.to_string(), value)))
        .collect()
}

fn text_of(value: Value<'_>) -> String {
    let mut out = Writer::new();
    value.write_canonical(&mut out);
    String::from_utf8(out.into_bytes()).unwrap_or_default()
}

fn report(
    changed: BTreeMap<String, Changes>,
    causes: &BTreeMap<(String, String), u64>,
) -> Vec<StateChange> {
    let mut list = Vec::new();
    for (entity, changes) in changed {
        for (path, (before, after)) in changes {
            let cause = cause_of(causes, &entity, &path);
            list.push(StateChange {
                entity: Text::new(entity.as_str()).unwrap_or_default(),
                path: Text::new(path.as_str()).unwrap_or_default(),
                offset: Offset::new(cause).unwrap_or(Offset::MAX),
                before: before.map(Json),
                after: after.map(Json),
            });
        }
    }
    list
}

/// The last event that changed the value at a path, a part of it, or a value around
/// it as a whole.
fn cause_of(causes: &BTreeMap<(String, String), u64>, entity: &str, path: &str) -> u64 {
    let touches = |other: &str| {
        let (long, short) = if other.len() > path.len() {
            (other, path)
        } else {
            (path, other)
        };
        let rest = long.strip_prefix(short);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    causes
        .iter()
        .filter(|((owner, other), _)| owner == entity && touches(other))
        .map(|(_, offset)| *offset)
        .max()
        .unwrap_or(0)
}
