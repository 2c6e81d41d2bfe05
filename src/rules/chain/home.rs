//! Rule C4, and S1 for chain facts: a fact belongs to a channel that is known, and comes
//! from its chain and contract.

use super::super::{Context, Finding, Rule, Severity};
use super::{Subject, figures};
use crate::event::scalar::Bytes32;
use crate::state::Irregularity;

/// Rule C4: the facts of a channel come from the chain and the contract that its creation
/// names.
///
/// Append records it. Replay: error, and the fact is ignored: a channel id names neither
/// chain nor adjudicator, so the same signed states are valid on two chains.
pub(super) fn review(subject: &Subject<'_>, out: &mut Vec<Finding>) {
    let created = subject.channel.created();
    for chain in subject.context.state.chains() {
        let facts = chain.facts_of(subject.id);
        for fact in facts.filter(|fact| !subject.is_home(fact)) {
            let place = |chain: u64, contract| format!("{contract} on chain {chain}");
            let home = place(created.chain_id.get(), created.adjudicator);
            let here = place(fact.chain_id.get(), fact.contract);
            let message = format!("the log is of {here}, the channel's home is {home}; ignored");
            let offsets = [subject.channel.counters().first_offset, fact.offset];
            let finding = subject.finding(Rule::C4, Severity::Error, message, offsets);
            out.push(finding.with(figures(home, here)));
        }
    }
}

/// Rule S1 for chain facts: the channel is known.
///
/// Append records it, because the chain does not ask. Replay: info until the channel is
/// created; of an unknown channel only holdings are followed, so of the rules about facts
/// only the one that nothing is missing applies.
pub(super) fn review_stranger(context: &Context<'_>, id: Bytes32, out: &mut Vec<Finding>) {
    for chain in context.state.chains() {
        for fact in chain.facts_of(id) {
            let message = "no event creates the channel that the log is about; only its holdings \
                           are followed";
            let finding = Finding::new(Rule::S1, Severity::Info, message, [fact.offset]);
            out.push(finding.about_channel(id));
        }
        for (fact, what) in chain.irregularities(id) {
            if let Irregularity::HoldingsShrank { held } = what {
                let message = format!(
                    "a deposit leaves less than the {held} held before; a log is missing or was \
                     reorganised away"
                );
                let finding = Finding::new(Rule::F4, Severity::Error, message, [fact.offset]);
                out.push(finding.named("missed_or_reorged").about_channel(id));
            }
        }
    }
}
