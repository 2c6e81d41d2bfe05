//! Rule P6: a ledger keeps its total.
//!
//! What a proposal leads to always does: applying one moves amounts between the balances and
//! a guarantee, and only if none of them goes below zero or beyond 256 bits (rules P3 and P4).
//! So only states that events give whole can break it.

use std::sync::Arc;

use super::super::signing::changed_total;
use super::super::{Context, Finding, Judgement, Rule, Severity, Stance};
use crate::event::ChannelKind;
use crate::state::{Channel, SignerSet, StateContent};

/// Compares a state that these signatures make the latest supported one with the one before.
///
/// Rule S13 compares every state with the prefund state. This one also tells where no
/// prefund state is recorded, and where a total that was wrong changes again.
pub(in crate::rules) fn judge(
    ledger: &Channel,
    content: &Arc<StateContent>,
    signers: &SignerSet,
    context: &Context<'_>,
    out: &mut Judgement,
) {
    let created = ledger.created();
    let turn = content.turn_num;
    let Some((before, hash)) = ledger.latest_supported().filter(|(held, _)| *held < turn) else {
        return;
    };
    let held = ledger.seen(turn, content.state_hash);
    if created.kind != ChannelKind::Ledger || !ledger.would_support(content, signers) {
        return;
    }
    let shown = content.outcome.as_ref();
    let Some(outcome) = shown.or_else(|| held.and_then(|held| held.content.outcome.as_ref()))
    else {
        return;
    };
    let before_it = ledger.outcome_of(&hash);
    let Some((asset, details)) = before_it.and_then(|held| changed_total(&held, outcome, turn))
    else {
        return;
    };
    let message = format!(
        "the balances and guarantees of turn {} add up to another total of asset {asset} than \
         those of turn {}; a ledger neither creates nor destroys funds",
        turn.get(),
        before.get()
    );
    let first = ledger.seen(before, hash).map(|seen| seen.first);
    let held = held.map(|held| held.first);
    let offsets = first.into_iter().chain(held).chain([context.offset]);
    let finding = Finding::new(Rule::P6, Severity::Error, message, offsets);
    let finding = finding.about_channel(created.channel_id);
    out.add(finding.with(details), Stance::Record);
}
