//! What a range of events changed.

use super::EventStore;
use super::finding_changes::finding_changes;
use crate::canonical::{Document, Form, Invalid, Kind, Value, Writer, to_bytes};
use crate::error::Error;
use crate::event::scalar::{Offset, Text};
use crate::order;
use crate::record;
use crate::replay::replay;
use crate::rules::Scope;
use crate::state::{EntityView, FoldState, ViewOptions};

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

/// A value of an entity that differs, in canonical JSON; `None` where it is not there.
struct Change {
    path: String,
    before: Option<String>,
    after: Option<String>,
}

/// An entity that a range of events changed.
struct Changed {
    id: String,
    /// The entity in canonical JSON, as it was last looked at; `None` before its
    /// creation.
    shown: Option<String>,
    /// The same at the start of the range.
    before: Option<String>,
    /// The paths of the values that ever changed, ascending, each with the offset of the
    /// event that did it last.
    causes: Vec<(String, u64)>,
}

impl EventStore {
    /// What the events `[from, to)` changed: each value whose state at `to` differs
    /// from that at `from`, with the offset of the event that changed it last.
    ///
    /// Besides the replay to `from`, takes a glance at each entity, and for each event
    /// of the range a projection of the entities that it changed. For events that move
    /// a chain comes a glance at each entity that the range changes.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if a length is beyond the log or `from` exceeds `to`.
    pub fn diff(&self, from: u64, to: u64) -> Result<Vec<StateChange>, Error> {
        self.check_at(Some(from))?;
        self.check_at(Some(to))?;
        if from > to {
            return Err(Error::argument("from must not exceed to"));
        }
        let mut list = Vec::new();
        for changed in self.changed(self.states.at(from, &self.facts), to) {
            report(&changed, &mut list);
        }
        let (start, end) = (self.state(Some(from))?, self.state(Some(to))?);
        let (raised, now) = (
            self.findings(&start, Scope::Log),
            self.findings(&end, Scope::Log),
        );
        list.extend(finding_changes(&raised, &now, to));
        order::sort_by(&mut list, |left, right| {
            let entities = left.entity.cmp(&right.entity);
            let names = entities.then_with(|| left.path.cmp(&right.path));
            left.offset.cmp(&right.offset).then(names)
        });
        Ok(list)
    }

    /// The entities that may have changed between a state and a later length, by place.
    fn changed(&self, mut state: FoldState, to: u64) -> Vec<Changed> {
        let view = &self.options.view;
        let mut end = state.clone();
        replay(&mut end, to, &self.facts);
        let places = end.changed_since(&state, view);
        let mut all = Vec::new();
        for place in &places {
            let before = shown(&state, *place, view).map(|(_, text)| text);
            all.push(Changed {
                id: String::new(),
                shown: before.clone(),
                before,
                causes: Vec::new(),
            });
        }
        let first = state.length();
        for (offset, fact) in (first..to).zip(self.facts.iter_from(first)) {
            let earlier = state.clone();
            state.apply(offset, fact);
            state.settle();
            for place in state.changed_by(fact, &earlier, &places, view) {
                let at = places.binary_search(&place).ok();
                let changed = at.and_then(|at| all.get_mut(at));
                if let (Some(changed), Some(shown)) = (changed, shown(&state, place, view)) {
                    changed.note(shown, offset);
                }
            }
        }
        all
    }
}

impl Changed {
    /// Notes how the entity looks after the event at an offset.
    fn note(&mut self, (id, text): (String, String), offset: u64) {
        for Change { path, .. } in changes(self.shown.as_deref(), &text) {
            let found = self.causes.binary_search_by(|(held, _)| held.cmp(&path));
            let at = found.unwrap_or_else(|at| at);
            match self.causes.get_mut(at).filter(|_| found.is_ok()) {
                Some((_, cause)) => *cause = offset,
                None => self.causes.insert(at, (path, offset)),
            }
        }
        (self.id, self.shown) = (id, Some(text));
    }

    /// The last event that changed the value at a path, a part of it, or a value around
    /// it as a whole.
    fn cause_of(&self, path: &str) -> u64 {
        let from = |path: &str| {
            let at = self
                .causes
                .partition_point(|(held, _)| held.as_str() < path);
            self.causes.get(at..).unwrap_or_default().iter()
        };
        let around = path.match_indices('/').map(|(at, _)| path.get(..at));
        let around = around.chain([Some(path)]).flatten();
        let around =
            around.filter_map(|outer| from(outer).next().filter(|(held, _)| held == outer));
        let parts = format!("{path}/");
        let inside = from(&parts).take_while(|(inner, _)| inner.starts_with(&parts));
        let all = around.chain(inside).map(|(_, offset)| *offset);
        all.max().unwrap_or(0)
    }
}

/// An entity as callers see it, in canonical JSON, and its id.
fn shown(state: &FoldState, place: u32, view: &ViewOptions) -> Option<(String, String)> {
    Some(match state.view_at(place, view)? {
        EntityView::Objective(held) => (held.objective_id.as_str().to_owned(), json(&held)),
        EntityView::Channel(held) => (held.channel_id.to_string(), json(&held)),
        EntityView::Chain(held) => (format!("chain:{}", held.chain_id.get()), json(&held)),
    })
}

fn json<T: Form>(value: &T) -> String {
    String::from_utf8(to_bytes(value)).unwrap_or_default()
}

/// The values of an entity that differ from those before.
fn changes(before: Option<&str>, after: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    if before == Some(after) {
        return changes;
    }
    match (before.map(Document::parse), Document::parse(after)) {
        (Some(Ok(old)), Ok(new)) => compare(old.root(), new.root(), "", &mut changes),
        (_, _) => changes.push(Change {
            path: String::new(),
            before: before.map(str::to_owned),
            after: Some(after.to_owned()),
        }),
    }
    changes
}

/// Collects the deepest values that differ.
fn compare(before: Value<'_>, after: Value<'_>, path: &str, changes: &mut Vec<Change>) {
    if before.raw() == after.raw() && before.kind() == after.kind() {
        return;
    }
    let mut pair = |segment: &str, before: Option<Value<'_>>, after: Option<Value<'_>>| {
        let path = format!("{path}/{}", segment.replace('~', "~0").replace('/', "~1"));
        match (before, after) {
            (Some(before), Some(after)) => compare(before, after, &path, changes),
            _ => changes.push(Change {
                path,
                before: before.map(text_of),
                after: after.map(text_of),
            }),
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
        _ => changes.push(Change {
            path: path.to_owned(),
            before: Some(text_of(before)),
            after: Some(text_of(after)),
        }),
    }
}

fn text_of(value: Value<'_>) -> String {
    let mut out = Writer::new();
    value.write_canonical(&mut out);
    String::from_utf8(out.into_bytes()).unwrap_or_default()
}

/// Adds what changed between the start and the end of the range.
fn report(changed: &Changed, list: &mut Vec<StateChange>) {
    let after = changed.shown.as_deref().unwrap_or_default();
    for change in changes(changed.before.as_deref(), after) {
        let cause = changed.cause_of(&change.path);
        list.push(StateChange {
            entity: Text::new(changed.id.as_str()).unwrap_or_default(),
            path: Text::new(change.path).unwrap_or_default(),
            offset: Offset::new(cause).unwrap_or(Offset::MAX),
            before: change.before.map(Json),
            after: change.after.map(Json),
        });
    }
}
