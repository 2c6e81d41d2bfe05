//! Messages between nodes.

use super::collect::{Import, NOTICES, VOUCHERS};
use super::value::{form, member, need};
use super::{GoNitroReason, base64, ledger, objective, shape};
use crate::canonical::{Document, Form, Invalid, Value};
use crate::event::ChannelKind;
use crate::event::scalar::{Bytes20, Bytes32};
use crate::nitro;

impl Import<'_> {
    /// Reads a list of messages.
    pub(super) fn messages(&mut self, list: Value<'_>) -> Result<(), Invalid> {
        self.each(list, &mut |import, _, value| {
            import.unpacked(value, &mut |import, message| import.message(message))
        })
    }

    /// Reads one message. Each of its parts is read for itself.
    pub(super) fn message(&mut self, of: Value<'_>) -> Result<(), Invalid> {
        let from: Bytes20 = form(of, "From")?;
        for part in [
            "ObjectivePayloads",
            "LedgerProposals",
            "Payments",
            "RejectedObjectives",
        ] {
            let Some(items) = member(of, part) else {
                continue;
            };
            self.within(part, &mut |import| {
                import.each(items, &mut |import, _, item| {
                    let rank = match part {
                        "ObjectivePayloads" => return import.payload(item),
                        "LedgerProposals" => ledger::turn_of(item)?,
                        "Payments" => VOUCHERS,
                        _ => NOTICES,
                    };
                    import.keep(rank, from, item);
                    Ok(())
                })
            });
        }
        Ok(())
    }

    fn payload(&mut self, of: Value<'_>) -> Result<(), Invalid> {
        let text = |name| {
            let text = need(of, name)?.string();
            text.map_err(|error: Invalid| error.within(name))
        };
        let (id, kind) = (text("ObjectiveId")?, text("Type")?);
        let data = need(of, "PayloadData")?;
        self.within("PayloadData", &mut |import| {
            let text = nested(data)?;
            let document = Document::parse_foreign(&text)?;
            let payload = document.root();
            match &*kind {
                "SignedStatePayload" => {
                    let kind = objective::kind_of_channel(&id);
                    return import.signed_state(payload, kind, None);
                }
                // It says only that a peer waits.
                "RequestFinalStatePayload" => {
                    Bytes32::read(payload)?;
                }
                "SwapPayload" => {
                    payload.object()?;
                    let message = "no event tells of a swap; the states that it leads to do";
                    import.remark(GoNitroReason::NoEvent, message);
                }
                other => {
                    let message = format!("no type of payload is called {other}");
                    import.remark(GoNitroReason::Unknown, &message);
                }
            }
            Ok(())
        });
        Ok(())
    }

    /// Takes a state with its signatures: of the channel with an id, or of any.
    pub(super) fn signed_state(
        &mut self,
        of: Value<'_>,
        kind: Option<ChannelKind>,
        expected: Option<&Bytes32>,
    ) -> Result<(), Invalid> {
        let Some(signatures) = member(of, "Sigs") else {
            return Ok(());
        };
        let mut given = signatures.object()?;
        // What is no signature at all is worth a remark.
        if given.all(|(_, given)| matches!(shape::signature(given), Ok(None))) {
            return Ok(());
        }
        let given = need(of, "State")?;
        let fixed_part = shape::fixed_part(given);
        let read = fixed_part.and_then(|fixed_part| Ok((fixed_part, shape::variable_part(given)?)));
        let (fixed_part, state) = read.map_err(|error| error.within("State"))?;
        if expected.is_some_and(|id| *id != nitro::channel_id(&fixed_part)) {
            let message = "the state is one of another channel";
            self.remark(GoNitroReason::Mismatch, message);
            return Ok(());
        }
        let place = self.channel(fixed_part, kind, None);
        self.within("Sigs", &mut |import| {
            import.signatures(place, &state, signatures)
        });
        Ok(())
    }
}

/// The text in base64.
pub(super) fn nested(value: Value<'_>) -> Result<String, Invalid> {
    let text = String::from_utf8(base64::read(value)?);
    text.map_err(|_| Invalid::new("UTF-8 text in base64", "other bytes"))
}
