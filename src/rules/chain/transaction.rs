//! Rule C17: our transactions come to something.

use super::super::{Rule, Severity, funding};
use super::{Finding, Subject};

/// The number of blocks after which a transaction that nobody has heard of is remarkable.
const PATIENCE_BLOCKS: u64 = 50;

/// Rule C17: within 50 blocks of its submission a transaction has an outcome: we are told
/// (24), or a log comes from it.
///
/// Nothing is refused. Replay: warn, because after a crash the transaction may never have
/// been sent. The head at the submission is the one observed last before it, else the first
/// one after.
pub(super) fn review(subject: &Subject<'_>, out: &mut Vec<Finding>) {
    let Some(chain) = subject.chain else {
        return;
    };
    for sent in subject.channel.sent() {
        if funding::is_resolved(&sent, subject.channel, subject.context) {
            continue;
        }
        let since = chain.head_around(sent.offset);
        let waited = since.and_then(|since| {
            let block = since.block_number.get().saturating_add(PATIENCE_BLOCKS);
            chain.head_from(block)
        });
        let Some(head) = waited else {
            continue;
        };
        let kind = sent.submitted.kind.as_str();
        let message = format!(
            "nothing is known of our {kind} after {PATIENCE_BLOCKS} blocks; it may not have been \
             sent"
        );
        let offsets = [sent.offset, head.offset];
        out.push(subject.finding(Rule::C17, Severity::Warn, message, offsets));
    }
}
