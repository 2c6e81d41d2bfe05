//! Puts the events in an order in which they can have happened.
//!
//! The data says little about order, but turns do, and so does what acts rest on: a
//! ledger guarantees a channel before its participants sign the postfund, and takes
//! the guarantee back when the channel has ended.

use super::collect::{Channel, Import, event, kept};
use super::{GoNitroImport, GoNitroReason};
use crate::canonical::{Document, Form, Invalid};
use crate::event::scalar::{Bytes32, U256, Uint48};
use crate::event::{ChannelKind, Event, Protocol, SupportRule};
use crate::limits::MAX_EVENT_BYTES;
use crate::order;

/// The bytes that the longest timestamp takes, which comes later.
const TIMESTAMP_BYTES: usize = 29;

/// An event, as JSON, with its place in the order of its channel.
pub(super) struct Item {
    turn: u64,
    /// The order within a turn.
    step: u8,
    amount: U256,
    /// The channel that must have ended before.
    after: Option<Bytes32>,
    pub(super) source: String,
    event: String,
}

impl Item {
    fn new(turn: u64, step: u8, event: String) -> Self {
        Self {
            turn,
            step,
            amount: U256::ZERO,
            after: None,
            source: String::new(),
            event,
        }
    }

    /// A proposal: the leader's signature first.
    pub(super) fn proposal(turn: Uint48, by: u8, after: Option<Bytes32>, event: String) -> Self {
        Self {
            after,
            ..Self::new(turn.get(), by.min(1), event)
        }
    }

    pub(super) fn state(turn: Uint48, event: String) -> Self {
        Self::new(turn.get(), 2, event)
    }

    /// An objective: within a channel it funds that, and its goal is the postfund state;
    /// otherwise it comes when all channels are told of, by rank.
    pub(super) fn objective(rank: u64, event: String) -> Self {
        Self {
            amount: U256::from(rank),
            ..Self::new(1, 3, event)
        }
    }

    /// A voucher; they grow between the postfund and the final state.
    pub(super) fn voucher(amount: U256, event: String) -> Self {
        Self {
            amount,
            ..Self::new(1, 4, event)
        }
    }
}

fn sort(items: &mut Vec<Item>) {
    order::sort_by(items, |left, right| {
        let key = |item: &Item| (item.turn, item.step, item.amount);
        key(left).cmp(&key(right))
    });
}

/// Items that wait to be told, in reverse order.
type Queue = Vec<Item>;

impl Import<'_> {
    /// The import with everything that was collected.
    pub(super) fn finish(mut self) -> GoNitroImport {
        self.take_later();
        self.take_rejections();
        let mut out = Vec::new();
        let mut queues = self.begin(&mut out);
        self.tell_ledgers(&mut queues, &mut out);
        for queue in &mut queues {
            tell(queue, &mut out, &|_| true);
        }
        sort(&mut self.last);
        out.append(&mut self.last);
        self.fit(out)
    }

    /// Creates the channels, ledgers first, and tells of their prefund states. Gives what
    /// is left to tell of each.
    fn begin(&mut self, out: &mut Vec<Item>) -> Vec<Queue> {
        for is_ledger in [true, false] {
            let wanted =
                |channel: &&Channel| channel.is_proven() && is_ledger == is_a_ledger(channel);
            out.extend(self.channels.iter().filter(wanted).map(|channel| Item {
                source: channel.source.clone(),
                ..Item::new(0, 0, self.created(channel))
            }));
        }
        let mut queues = Vec::new();
        for channel in &mut self.channels {
            let mut queue = std::mem::take(&mut channel.items);
            sort(&mut queue);
            queue.reverse();
            tell(&mut queue, out, &|item| item.turn == 0);
            queues.push(queue);
        }
        queues
    }

    fn created(&self, channel: &Channel) -> String {
        let rule = match channel.kind {
            ChannelKind::Ledger => SupportRule::Unanimous,
            ChannelKind::Virtual => SupportRule::VirtualPayment,
            _ => SupportRule::Custom,
        };
        event(
            "channel_created",
            &[
                ("channelId", &channel.id),
                ("protocol", &Protocol::Nitro2),
                ("fixedPart", &channel.fixed_part),
                ("kind", &channel.kind),
                ("chainId", &self.context.chain_id),
                ("adjudicator", &self.context.adjudicator),
                ("supportRule", &rule),
                ("myIndex", &channel.my_index),
            ],
        )
    }

    /// Tells of the ledgers, and of each channel before its guarantee is taken back.
    fn tell_ledgers(&self, queues: &mut [Queue], out: &mut Vec<Item>) {
        loop {
            let mut awaited = Vec::new();
            for (place, channel) in self.channels.iter().enumerate() {
                if is_a_ledger(channel) {
                    awaited.extend(self.tell_ledger(place, queues, out));
                }
            }
            if awaited.is_empty() {
                return;
            }
            for place in awaited {
                if let Some(queue) = queues.get_mut(place) {
                    tell(queue, out, &|_| true);
                }
            }
        }
    }

    /// Tells of a ledger up to the first proposal that must wait for another channel;
    /// gives the place of that.
    fn tell_ledger(
        &self,
        place: usize,
        queues: &mut [Queue],
        out: &mut Vec<Item>,
    ) -> Option<usize> {
        loop {
            let next = queues.get(place)?.last()?;
            let other = next.after.and_then(|id| self.place_of(&id));
            let awaited = other.filter(|other| {
                let is_ledger = self.channels.get(*other).is_none_or(is_a_ledger);
                !is_ledger && queues.get(*other).is_some_and(|queue| !queue.is_empty())
            });
            if awaited.is_some() {
                return awaited;
            }
            out.extend(queues.get_mut(place)?.pop());
        }
    }

    /// Drops what no log can hold.
    fn fit(mut self, items: Vec<Item>) -> GoNitroImport {
        let mut import = GoNitroImport::default();
        for item in items {
            self.path = item.source;
            if item.event.len() + TIMESTAMP_BYTES > MAX_EVENT_BYTES {
                let message = "the event would take more than 65,535 bytes";
                self.remark(GoNitroReason::TooLarge, message);
                continue;
            }
            self.attempt(&mut |this| {
                import.events.push(read(&item.event)?);
                import.sources.push(kept(&this.path));
                Ok(())
            });
        }
        import.remarks = self.remarks;
        import
    }
}

fn read(text: &str) -> Result<Event, Invalid> {
    Event::read(Document::parse(text)?.root())
}

fn is_a_ledger(channel: &Channel) -> bool {
    channel.kind == ChannelKind::Ledger
}

/// Tells of the first items of a queue, as long as they are wanted.
fn tell(queue: &mut Queue, out: &mut Vec<Item>, wanted: &dyn Fn(&Item) -> bool) {
    while let Some(item) = queue.pop() {
        if !wanted(&item) {
            queue.push(item);
            return;
        }
        out.push(item);
    }
}
