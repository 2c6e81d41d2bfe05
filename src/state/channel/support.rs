//! Which states are supported, and the latest of them.
//!
//! | support rule | supported |
//! |---|---|
//! | unanimous, custom | all participants signed |
//! | virtual payment | all signed, and turn 0, 1 or final; or a redemption |
//! | turn taking | all signed; or the movers of the last n turns each signed theirs |
//! | any | a chain has accepted it |
//!
//! Signatures are never withdrawn, so support by signatures never ends. That of a
//! chain ends when a reorganisation takes it back.

use std::cmp::Reverse;
use std::sync::Arc;

use super::{Channel, Known, StateKey};
use crate::event::scalar::{Bytes32, Uint48};
use crate::event::{Outcome, Protocol, SupportRule};
use crate::nitro::{Redemption, full_suffices};
use crate::state::{Adjudication, StateContent};

/// Orders states so that the latest is the largest: by turn, then final, then fully
/// signed, then known first. Equal offsets (one chain fact can show several states)
/// are told apart by hash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    turn_num: Uint48,
    is_final: bool,
    full: bool,
    first: Reverse<u64>,
    hash: Reverse<Bytes32>,
}

impl Rank {
    pub(super) fn of(known: &Known) -> Self {
        Self {
            turn_num: known.content.turn_num,
            is_final: known.content.is_final,
            full: known.full,
            first: Reverse(known.first),
            hash: Reverse(known.content.state_hash),
        }
    }

    pub(super) fn key(&self) -> StateKey {
        (self.turn_num, self.hash.0)
    }
}

impl Channel {
    /// Derives again what depends on a state that has changed.
    pub(super) fn review(&mut self, key: &StateKey) {
        self.judge(key);
        match self.created.support_rule {
            SupportRule::TurnTaking => self.follow_move(key),
            SupportRule::VirtualPayment if key.0.get() == 1 => self.judge_turn(2),
            _ => {}
        }
    }

    fn judge_turn(&mut self, turn: u64) {
        for key in self.keys_at(turn) {
            self.judge(&key);
        }
    }

    fn judge(&mut self, key: &StateKey) {
        let Some(known) = self.states.get(key) else {
            return;
        };
        let full = known.signers.is_full(self.participant_count());
        let supported = known.by_chain || self.meets_rule(known, full);
        let mine = self.signed_by_me(known);
        let rank = Rank {
            full,
            ..Rank::of(known)
        };
        if mine {
            raise(&mut self.latest_signed, &rank);
        }
        if supported {
            raise(&mut self.latest_supported, &rank);
        }
        if (known.full, known.supported) != (full, supported)
            && let Some(known) = self.states.get_mut(key)
        {
            known.full = full;
            known.supported = supported;
        }
        if let Some(ledger) = self.ledger.as_mut() {
            Arc::make_mut(ledger).review(&self.states, key);
        }
    }

    pub(super) fn meets_rule(&self, known: &Known, full: bool) -> bool {
        let turn = known.content.turn_num.get();
        let rule = self.created.support_rule;
        if full && full_suffices(rule, known.content.turn_num, known.content.is_final) {
            return true;
        }
        match rule {
            SupportRule::Unanimous | SupportRule::Custom => false,
            SupportRule::VirtualPayment => turn == 2 && self.redeems(known),
            SupportRule::TurnTaking => self.ends_round(known),
        }
    }

    /// Whether the mover of the state's turn signed it, and each mover of the n − 1
    /// turns before signed a state of theirs. Whether the application allows those
    /// moves is for its contract to say.
    fn ends_round(&self, known: &Known) -> bool {
        let before = self.moves_before(known.content.turn_num.get());
        self.is_moved(known) && before + 1 >= self.participant_count() as u64
    }

    /// The number of turns right below `turn` whose movers moved, at most n.
    fn moves_before(&self, turn: u64) -> u64 {
        let below = turn.checked_sub(1);
        let run = below.and_then(|below| self.moves.get(&below));
        run.copied().unwrap_or(0)
    }

    fn is_moved(&self, known: &Known) -> bool {
        let turn = known.content.turn_num.get();
        let mover = turn.checked_rem(self.participant_count() as u64);
        let mover = mover.and_then(|mover| u8::try_from(mover).ok());
        mover.is_some_and(|mover| known.signers.contains(mover))
    }

    /// Notes the first state of a turn that its mover signed, and judges the states
    /// of later turns whose round that completes.
    fn follow_move(&mut self, key: &StateKey) {
        let turn = key.0.get();
        let is_move = self
            .states
            .get(key)
            .is_some_and(|known| self.is_moved(known));
        if !is_move || self.moves.get(&turn).is_some() {
            return;
        }
        let round = self.participant_count() as u64;
        let mut run = (self.moves_before(turn) + 1).min(round);
        self.moves.insert(turn, run);
        for later in turn + 1..turn + round {
            let Some(held) = self.moves.get_mut(&later) else {
                return;
            };
            run = (run + 1).min(round);
            *held = run;
            if run == round {
                self.judge_turn(later);
            }
        }
    }

    /// Whether other states, of which nothing is known, may support a state that those known
    /// do not.
    pub(super) fn may_be_proven(&self, known: &Known) -> bool {
        let is_postfund_known = || self.known_at(1).any(|(_, postfund)| postfund.full);
        match self.created.support_rule {
            SupportRule::Unanimous | SupportRule::Custom => false,
            SupportRule::VirtualPayment => {
                let redemption = self.redemption_by_payee(known);
                redemption.is_some() && known.content.turn_num.get() == 2 && !is_postfund_known()
            }
            SupportRule::TurnTaking => self.is_moved(known),
        }
    }

    /// Whether a state of turn 2 is the payee's redemption of a voucher after a
    /// postfund that all signed.
    fn redeems(&self, known: &Known) -> bool {
        let Some(redemption) = self.redemption_by_payee(known) else {
            return false;
        };
        let postfunds = self.known_at(1).filter(|(_, postfund)| postfund.full);
        let mut outcomes = postfunds.filter_map(|(_, postfund)| postfund.content.outcome.as_ref());
        outcomes.any(|outcome| redemption.follows(outcome))
    }

    /// A state as the redemption of a voucher of the payer's that the payee signed.
    fn redemption_by_payee(&self, known: &Known) -> Option<Redemption> {
        if !known.signers.contains(self.payee()?) {
            return None;
        }
        let redemption = redemption(&known.content)?;
        // How participants of an opaque channel sign is not known.
        let is_opaque = self.created.protocol == Protocol::Opaque;
        let payer = self.created.fixed_part.participants.first();
        let is_payers = is_opaque || known.content.voucher_signer.as_deref() == payer;
        is_payers.then_some(redemption)
    }

    /// Takes over what a chain's facts say, and with it which states the chain has
    /// accepted.
    pub fn set_adjudication(&mut self, adjudication: Arc<Adjudication>) {
        let old = std::mem::replace(&mut self.adjudication, adjudication);
        let new = Arc::clone(&self.adjudication);
        // Facts mostly come in chain order, so the lists mostly begin alike.
        let pairs = old.supported.iter().zip(new.supported.iter());
        let alike = pairs.take_while(|(old, new)| old == new).count();
        for key in old.supported.iter().skip(alike) {
            if !new.supported.iter().any(|held| held == key) {
                self.accept(key, false);
            }
        }
        for key in new.supported.iter().skip(alike) {
            self.accept(key, true);
        }
    }

    fn accept(&mut self, key: &StateKey, by_chain: bool) {
        let Some(known) = self.states.get_mut(key) else {
            return;
        };
        if known.by_chain == by_chain {
            return;
        }
        known.by_chain = by_chain;
        self.judge(key);
        let latest = self.latest_supported();
        if latest.as_ref() == Some(key) && !self.is_supported(key) {
            self.latest_supported = self.find_latest_supported();
        }
    }

    fn is_supported(&self, key: &StateKey) -> bool {
        self.states.get(key).is_some_and(|known| known.supported)
    }

    fn find_latest_supported(&self) -> Option<Rank> {
        let states = self.states.descending().map(|(_, known)| known);
        let mut supported = states.filter(|known| known.supported).map(Rank::of);
        let first = supported.next()?;
        let turn = first.turn_num;
        let same_turn = supported.take_while(|rank| rank.turn_num == turn);
        Some(same_turn.fold(first, Ord::max))
    }

    /// The states of one turn, by hash.
    pub(super) fn known_at(&self, turn: u64) -> impl Iterator<Item = (&StateKey, &Known)> {
        let turn = Uint48::new(turn).unwrap_or(Uint48::MAX);
        self.states
            .from(&(turn, Bytes32::ZERO))
            .take_while(move |((at, _), _)| *at == turn)
    }

    fn keys_at(&self, turn: u64) -> Vec<StateKey> {
        self.known_at(turn).map(|(key, _)| *key).collect()
    }

    /// The outcome that the channel was funded by: that of turn 0. Of several, a
    /// supported one, then the one known first.
    pub(super) fn prefund(&self) -> Option<&Arc<Outcome>> {
        self.known_at(0)
            .filter(|(_, known)| known.content.outcome.is_some())
            .max_by_key(|((_, hash), known)| {
                (known.supported, Reverse(known.first), Reverse(*hash))
            })
            .and_then(|(_, known)| known.content.outcome.as_ref())
    }
}

/// Replaces the latest state by a later one.
fn raise(latest: &mut Option<Rank>, rank: &Rank) {
    if latest.as_ref().is_none_or(|latest| latest < rank) {
        *latest = Some(rank.clone());
    }
}

/// Reads a state as a redemption, if it has the form of one. Who signed the voucher is
/// part of the content.
fn redemption(content: &StateContent) -> Option<Redemption> {
    Redemption::of(&content.app_data.as_ref()?.0, content.outcome.as_ref()?)
}
