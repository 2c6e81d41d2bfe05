//! The catalogue of event types as data: `docs/events.md` and the tests read it.

use crate::canonical::MemberDoc;

/// Whose fact an event is; replay rules treat the three kinds differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// Our node acts, and the effect has not left yet.
    Own,
    /// It already happened at a peer or on a chain.
    Observed,
    /// Own or observed, as the members tell.
    OwnOrObserved,
    /// A fact about the log itself.
    System,
}

/// What the catalogue says about one event type.
#[derive(Clone, Copy, Debug)]
pub struct TypeDoc {
    /// The stable tag.
    pub tag: &'static str,
    /// The name of the Rust struct and of the TypeScript interface.
    pub name: &'static str,
    /// Whose fact it is.
    pub kind: FactKind,
    /// What the fact is, in sentences.
    pub doc: &'static str,
    /// The members besides `type`.
    pub members: &'static [MemberDoc],
}

/// Every event type in the order of the catalogue.
pub const CATALOGUE: &[TypeDoc] = super::TYPES;

/// Compares two texts at compile time.
pub(super) const fn same_text(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        #[allow(
            clippy::indexing_slicing,
            reason = "runs at compile time, where an index out of bounds does not compile"
        )]
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}
