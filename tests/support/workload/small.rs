//! A log of small events without end, about 300 canonical bytes each: a node
//! that pays in one virtual channel and reports the progress of one objective.

use statelog::event::scalar::{Text, U256};
use statelog::event::{
    Event, InitialStatus, ObjectiveCreated, ObjectiveKind, ObjectiveProgressed, ObjectiveSource,
    VoucherSigned,
};

use super::flow::{Flow, Step};
use super::node::{Tie, text};
use super::realistic::{Realistic, Shape};
use super::seal::{Nitro, Seal};

/// The amount of each voucher beyond the one before it, in wei. A channel of one
/// ether lasts for a billion of them.
const PAYMENT_WEI: u64 = 1_000_000_000;

/// The events of a log of small ones, in order, without end. The first few dozen
/// fund the channel and are larger.
#[derive(Clone, Debug)]
pub struct Small<S = Nitro> {
    world: Realistic<S>,
    channel: Flow,
    objective: Text,
}

impl Small {
    /// The log of a node that is chosen by `seed`, with filler for signatures.
    pub fn new(seed: u64) -> Self {
        Self::with_seal(Nitro::default(), seed)
    }
}

impl<S: Seal> Small<S> {
    /// The log of a node that is chosen by `seed`.
    pub fn with_seal(seal: S, seed: u64) -> Self {
        let mut world = Realistic::with_seal(seal, seed, Shape::default());
        let ledger = world.open_ledger();
        let ledger = world.start(ledger);
        while let Some(id) = world.ready.pop() {
            world.step_flow(id);
        }
        assert!(world.hosts.contains(&ledger), "the ledger is open");
        let mut channel = world.open_virtual(0).unwrap();
        while let Some(step) = channel.script.pop_front() {
            world.run(&mut channel, step);
            if step == Step::Complete {
                break;
            }
        }
        let mut small = Self {
            objective: text(format!(
                "Session-{:032x}",
                u128::from(world.node.rng.next())
            )),
            world,
            channel,
        };
        small.create_objective();
        small
    }

    fn create_objective(&mut self) {
        record_event!(
            self.world.node,
            Tie::to(&self.objective),
            ObjectiveCreated {
                objective_id: self.objective.clone(),
                kind: ObjectiveKind::Other,
                source: ObjectiveSource::LocalRequest,
                status: InitialStatus::Approved,
                channel_id: None,
                related_channels: None,
                role: None,
                peer: None,
            }
        );
    }

    fn pay(&mut self) {
        self.channel.paid += U256::from(PAYMENT_WEI);
        let id = self.channel.channel.id;
        let node = &mut self.world.node;
        let signature = node.seal.sign_voucher(node.me, id, self.channel.paid);
        record_event!(
            node,
            Tie::default(),
            VoucherSigned {
                channel_id: id,
                amount: self.channel.paid,
                signature: signature,
                r#override: None,
            }
        );
    }

    fn progress(&mut self) {
        record_event!(
            self.world.node,
            Tie::to(&self.objective).caused_by(self.world.node.last_id()),
            ObjectiveProgressed {
                objective_id: self.objective.clone(),
                waiting_for: text("WaitingForNextPayment"),
            }
        );
    }
}

impl<S: Seal> Iterator for Small<S> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.world.node.take() {
                return Some(event);
            }
            self.world.node.settle();
            self.pay();
            self.progress();
        }
    }
}
