//! Since when the log holds all signatures that a state needs.

use super::Subject;
use crate::event::SupportRule;
use crate::event::scalar::Uint48;
use crate::state::Seen;

/// The offsets of the first events that together show the signatures which support a
/// state, ascending; `None` if signatures do not support it, or some are known from a chain
/// only.
pub(super) fn signed_by(subject: &Subject<'_>, seen: &Seen<'_>) -> Option<Vec<u64>> {
    let turn = seen.content.turn_num.get();
    let by_all = || {
        let signers = 0..participant_count(subject);
        let everybody = signers.map(|signer| signed_since(subject, seen, signer));
        everybody.collect::<Option<Vec<u64>>>()
    };
    let mut offsets = match subject.channel.created().support_rule {
        SupportRule::Unanimous | SupportRule::Custom => by_all(),
        SupportRule::VirtualPayment if turn <= 1 || seen.content.is_final => {
            by_all().or_else(|| redeemed(subject, seen))
        }
        SupportRule::VirtualPayment => redeemed(subject, seen),
        SupportRule::TurnTaking => by_all().or_else(|| moved(subject, turn)),
    }?;
    crate::order::sort(&mut offsets);
    offsets.dedup();
    Some(offsets)
}

/// The signatures of a redemption: that of the payee, and all those of a postfund.
fn redeemed(subject: &Subject<'_>, seen: &Seen<'_>) -> Option<Vec<u64>> {
    let payee = subject.channel.payee()?;
    let redeemed = signed_since(subject, seen, payee).filter(|_| seen.supported)?;
    let postfund = Uint48::new(1)?;
    let mut postfunds = subject.channel.seen_at(postfund).filter(|seen| seen.full);
    let mut offsets = postfunds.find_map(|postfund| signed_by(subject, &postfund))?;
    offsets.push(redeemed);
    Some(offsets)
}

/// The signatures of the last round: each mover's of a state of their turn.
fn moved(subject: &Subject<'_>, turn: u64) -> Option<Vec<u64>> {
    let round = u64::from(participant_count(subject));
    let first = (turn + 1).checked_sub(round)?;
    let moves = (first..=turn).map(|turn| {
        let mover = u8::try_from(turn.checked_rem(round)?).ok()?;
        let states = subject.channel.seen_at(Uint48::new(turn)?);
        states
            .filter_map(|seen| signed_since(subject, &seen, mover))
            .min()
    });
    moves.collect()
}

/// The offset of the first event that shows a participant's signature of a state.
fn signed_since(subject: &Subject<'_>, seen: &Seen<'_>, signer: u8) -> Option<u64> {
    if !seen.signers.contains(signer) {
        return None;
    }
    let state = (seen.content.turn_num, seen.content.state_hash);
    subject.context.signature(&subject.id, state, signer)
}

fn participant_count(subject: &Subject<'_>) -> u8 {
    let participants = subject.channel.created().fixed_part.participants.len();
    // A channel has at most 255.
    u8::try_from(participants).unwrap_or(u8::MAX)
}
