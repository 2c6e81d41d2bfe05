//! Redemptions: how a payee turns a voucher into a state of a payment channel.

use super::abi::{self, WordToken};
use super::abi_reader::Arguments;
use super::{SignatureError, recover, voucher_hash};
use crate::event::AssetExit;
use crate::event::scalar::{Bytes, Bytes20, Bytes32, Bytes65, U256};

/// A voucher as a redemption carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedeemedVoucher {
    /// The cumulative amount.
    pub amount: U256,
    /// The payer's signature of the voucher's hash.
    pub signature: Bytes65,
}

impl RedeemedVoucher {
    /// Reads the voucher from the `appData` of a redemption:
    /// `abi(amount, (v, r, s))`, 128 bytes. The contract accepts further bytes behind
    /// them. `None` if they are too few, or v is no byte.
    #[must_use]
    pub fn from_app_data(app_data: &[u8]) -> Option<Self> {
        let arguments = Arguments::new(app_data);
        let given = arguments.tuple();
        Some(Self {
            amount: given.u256(0).ok()?,
            signature: given.signature(1).ok()?,
        })
    }

    /// The `appData` of a redemption of the voucher.
    #[must_use]
    pub fn to_app_data(&self) -> Bytes {
        let signature = abi::signature_token(&self.signature);
        Bytes(abi::encode(&(WordToken::from(self.amount), signature)))
    }

    /// Who signed the voucher.
    ///
    /// # Errors
    /// [`SignatureError`] if the signature is none.
    pub fn signer(&self, channel_id: &Bytes32) -> Result<Bytes20, SignatureError> {
        recover(&voucher_hash(channel_id, self.amount), &self.signature)
    }
}

/// A state that has the form of a redemption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redemption {
    /// The voucher that it redeems.
    pub voucher: RedeemedVoucher,
    payer: U256,
    payee: U256,
}

impl Redemption {
    /// Reads a state as a redemption: a voucher in `appData`, and an outcome of the
    /// native asset only with at least two allocations.
    #[must_use]
    pub fn of(app_data: &[u8], outcome: &[AssetExit]) -> Option<Self> {
        let [payer, payee, ..] = only_native(outcome)?.allocations.as_slice() else {
            return None;
        };
        Some(Self {
            voucher: RedeemedVoucher::from_app_data(app_data)?,
            payer: payer.amount,
            payee: payee.amount,
        })
    }

    /// Whether the payee gets exactly the voucher's amount, out of what the payer had
    /// in the outcome of the postfund. As in VirtualPaymentApp, destinations and
    /// further allocations are not looked at.
    #[must_use]
    pub fn follows(&self, postfund: &[AssetExit]) -> bool {
        let before = only_native(postfund).and_then(|exit| exit.allocations.first());
        let left = before.and_then(|payer| payer.amount.checked_sub(self.voucher.amount));
        left == Some(self.payer) && self.payee == self.voucher.amount
    }
}

/// The only asset of an outcome, if it is the chain's native one.
fn only_native(outcome: &[AssetExit]) -> Option<&AssetExit> {
    match outcome {
        [exit] if exit.asset == Bytes20::ZERO => Some(exit),
        _ => None,
    }
}
