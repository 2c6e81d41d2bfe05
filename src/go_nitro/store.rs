//! What a node has stored.

use super::GoNitroReason;
use super::collect::{Import, VOUCHERS};
use super::ledger::{self, GUARANTEE_TYPES};
use super::shape;
use super::value::{digits, form, member, need, number};
use crate::canonical::{Form, Invalid, Value};
use crate::event::scalar::{Bytes20, Bytes32, U256};
use crate::event::{ChannelKind, FixedPart, VariablePart};
use crate::nitro;

/// What is read, in this order: objectives refer to channels.
const SECTIONS: [&str; 5] = [
    "channels",
    "consensus_channels",
    "messages",
    "vouchers",
    "objectives",
];

/// What says nothing that the rest does not say.
const INDEXES: [&str; 2] = ["channel_to_objective", "lastBlockNumSeen"];

impl Import<'_> {
    /// Reads a dump of a store.
    pub(super) fn store(&mut self, of: Value<'_>) {
        for section in SECTIONS {
            let Some(entries) = member(of, section) else {
                continue;
            };
            self.within(section, &mut |import| {
                import.each(entries, &mut |import, key, value| {
                    import.unpacked(value, &mut |import, value| match section {
                        "channels" => import.stored_channel(value),
                        "consensus_channels" => import.stored_ledger(value),
                        "messages" => import.message(value),
                        "vouchers" => {
                            let largest = need(value, "LargestVoucher")?;
                            import.within("LargestVoucher", &mut |import| {
                                import.keep(VOUCHERS, Bytes20::ZERO, largest);
                                Ok(())
                            });
                            Ok(())
                        }
                        _ => import.objective(key, value),
                    })
                })
            });
        }
        for (name, _) in of.object().into_iter().flatten() {
            if SECTIONS.contains(&&*name) || INDEXES.contains(&&*name) {
                continue;
            }
            self.within(&name, &mut |import| {
                match &*name {
                    "swap" | "channelToSwaps" => {
                        import.remark(GoNitroReason::NoEvent, "no event tells of a swap");
                    }
                    _ => import.remark(GoNitroReason::Unknown, "no part of a store is called so"),
                }
                Ok(())
            });
        }
    }

    /// A channel with the states that its node still keeps.
    fn stored_channel(&mut self, of: Value<'_>) -> Result<(), Invalid> {
        let kind = match member(of, "Type") {
            Some(_) => Some(match number(of, "Type", 2)? {
                0 => ChannelKind::Ledger,
                1 => ChannelKind::Virtual,
                _ => ChannelKind::Swap,
            }),
            None => None,
        };
        let fixed_part = shape::fixed_part(of)?;
        let Some((id, _)) = self.create(of, fixed_part, kind)? else {
            return Ok(());
        };
        let stored = need(of, "OffChain")?;
        self.within("OffChain", &mut |import| {
            let states = need(stored, "SignedStateForTurnNum")?;
            import.within("SignedStateForTurnNum", &mut |import| {
                import.each(states, &mut |import, _, state| {
                    import.signed_state(state, kind, Some(&id))
                })
            });
            Ok(())
        });
        let Some(chain) = member(of, "OnChain") else {
            return Ok(());
        };
        self.within("OnChain", &mut |import| {
            import.holdings(chain, "Holdings")?;
            let state_hash = member(chain, "StateHash").map(Bytes32::read);
            if state_hash.is_some_and(|hash| hash != Ok(Bytes32::ZERO)) {
                import.remark(
                    GoNitroReason::NoEvent,
                    "a challenge that is under way is an event only with its block; import the \
                     adjudicator's logs",
                );
            }
            Ok(())
        });
        Ok(())
    }

    /// A ledger: the state that both signed last, and what is proposed beyond it.
    fn stored_ledger(&mut self, of: Value<'_>) -> Result<(), Invalid> {
        let fixed_part = shape::fixed_part(need(of, "FP")?).map_err(|e| e.within("FP"))?;
        let kind = Some(ChannelKind::Ledger);
        let Some((_, place)) = self.create(of, fixed_part, kind)? else {
            return Ok(());
        };
        let current = need(of, "Current")?;
        self.within("Current", &mut |import| {
            let signatures = need(current, "Signatures")?;
            let mut state = shape::ledger_state(current)?;
            import.find_type(place, &mut state, signatures)?;
            import.within("Signatures", &mut |import| {
                import.signatures(place, &state, signatures)
            });
            Ok(())
        });
        if let Some(queue) = member(of, "ProposalQueue") {
            self.within("ProposalQueue", &mut |import| {
                import.each(queue, &mut |import, _, proposal| {
                    import.keep(ledger::turn_of(proposal)?, Bytes20::ZERO, proposal);
                    Ok(())
                })
            });
        }
        self.holdings(of, "OnChainFunding")
    }

    /// Gives a stored ledger's guarantees the type with which somebody signed them: it is
    /// not stored.
    fn find_type(
        &self,
        place: usize,
        state: &mut VariablePart,
        signatures: Value<'_>,
    ) -> Result<(), Invalid> {
        let Some(channel) = self.channels.get(place) else {
            return Ok(());
        };
        for guarantee_type in GUARANTEE_TYPES {
            shape::retype(state, guarantee_type);
            let hash = nitro::state_hash(&channel.id, state);
            let is_signed = signatures.array()?.any(|signature| {
                let signature = shape::signature(signature).ok().flatten();
                signature.is_some_and(|one| channel.signer(&hash, &one).is_some())
            });
            if is_signed {
                break;
            }
        }
        Ok(())
    }

    /// Creates a stored channel, unless its id is not that of its fixed part.
    fn create(
        &mut self,
        of: Value<'_>,
        fixed_part: FixedPart,
        kind: Option<ChannelKind>,
    ) -> Result<Option<(Bytes32, usize)>, Invalid> {
        let (given, id): (Bytes32, _) = (form(of, "Id")?, nitro::channel_id(&fixed_part));
        if given != id {
            let message = format!("the id of a channel with this fixed part is {id}");
            self.remark(GoNitroReason::Mismatch, &message);
            return Ok(None);
        }
        let most = fixed_part.participants.len().saturating_sub(1) as u64;
        // There are at most 255 participants.
        let my_index = number(of, "MyIndex", most)? as u8;
        Ok(Some((id, self.channel(fixed_part, kind, Some(my_index)))))
    }

    /// Says that a chain holds something, for an event must name the log that says so.
    fn holdings(&mut self, of: Value<'_>, name: &str) -> Result<(), Invalid> {
        let Some(holdings) = member(of, name) else {
            return Ok(());
        };
        self.within(name, &mut |import| {
            for (asset, held) in holdings.object()? {
                let held = digits(held).map_err(|error| error.within(&asset))?;
                if held != U256::ZERO {
                    let message = format!(
                        "{held} of asset {asset} are an event only with the block that says so; \
                         import the adjudicator's logs"
                    );
                    import.remark(GoNitroReason::NoEvent, &message);
                }
            }
            Ok(())
        });
        Ok(())
    }
}
