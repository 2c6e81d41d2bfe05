//! Rules S7 and S18 for the states that a chain shows.
//!
//! What an event of ours or of a peer shows is judged at its offset, by what is known then,
//! the chain's evidence included. The rest is found here: what a chain showed last.

use super::super::sighting::{Sighting, shown_by, sightings};
use super::super::signing::equivocation::{self, Claim};
use super::super::signing::unlogged;
use super::super::{Finding, identity};
use super::Subject;
use crate::event::scalar::{Bytes32, U256, Uint8, Uint48};
use crate::state::{CandidateFact, Seen};

/// Turn and hash of a state.
type State = (Uint48, Bytes32);

/// Rules S7 and S18: nobody signs two states of one turn, and every signature of ours is in
/// the log, whoever shows it.
///
/// Append records it, for it happened. Replay: as for states that peers show. Each pair of
/// states, and each signature of ours, is found once, however often it is shown.
pub(super) fn review(subject: &Subject<'_>, out: &mut Vec<Finding>) {
    let shown = sightings(subject.channel, subject.context);
    let of_state = || shown.chunk_by(|left, right| left.state == right.state);
    let mut vouchers = Vec::new();
    for sightings in of_state() {
        out.extend(unlogged_signature(subject, sightings));
        out.extend(unlogged_voucher(subject, sightings, &mut vouchers));
    }
    for sightings in of_state() {
        equivocations(subject, sightings, &shown, out);
    }
}

/// Rule S18 for a state that the chain shows with our signature, and nobody else.
fn unlogged_signature(subject: &Subject<'_>, shown: &[Sighting<'_>]) -> Option<Finding> {
    let (channel, context) = (subject.channel, subject.context);
    let me = channel.created().my_index?;
    let mine = shown.iter().find(|shown| shown.signers.contains(me))?;
    // What a peer showed is found at its offset.
    if context.signature(&subject.id, mine.state, me).is_some() {
        return None;
    }
    let offset = mine.offset_of(me, channel, context);
    unlogged::unlogged_signature(channel, mine.state, offset, context)
}

/// Whether a log shows its state with a signature of ours that rule S18 speaks of.
pub(super) fn is_told(subject: &Subject<'_>, candidate: &CandidateFact) -> bool {
    let created = subject.channel.created();
    let me = created.my_index.filter(|me| {
        let signers = subject.channel.signers_of(candidate);
        signers.contains(*me)
    });
    let shown = me.zip(candidate.hash_in(created.protocol));
    shown.is_some_and(|(me, hash)| {
        let state = (candidate.turn_num, hash);
        let logged = subject.context.own_signature(&subject.id, state, me);
        logged.is_none()
    })
}

/// Rule S18 for the voucher that a state redeems; `told` has the amounts of those that were
/// found so far.
fn unlogged_voucher(
    subject: &Subject<'_>,
    shown: &[Sighting<'_>],
    told: &mut Vec<U256>,
) -> Option<Finding> {
    let (channel, context) = (subject.channel, subject.context);
    let first = shown.first()?;
    let redeemed = |seen: &Seen<'_>| {
        let redemption = equivocation::redemption(channel, seen.content);
        redemption.map(|redemption| redemption.voucher.amount)
    };
    let seen = channel.seen(first.state.0, first.state.1)?;
    let amount = redeemed(&seen)?;
    let finding = unlogged::unlogged_voucher(
        channel,
        seen.content,
        first.offset(channel, context),
        context,
    )?;
    // What a peer showed is found at its offset.
    let mut received = channel
        .seen_at(first.state.0)
        .filter(|seen| is_received(subject, seen));
    if told.contains(&amount) || received.any(|seen| redeemed(&seen) == Some(amount)) {
        return None;
    }
    told.push(amount);
    Some(finding)
}

fn is_received(subject: &Subject<'_>, seen: &Seen<'_>) -> bool {
    let hash = &seen.content.state_hash;
    seen.signers.iter().any(|signer| {
        let key = identity::state_key(9, &subject.id, hash, signer);
        subject.context.first(&key).is_some()
    })
}

/// Rule S7 for a state that the chain shows and each other one of its turn.
fn equivocations(
    subject: &Subject<'_>,
    sightings: &[Sighting<'_>],
    shown: &[Sighting<'_>],
    out: &mut Vec<Finding>,
) {
    let channel = subject.channel;
    let state = sightings.first().map(|first| first.state);
    let Some(claim) = state.and_then(|(turn, hash)| channel.seen(turn, hash)) else {
        return;
    };
    for other in channel.seen_at(claim.content.turn_num) {
        let (one, two) = (state_of(&other), state_of(&claim));
        let is_shown = shown.iter().any(|shown| shown.state == one);
        // Of two states that the chain shows the one with the higher hash finds the other.
        if one == two || (is_shown && one > two) {
            continue;
        }
        let mut both = other
            .signers
            .iter()
            .filter(|by| claim.signers.contains(*by));
        // Of several signers the first one: only the last participant, the payee, may have had
        // a right to sign both.
        let unfound = both.find(|by| !is_found_at_act(subject, (one, two), *by, shown));
        let Some(signer) = unfound else {
            continue;
        };
        let offsets = [one, two].map(|state| shown_by(channel, state, signer, subject.context));
        let pair = (&Claim::of(&other), &Claim::of(&claim));
        let offsets = offsets.into_iter().flatten();
        out.push(equivocation::finding(channel, pair, signer, offsets));
    }
}

fn state_of(seen: &Seen<'_>) -> State {
    (seen.content.turn_num, seen.content.state_hash)
}

/// Whether the later one of a participant's two signatures became known by an event of ours
/// or of a peer: at its offset the pair was found.
fn is_found_at_act(
    subject: &Subject<'_>,
    (one, two): (State, State),
    signer: Uint8,
    shown: &[Sighting<'_>],
) -> bool {
    let (channel, context) = (subject.channel, subject.context);
    let first = |state: State| {
        let told = context.signature(&subject.id, state, signer);
        let shown = shown.iter().filter(|shown| shown.state == state);
        let shown = shown.filter(|shown| shown.signers.contains(signer));
        let on_chain = shown.map(|shown| shown.offset_of(signer, channel, context));
        let on_chain = on_chain.min().unwrap_or(u64::MAX);
        let told = told.unwrap_or(u64::MAX);
        (told.min(on_chain), told < on_chain)
    };
    let (_, by_act) = first(one).max(first(two));
    by_act
}
