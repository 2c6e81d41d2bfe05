//! Going along the chain of a ledger's states.
//!
//! Only some books are kept: the one of the turn derived last, which the next
//! proposal needs, and one every [`SPACING`] turns. Any other is derived again from
//! the nearest one below, at most that many proposals away.

use super::book::Book;
use super::{Ledger, StateKey, States};
use crate::event::Outcome;
use crate::event::scalar::Uint48;
use crate::state::tree::Tree;

/// The number of turns between two books that are kept.
const SPACING: u64 = 64;

/// The books that are kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Walk {
    tip: Option<(Uint48, Book)>,
    kept: Tree<Uint48, Book>,
}

impl Walk {
    /// The book of the turn that was walked to last.
    pub(super) fn tip(&self) -> Option<&Book> {
        self.tip.as_ref().map(|(_, book)| book)
    }

    /// Forgets the books of a turn and of those above it.
    pub(super) fn forget_from(&mut self, turn: Uint48) {
        if self.tip.as_ref().is_some_and(|(tip, _)| *tip >= turn) {
            self.tip = None;
        }
        while let Some((last, _)) = self.kept.last().filter(|(last, _)| **last >= turn) {
            let last = *last;
            self.kept.remove(&last);
        }
    }

    fn book_at(&self, turn: Uint48) -> Option<&Book> {
        let tip = self.tip.as_ref().filter(|(tip, _)| *tip == turn);
        tip.map(|(_, book)| book).or_else(|| self.kept.get(&turn))
    }
}

impl Ledger {
    /// Makes the book of a turn the tip of the walk; `false` if the chain does not
    /// reach it.
    pub(super) fn walk_to(&mut self, states: &States, turn: Uint48) -> bool {
        let tip = self.walk.tip.take();
        if let Some((at, mut book)) = tip {
            // The common case: the chain has grown by one turn. The book is changed in
            // place, nothing of it is copied.
            let grown = at.get() + 1 == turn.get();
            if at == turn || grown && self.advance(states, &mut book, turn) {
                self.keep(turn, book);
                return true;
            }
        }
        let Some(book) = self.find_book(states, turn) else {
            return false;
        };
        self.keep(turn, book);
        true
    }

    fn keep(&mut self, turn: Uint48, book: Book) {
        if turn.get().is_multiple_of(SPACING) && self.walk.kept.get(&turn).is_none() {
            self.walk.kept.insert(turn, book.clone());
        }
        self.walk.tip = Some((turn, book));
    }

    /// Takes a book from the turn below to `turn`; `false` if the chain ends there.
    pub(super) fn advance(&self, states: &States, book: &mut Book, turn: Uint48) -> bool {
        let Some((hash, is_base)) = self.node(turn) else {
            return false;
        };
        let key = (turn, hash);
        if is_base {
            let base = book_given(states, &key);
            return base.map(|base| *book = base).is_some();
        }
        self.apply(book, &key)
    }

    pub(super) fn apply(&self, book: &mut Book, key: &StateKey) -> bool {
        let entry = self.entries.get(key);
        let change = entry.and_then(|entry| book.plan(&entry.fact.proposal));
        change.map(|change| book.commit(change)).is_some()
    }

    /// The book of the chain at a turn, derived from the nearest one below.
    pub(super) fn find_book(&self, states: &States, turn: Uint48) -> Option<Book> {
        let mut start = turn;
        let mut book = loop {
            let (hash, is_base) = self.node(start)?;
            if let Some(book) = self.walk.book_at(start) {
                break book.clone();
            }
            if is_base {
                break book_given(states, &(start, hash))?;
            }
            start = Uint48::new(start.get().checked_sub(1)?)?;
        };
        for next in start.get() + 1..=turn.get() {
            let next = Uint48::new(next)?;
            if !self.advance(states, &mut book, next) {
                return None;
            }
        }
        Some(book)
    }

    /// The book of a state: as an event gives it, else as a proposal leads to it.
    pub(super) fn book_of(&self, states: &States, key: &StateKey) -> Option<Book> {
        if states.get(key)?.content.outcome.is_some() {
            return book_given(states, key);
        }
        if !self.entries.get(key)?.applied {
            return None;
        }
        let below = Uint48::new(key.0.get().checked_sub(1)?)?;
        let mut book = self.find_book(states, below)?;
        self.apply(&mut book, key).then_some(book)
    }

    /// The outcome of a state that only proposals lead to.
    pub(in crate::state::channel) fn derived_outcome(
        &self,
        states: &States,
        key: &StateKey,
    ) -> Option<Outcome> {
        self.book_of(states, key).map(|book| book.outcome())
    }
}

/// The book of a state that an event gives whole, if it has ledger form.
fn book_given(states: &States, key: &StateKey) -> Option<Book> {
    Book::parse(states.get(key)?.content.outcome.as_deref()?)
}
