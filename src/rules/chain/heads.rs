//! Rule C13: heads go forward.

use super::super::{Finding, Rule, Severity};
use super::figures;
use crate::state::Chain;

/// Rule C13: among the heads that nothing contradicts, number and time never go back.
///
/// Append records it. Replay: info, because logs can be caught up on in any order; the clock
/// of the chain is the largest time all the same.
pub(super) fn review(chain: &Chain, out: &mut Vec<Finding>) {
    let mut before = None;
    for head in chain.heads_observed() {
        if let Some(before) = before.replace(head) {
            let place = |head: &crate::state::Head| (head.block_number, head.block_timestamp);
            let ((number, time), (last, since)) = (place(head), place(before));
            if number < last || time < since {
                let message = "the head is below the one observed before it";
                let shown = |number: u64, time: u64| format!("block {number} at {time}");
                let details = figures(
                    format!("at least {}", shown(last.get(), since.get())),
                    shown(number.get(), time.get()),
                );
                let offsets = [before.offset, head.offset];
                out.push(Finding::new(Rule::C13, Severity::Info, message, offsets).with(details));
            }
        }
    }
}
