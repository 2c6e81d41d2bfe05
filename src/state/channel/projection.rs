//! The channel as callers see it.

use super::{Channel, Known, Rank, StateKey, Surroundings};
use crate::event::ChannelKind;
use crate::event::scalar::{Bytes20, U256};
use crate::order;
use crate::state::view::{
    AdjudicationState, ChannelState, Funding, KnownState, SignedState, SupportedState,
    TransactionState,
};
use crate::state::{PayoutFact, objective::as_offset};

impl Channel {
    /// The channel as callers see it, everything derived included.
    #[must_use]
    pub fn view(&self, around: &Surroundings) -> ChannelState {
        let created = &self.created;
        let is = |kind| created.kind == kind;
        ChannelState {
            channel_id: created.channel_id,
            protocol: created.protocol,
            kind: created.kind,
            fixed_part: created.fixed_part.clone(),
            chain_id: created.chain_id,
            adjudicator: created.adjudicator,
            support_rule: created.support_rule,
            phase: self.phase(around),
            states: self.states.iter().map(known_state).collect(),
            funding: self.funding(around),
            adjudication: self.adjudication_state(around),
            payouts: self
                .adjudication
                .payouts
                .iter()
                .map(PayoutFact::to_payout)
                .collect(),
            transactions: self.transaction_states(),
            event_count: as_offset(self.counters.event_count),
            first_offset: as_offset(self.counters.first_offset),
            last_offset: as_offset(self.counters.last_offset),
            created_at: self.counters.created_at,
            updated_at: self.counters.updated_at,
            findings: Vec::new(),
            my_index: created.my_index,
            latest_supported: self.supported_state(),
            latest_signed: self.latest_signed().map(signed_state),
            payments: is(ChannelKind::Virtual).then(|| self.payments()),
            ledger: self.ledger_state(),
        }
    }

    fn supported_state(&self) -> Option<SupportedState> {
        let key = self.latest_supported.as_ref().map(Rank::key)?;
        let known = self.states.get(&key)?;
        let outcome = self.outcome_of_known(&key, known);
        Some(SupportedState {
            turn_num: key.0,
            state_hash: key.1,
            is_final: known.content.is_final,
            outcome: outcome.map(|outcome| (*outcome).clone()),
        })
    }

    /// One row per asset of the prefund outcome, in its order, then per asset that
    /// was deposited besides, ascending. Nothing is deposited for a virtual channel.
    fn funding(&self, around: &Surroundings) -> Vec<Funding> {
        if self.created.kind == ChannelKind::Virtual {
            return Vec::new();
        }
        let prefund = self.prefund();
        let mut rows: Vec<Funding> = Vec::new();
        for exit in prefund.into_iter().flat_map(|outcome| outcome.iter()) {
            let amounts = exit.allocations.iter().map(|allocation| allocation.amount);
            // A total beyond 256 bits can never be held, so the largest number does.
            let total = amounts.fold(U256::ZERO, U256::saturating_add);
            match rows.iter_mut().find(|row| row.asset == exit.asset) {
                Some(row) => row.required = row.required.saturating_add(total),
                None => rows.push(unfunded(exit.asset, total)),
            }
        }
        let mut held = around.holdings.clone();
        order::sort_by(&mut held, |left, right| left.asset.cmp(&right.asset));
        for held in held {
            if !rows.iter().any(|row| row.asset == held.asset) {
                rows.push(unfunded(held.asset, U256::ZERO));
            }
            for row in rows.iter_mut().filter(|row| row.asset == held.asset) {
                row.held = held.held;
                row.exact = held.exact;
                row.provisional = held.provisional;
            }
        }
        for row in &mut rows {
            row.funded = prefund.is_some() && row.held >= row.required;
        }
        rows
    }

    fn adjudication_state(&self, around: &Surroundings) -> AdjudicationState {
        let says = &self.adjudication;
        AdjudicationState {
            mode: self.mode(around.time),
            turn_num_record: says.turn_num_record,
            provisional: around.adjudication_provisional,
            assumed: says.assumed,
            finalizes_at: Some(says.finalizes_at).filter(|at| at.get() != 0),
            outcome: says.outcome.view(),
        }
    }

    fn transaction_states(&self) -> Vec<TransactionState> {
        let transactions = self.transactions.iter();
        transactions
            .map(|(offset, transaction)| TransactionState {
                kind: transaction.submitted.kind,
                offset: as_offset(*offset),
                tx_hash: transaction.submitted.tx_hash,
                result: transaction.result,
            })
            .collect()
    }
}

fn known_state(((turn_num, state_hash), known): (&StateKey, &Known)) -> KnownState {
    KnownState {
        turn_num: *turn_num,
        state_hash: *state_hash,
        is_final: known.content.is_final,
        signers: known.signers.iter().collect(),
        supported: known.supported,
        first_offset: as_offset(known.first),
    }
}

fn signed_state((turn_num, state_hash): StateKey) -> SignedState {
    SignedState {
        turn_num,
        state_hash,
    }
}

/// A row for an asset of which nothing is held.
fn unfunded(asset: Bytes20, required: U256) -> Funding {
    Funding {
        asset,
        required,
        held: U256::ZERO,
        exact: true,
        funded: false,
        provisional: false,
    }
}
