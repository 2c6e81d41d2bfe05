//! Rules C1, C2 and C5: how a record of a chain stands to earlier ones. They look at the
//! order of arrival, so they are judged once, when the record arrives.

use super::super::identity::{Standing, standing};
use super::super::{Context, Finding, Judgement, Rule, Severity, Stance};
use crate::event::scalar::Bytes32;
use crate::event::{ChainHeadObserved, ChannelCreated, Event};
use crate::state::{Acquaintance, Chain, ChainFact, Head, Replaced};

pub(super) fn judge(event: &Event, context: &Context<'_>, out: &mut Judgement) {
    match event {
        Event::ChannelCreated(created) => created_again(event, created, context, out),
        Event::ChainHeadObserved(head) => head_arrives(head, context, out),
        _ => {
            if let Some(fact) = context.records.chain_fact(event, context.offset)
                && let Some(chain) = context.state.chain(fact.chain_id)
            {
                repeats(event, &fact, chain, context, out);
                let replaced = chain.replaced_by_fact(&fact);
                reorganises(&replaced, Some(fact.channel_id), context, out);
                comes_late(&fact, chain, context, out);
            }
        }
    }
}

/// Rule C1: a log of a chain is known by chain, block, transaction and index, and says one
/// thing.
///
/// Append answers a repeat with the offset of the first record, and refuses a record with
/// other content (`IDENTITY_CONFLICT`). In a history that is taken as it is, a repeat has no
/// effect (info), and of two contents the first stands; critical, because one of them is not
/// what the chain says.
fn repeats(
    event: &Event,
    fact: &ChainFact,
    chain: &Chain,
    context: &Context<'_>,
    out: &mut Judgement,
) {
    let (first, differs) = match chain.acquaintance(fact) {
        Acquaintance::Conflicts { first } => (first, true),
        Acquaintance::Same { first } => match context.records.event(first) {
            Some(held) if adds_challenger(event, &held) => return,
            held => (
                first,
                held.is_some_and(|held| signatures_differ(event, &held)),
            ),
        },
        _ => return,
    };
    let what = "this log of the chain";
    out.add(
        repeated(what, first, differs, context).about_channel(fact.channel_id),
        Stance::Record,
    );
}

/// The signatures of a challenge are part of its log, but not of what the fold reads.
fn signatures_differ(given: &Event, held: &Event) -> bool {
    let (Event::ChallengeRegistered(given), Event::ChallengeRegistered(held)) = (given, held)
    else {
        return false;
    };
    let mut pairs = given.proof.iter().zip(&held.proof);
    given.candidate.sigs != held.candidate.sigs
        || pairs.any(|(given, held)| given.sigs != held.sigs)
}

fn adds_challenger(given: &Event, held: &Event) -> bool {
    let by = |event: &Event| match event {
        Event::ChallengeRegistered(event) => event.challenger_sig,
        _ => None,
    };
    by(given).is_some() && by(held).is_none()
}

/// Rule C1 for channels: as for logs.
fn created_again(
    event: &Event,
    created: &ChannelCreated,
    context: &Context<'_>,
    out: &mut Judgement,
) {
    let id = created.channel_id;
    let key = context.records.channel_key(&id);
    let (first, differs) = match standing(event, context.state, key, None) {
        Standing::Duplicate(first) => (first, false),
        Standing::Conflict { first, .. } => (first, true),
        _ => return,
    };
    let finding = repeated("the creation of this channel", first, differs, context);
    out.add(finding.about_channel(id), Stance::Record);
}

fn repeated(what: &str, first: u64, differs: bool, context: &Context<'_>) -> Finding {
    let offsets = [first, context.offset];
    if differs {
        let message = format!(
            "{what} was recorded at offset {first} with other content; the first record stands, \
             and one of the two is wrong"
        );
        Finding::new(Rule::C1, Severity::Critical, message, offsets)
    } else {
        let message = format!("{what} was recorded at offset {first} already; no effect");
        Finding::new(Rule::C1, Severity::Info, message, offsets)
    }
}

fn head_arrives(event: &ChainHeadObserved, context: &Context<'_>, out: &mut Judgement) {
    if let Some(chain) = context.state.chain(event.chain_id) {
        let head = Head {
            offset: context.offset,
            block_number: event.block_number,
            block_hash: event.block_hash,
            block_timestamp: event.block_timestamp,
            finalized: event.finalized_block_number,
        };
        reorganises(&chain.replaced_by_head(&head), None, context, out);
    }
}

/// Rule C2: a block number and a transaction have one block hash; the later record wins.
///
/// Append records it: chains are reorganised. Replay: error for each channel of which facts
/// fell that no `chain_event_reverted` had taken back, because whoever records the chain
/// misses removals; else warn.
fn reorganises(
    replaced: &Replaced,
    channel: Option<Bytes32>,
    context: &Context<'_>,
    out: &mut Judgement,
) {
    let mut fallen = replaced.facts.clone();
    crate::order::sort_by(&mut fallen, |left, right| left.1.cmp(&right.1));
    for facts in fallen.chunk_by(|left, right| left.1 == right.1) {
        let message = "the block or transaction has another block hash now, and facts fell \
                       without a chain_event_reverted";
        let offsets = facts.iter().map(|(offset, _)| *offset);
        let offsets = offsets.chain([context.offset]);
        let mut finding = Finding::new(Rule::C2, Severity::Error, message, offsets);
        finding.channel_id = facts.first().map(|(_, channel)| *channel);
        out.add(finding.named("reorg"), Stance::Record);
    }
    if fallen.is_empty() && !replaced.others.is_empty() {
        let message = "the block or transaction has another block hash now: the chain was \
                       reorganised";
        let offsets = replaced.others.iter().copied().chain([context.offset]);
        let mut finding = Finding::new(Rule::C2, Severity::Warn, message, offsets);
        finding.channel_id = channel;
        out.add(finding.named("reorg"), Stance::Record);
    }
}

/// Rule C5: facts arrive in chain order, and before the head of their block.
///
/// Append records it, and what follows is derived again. Replay: info.
fn comes_late(fact: &ChainFact, chain: &Chain, context: &Context<'_>, out: &mut Judgement) {
    if chain.is_late(fact) {
        let message = "the log arrived after later ones of its chain; what follows from them is \
                       derived again";
        let finding = Finding::new(Rule::C5, Severity::Info, message, [context.offset]);
        out.add(finding.about_channel(fact.channel_id), Stance::Record);
    }
}
