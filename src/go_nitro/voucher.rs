//! Vouchers, as they are stored and sent.

use super::GoNitroReason;
use super::collect::Import;
use super::sequence::Item;
use super::shape;
use super::value::{digits, form, need};
use crate::canonical::{Invalid, Value};
use crate::event::scalar::Bytes32;
use crate::nitro;

impl Import<'_> {
    /// Takes a voucher. One without a signature promises nothing yet.
    pub(super) fn voucher(&mut self, of: Value<'_>) -> Result<(), Invalid> {
        let signature = shape::signature(need(of, "Signature")?);
        let Some(signature) = signature.map_err(|error| error.within("Signature"))? else {
            return Ok(());
        };
        let channel_id: Bytes32 = form(of, "ChannelId")?;
        let amount = digits(need(of, "Amount")?).map_err(|error| error.within("Amount"))?;
        let place = self.place_of(&channel_id).unwrap_or(usize::MAX);
        let Some(channel) = self.channels.get_mut(place) else {
            let message = "the channel of the voucher is not in the data, so its payer is unknown";
            self.remark(GoNitroReason::History, message);
            return Ok(());
        };
        let hash = nitro::voucher_hash(&channel_id, amount);
        if !channel.is_news(hash, signature) {
            return Ok(());
        }
        if channel.signer(&hash, &signature) != Some(0) {
            let message = "the payer, participant 0, did not sign this voucher with it";
            self.remark(GoNitroReason::Signature, message);
            return Ok(());
        }
        let event = channel.told(
            0,
            ["voucher_signed", "voucher_received"],
            &[
                ("channelId", &channel_id),
                ("amount", &amount),
                ("signature", &signature),
            ],
        );
        self.note(place, Item::voucher(amount, event));
        Ok(())
    }
}
