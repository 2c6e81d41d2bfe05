//! What a range of events changed.

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
        Self(String::from_utf8(to_bytes(value)).unwrap_or_default())
    }

    /// The canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Form for Json {
    fn blank() -> Self {
        Self(String::new())
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        self.0 = text_of(value);
        Ok(())
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

/// An entity as callers see it.
struct Shown {
    id: String,
    /// In canonical JSON.
    text: String,
}

/// The values of one entity that differ.
struct Difference {
    entity: String,
    changes: Vec<Change>,
}

/// A value that differs, in canonical JSON; left out where it is not there.
struct Change {
    path: String,
    before: Option<String>,
    after: Option<String>,
    /// The offset of the event that changed it last.
    cause: u64,
}

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
        let (raised, now) = (
            self.findings(&start, Scope::Log),
            self.findings(&end, Scope::Log),
        );
        let mut differences = differing(&shown(&start, view), &shown(&end, view));
        self.find_causes(start, to, &mut differences);
        let mut changes = report(differences);
        changes.extend(finding_changes(&raised, &now, to));
        order::sort_by(&mut changes, |left, right| {
            let offsets = left.offset.cmp(&right.offset);
            let entities = left.entity.cmp(&right.entity);
            offsets.then(entities).then(left.path.cmp(&right.path))
        });
        Ok(changes)
    }

    /// Finds for each changed value the last event that changed it, a part of it, or a
    /// value around it as a whole.
    fn find_causes(&self, mut state: FoldState, to: u64, differences: &mut [Difference]) {
        let view = &self.options.view;
        let mut before = shown(&state, view);
        before.retain(|entity| difference_of(differences, &entity.id).is_some());
        let first = state.length();
        for (offset, fact) in (first..to).zip(self.facts.iter_from(first)) {
            state.apply(offset, fact);
            state.settle();
            let mut after = shown(&state, view);
            after.retain(|entity| difference_of(differences, &entity.id).is_some());
            for step in differing(&before, &after) {
                let held = difference_of(differences, &step.entity);
                let changes = held.into_iter().flat_map(|held| &mut held.changes);
                for change in changes {
                    if step
                        .changes
                        .iter()
                        .any(|by| touches(&by.path, &change.path))
                    {
                        change.cause = offset;
                    }
                }
            }
            before = after;
        }
    }
}

/// The entities as callers see them, ascending by id.
fn shown(state: &FoldState, view: &ViewOptions) -> Vec<Shown> {
    let all = state.log_state(view);
    let mut entities = Vec::new();
    let mut show = |id: String, bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap_or_default();
        entities.push(Shown { id, text });
    };
    for objective in &all.objectives {
        let id = objective.objective_id.as_str().to_owned();
        show(id, to_bytes(objective));
    }
    for channel in &all.channels {
        show(channel.channel_id.to_string(), to_bytes(channel));
    }
    for chain in &all.chains {
        show(format!("chain:{}", chain.chain_id.get()), to_bytes(chain));
    }
    order::sort_by(&mut entities, |left, right| left.id.cmp(&right.id));
    entities
}

/// The entities that differ, ascending by id. Entities do not disappear.
fn differing(before: &[Shown], after: &[Shown]) -> Vec<Difference> {
    let mut differences = Vec::new();
    for Shown { id, text } in after {
        let found = before.binary_search_by(|held| held.id.cmp(id));
        let old = found.ok().and_then(|at| before.get(at));
        let old = old.map(|held| held.text.as_str());
        if old == Some(text) {
            continue;
        }
        let mut changes = Vec::new();
        match (old.map(Document::parse), Document::parse(text)) {
            (Some(Ok(old)), Ok(new)) => compare(old.root(), new.root(), "", &mut changes),
            (_, _) => note(&mut changes, "", old.map(str::to_owned), Some(text.clone())),
        }
        differences.push(Difference {
            entity: id.clone(),
            changes,
        });
    }
    differences
}

fn difference_of<'d>(
    differences: &'d mut [Difference],
    entity: &str,
) -> Option<&'d mut Difference> {
    let found = differences.binary_search_by(|held| held.entity.as_str().cmp(entity));
    differences.get_mut(found.ok()?)
}

/// Collects the deepest values that differ.
fn compare(before: Value<'_>, after: Value<'_>, path: &str, changes: &mut Vec<Change>) {
    if before.raw() == after.raw() && before.kind() == after.kind() {
        return;
    }
    let mut pair = |segment: &str, before: Option<Value<'_>>, after: Option<Value<'_>>| {
        let inner = format!("{path}/{}", segment.replace('~', "~0").replace('/', "~1"));
        match (before, after) {
            (Some(before), Some(after)) => compare(before, after, &inner, changes),
            _ => note(changes, &inner, before.map(text_of), after.map(text_of)),
        }
    };
    match (before.kind(), after.kind()) {
        (Kind::Object, Kind::Object) => {
            for (name, value) in before.object().into_iter().flatten() {
                pair(&name, Some(value), after.member(&name));
            }
            for (name, value) in after.object().into_iter().flatten() {
                if before.member(&name).is_none() {
                    pair(&name, None, Some(value));
                }
            }
        }
        (Kind::Array, Kind::Array) => {
            let mut old = before.array().into_iter().flatten();
            let mut new = after.array().into_iter().flatten();
            for index in 0_usize.. {
                match (old.next(), new.next()) {
                    (None, None) => return,
                    (before, after) => pair(&index.to_string(), before, after),
                }
            }
        }
        _ => note(changes, path, Some(text_of(before)), Some(text_of(after))),
    }
}

fn note(changes: &mut Vec<Change>, path: &str, before: Option<String>, after: Option<String>) {
    changes.push(Change {
        path: path.to_owned(),
        before,
        after,
        cause: 0,
    });
}

fn text_of(value: Value<'_>) -> String {
    let mut out = Writer::new();
    value.write_canonical(&mut out);
    String::from_utf8(out.into_bytes()).unwrap_or_default()
}

/// Whether one of two paths leads to the other, or they are the same.
fn touches(one: &str, other: &str) -> bool {
    let (long, short) = if one.len() > other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let rest = long.strip_prefix(short);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The changes in the order of the events that caused them.
fn report(differences: Vec<Difference>) -> Vec<StateChange> {
    let mut list = Vec::new();
    for Difference { entity, changes } in differences {
        for change in changes {
            list.push(StateChange {
                entity: Text::new(entity.as_str()).unwrap_or_default(),
                path: Text::new(change.path).unwrap_or_default(),
                offset: Offset::new(change.cause).unwrap_or(Offset::MAX),
                before: change.before.map(Json),
                after: change.after.map(Json),
            });
        }
    }
    list
}
