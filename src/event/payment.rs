//! Events 12–13: vouchers.

use super::event;
use super::scalar::{Bytes20, Bytes32, Bytes65, Text, U256};

event! {
    /// We promised an amount to the payee of a virtual channel.
    VoucherSigned "voucher_signed" Own {
        /// The virtual channel.
        channel_id "channelId" Bytes32,
        /// The whole amount promised so far; a larger voucher replaces a smaller one.
        amount "amount" U256,
        /// The payer's signature of channel id and amount.
        signature "signature" Bytes65,
    } optional {
        /// Why it is signed although a rule speaks against it.
        r#override "override" Text,
    }
}

event! {
    /// The payer of a virtual channel promised us an amount.
    VoucherReceived "voucher_received" Observed {
        /// The virtual channel.
        channel_id "channelId" Bytes32,
        /// The whole amount promised so far.
        amount "amount" U256,
        /// The payer's signature of channel id and amount.
        signature "signature" Bytes65,
        /// The address that sent it.
        from "from" Bytes20,
    } optional {
        /// The message that it came in.
        message_id "messageId" Bytes32,
    }
}
