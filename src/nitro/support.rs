//! What the applications' contracts accept.
//!
//! A state is supported if the contract accepts it, or if it can be concluded: all have
//! signed it and it is final, which no application is asked about.

use crate::event::SupportRule;
use crate::event::scalar::Uint48;

/// Whether the signatures of all participants alone support a state.
///
/// ConsensusApp accepts any turn, VirtualPaymentApp the prefund and the postfund; from
/// then on only a redemption ([`Redemption`](super::Redemption)) with the postfund as
/// its proof.
#[must_use]
pub fn full_suffices(rule: SupportRule, turn_num: Uint48, is_final: bool) -> bool {
    match rule {
        SupportRule::VirtualPayment => turn_num.get() <= 1 || is_final,
        SupportRule::Unanimous | SupportRule::TurnTaking | SupportRule::Custom => true,
    }
}
