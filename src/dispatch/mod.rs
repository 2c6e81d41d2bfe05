//! Decides who receives which event, in which order.
//!
//! Each subscription has a checkpoint, the next offset that it has not been offered.
//! The next delivery is always the lowest offset that any subscription waits for, and
//! among those that wait for the same one the oldest subscription comes first. Thus
//! catch-up and live delivery are one thing, and whatever a callback appends is
//! delivered after what was there before. Nobody is called here: the shell asks for
//! one delivery after the other and holds no borrow while it calls.

/// A subscription, numbered from 1 in order of creation.
pub type SubscriptionId = u32;

/// What a subscription wants to see. Keys and types are the caller's numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only events of these types, one bit each; all if `None`.
    pub types: Option<u64>,
    /// Only events that belong to all of these keys.
    pub keys: Vec<FilterKey>,
}

/// A key of the index: its kind and id. It may not have been used yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterKey {
    /// The kind of the key.
    pub kind: u8,
    /// The id.
    pub id: Vec<u8>,
}

/// What the shell should do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Whom to call.
    pub subscription: SubscriptionId,
    /// The offset of the event, or the length at which the subscription has caught
    /// up.
    pub offset: u64,
    /// Whether to say that it has caught up rather than to hand over an event.
    pub caught_up: bool,
}

#[derive(Debug)]
struct Subscription {
    checkpoint: u64,
    /// Where catching up ends, while that has not been said.
    catching_up_to: Option<u64>,
    filter: Filter,
}

/// The subscriptions of a log.
#[derive(Debug, Default)]
pub struct EventDispatcher {
    /// Ascending by id.
    subscriptions: Vec<(SubscriptionId, Subscription)>,
    last_id: SubscriptionId,
}

impl EventDispatcher {
    /// Subscribes from an offset on; the log has `length` events now.
    pub fn subscribe(&mut self, from: u64, length: u64, filter: Filter) -> SubscriptionId {
        self.last_id += 1;
        let subscription = Subscription {
            checkpoint: from,
            catching_up_to: Some(length.max(from)),
            filter,
        };
        self.subscriptions.push((self.last_id, subscription));
        self.last_id
    }

    /// Ends a subscription; nothing is delivered to it any more.
    pub fn unsubscribe(&mut self, id: SubscriptionId) {
        self.subscriptions.retain(|(held, _)| *held != id);
    }

    /// Ends every subscription.
    pub fn clear(&mut self) {
        self.subscriptions.clear();
    }

    /// The next offset that a subscription has not been offered; `None` if it has
    /// ended.
    #[must_use]
    pub fn checkpoint(&self, id: SubscriptionId) -> Option<u64> {
        let found = self.subscriptions.iter().find(|(held, _)| *held == id);
        found.map(|(_, subscription)| subscription.checkpoint)
    }

    /// The next delivery from a log of `length` events, if there is one. Offsets that a
    /// filter passes over are skipped; `wants` says whether a filter wants one.
    pub fn next(&mut self, length: u64, wants: impl Fn(&Filter, u64) -> bool) -> Option<Delivery> {
        loop {
            let (id, subscription) = self.first_waiting(length)?;
            let offset = subscription.checkpoint;
            if subscription.catching_up_to.is_some_and(|end| end <= offset) {
                subscription.catching_up_to = None;
                return Some(Delivery {
                    subscription: id,
                    offset,
                    caught_up: true,
                });
            }
            subscription.checkpoint = offset + 1;
            if wants(&subscription.filter, offset) {
                return Some(Delivery {
                    subscription: id,
                    offset,
                    caught_up: false,
                });
            }
        }
    }

    /// The subscription with the lowest checkpoint that has anything to do.
    fn first_waiting(&mut self, length: u64) -> Option<(SubscriptionId, &mut Subscription)> {
        let waits = |held: &Subscription| {
            held.checkpoint < length
                || held
                    .catching_up_to
                    .is_some_and(|end| end <= held.checkpoint)
        };
        self.subscriptions
            .iter_mut()
            .filter(|(_, held)| waits(held))
            // Of equal ones the first, which is the oldest.
            .min_by_key(|(_, held)| held.checkpoint)
            .map(|(id, held)| (*id, held))
    }
}
