//! Events 25–26: messages between participants, kept as evidence.

use super::event;
use super::scalar::{Body, Bytes20, Bytes32, True};
use crate::word;

word! {
    /// How far a message has got.
    pub enum Delivery {
        /// It waits to be sent.
        Queued "queued",
        /// It was written to the transport.
        Written "written",
        /// The transport gave up.
        GaveUp "gave_up",
    }
}

event! {
    /// We sent a message, or are about to.
    MessageSent "message_sent" Own {
        /// By convention the SHA-256 of the full body.
        message_id "messageId" Bytes32,
        /// The address it is for.
        to "to" Bytes20,
        /// The body as it is sent.
        body "body" Body,
        /// How far it has got.
        delivery "delivery" Delivery,
    }
}

event! {
    /// A message arrived.
    MessageReceived "message_received" Observed {
        /// By convention the SHA-256 of the full body.
        message_id "messageId" Bytes32,
        /// The address that sent it.
        from "from" Bytes20,
        /// The body as it arrived.
        body "body" Body,
    } optional {
        /// Says that the body was cut because it was too large.
        truncated "truncated" True,
    }
}
