//! What the log says about one state of a channel.

use std::sync::Arc;

use crate::event::scalar::{Bytes, Bytes20, Bytes32, Uint48};
use crate::event::{Outcome, StateReceived, StateSigned};

/// What is known of a channel state, shared by all that refer to it.
#[derive(Debug, PartialEq, Eq)]
pub struct StateContent {
    /// The turn number.
    pub turn_num: Uint48,
    /// The hash that signatures are over, as given.
    pub state_hash: Bytes32,
    /// Whether the state is final.
    pub is_final: bool,
    /// The application's data; `None` where the event was truncated.
    pub app_data: Option<Bytes>,
    /// Who would get what; `None` where the event was truncated.
    pub outcome: Option<Arc<Outcome>>,
    /// The address that signed the voucher in `app_data`, if the state can be a
    /// redemption.
    pub voucher_signer: Option<Box<Bytes20>>,
}

impl StateContent {
    /// The state that we signed, with the address that signed the voucher in it.
    #[must_use]
    pub fn signed(event: &StateSigned, voucher_signer: Option<Box<Bytes20>>) -> Self {
        let state = &event.state;
        Self {
            turn_num: state.turn_num,
            state_hash: event.state_hash,
            is_final: state.is_final,
            app_data: Some(state.app_data.clone()),
            outcome: Some(Arc::new(state.outcome.clone())),
            voucher_signer,
        }
    }

    /// The state that we received, with the address that signed the voucher in it.
    #[must_use]
    pub fn received(event: &StateReceived, voucher_signer: Option<Box<Bytes20>>) -> Self {
        let state = &event.state;
        Self {
            turn_num: state.turn_num,
            state_hash: event.state_hash,
            is_final: state.is_final,
            app_data: state.app_data.clone(),
            outcome: state.outcome.clone().map(Arc::new),
            voucher_signer,
        }
    }
}
