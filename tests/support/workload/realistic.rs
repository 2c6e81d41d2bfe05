//! The log of one node of a busy network, without end: channels are opened,
//! funded, used and closed, many at a time, each by the protocol.

use std::collections::BTreeMap;

use statelog::event::scalar::{Bytes20, List, U64, U256, Uint48};
use statelog::event::{ChannelKind, Event, FixedPart, Outcome, StatePurpose};

use super::channel::{Book, Channel, destination, exit, simple, state};
use super::flow::{
    Flow, FlowId, Step, defund_by_timeout, defund_directly, fund_directly, live_virtually, round,
};
use super::node::Node;
use super::seal::{Nitro, Party, Seal, hash};

/// How many virtual channels a ledger guarantees at most at a time.
const GUARANTEES_AT_ONCE: u32 = 24;

/// A day: long enough that no challenge ends before it is answered.
const LONG_CHALLENGE_S: u64 = 86_400;

/// Short enough to wait for.
const SHORT_CHALLENGE_S: u64 = 300;

/// The shape of a realistic log.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// How many channels are open at any time, ledgers included.
    pub active_channels: usize,
    /// How many updates a direct channel sees on average.
    pub updates: u64,
    /// How many vouchers a virtual channel sees on average.
    pub payments: u64,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            active_channels: 16,
            updates: 12,
            payments: 16,
        }
    }
}

/// The events of a realistic log, in order, without end.
#[derive(Clone, Debug)]
pub struct Realistic<S = Nitro> {
    shape: Shape,
    pub(super) node: Node<S>,
    pub(super) flows: BTreeMap<FlowId, Flow>,
    /// The flows that can take their next step.
    pub(super) ready: Vec<FlowId>,
    /// The ledgers that take more virtual channels.
    pub(super) hosts: Vec<FlowId>,
}

/// What becomes of a direct channel.
enum Fate {
    RejectedByPolicy,
    RejectedByNotice,
    Retried,
    Challenged,
    Abandoned,
    Closed,
}

impl Realistic {
    /// The log of a node that is chosen by `seed`, with filler for signatures.
    pub fn new(seed: u64, shape: Shape) -> Self {
        Self::with_seal(Nitro::default(), seed, shape)
    }
}

impl<S: Seal> Iterator for Realistic<S> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.node.take() {
                return Some(event);
            }
            self.node.settle();
            self.open();
            self.step();
        }
    }
}

impl<S: Seal> Realistic<S> {
    /// The log of a node that is chosen by `seed`.
    pub fn with_seal(seal: S, seed: u64, shape: Shape) -> Self {
        assert!(shape.active_channels > 0, "a log needs a channel");
        Self {
            shape,
            node: Node::new(seal, seed),
            flows: BTreeMap::new(),
            ready: Vec::new(),
            hosts: Vec::new(),
        }
    }

    /// Lets some channel take its next step.
    fn step(&mut self) {
        if !self.ready.is_empty() {
            let place = self.node.rng.index(self.ready.len());
            let id = self.ready.swap_remove(place);
            self.step_flow(id);
        }
    }

    /// Lets a channel that is not in the list of the ready ones take its next step.
    pub(super) fn step_flow(&mut self, id: FlowId) {
        let mut flow = self.flows.remove(&id).unwrap();
        let step = flow.script.pop_front().unwrap();
        self.run(&mut flow, step);
        if step == Step::Host {
            self.hosts.push(id);
            self.flows.insert(id, flow);
        } else if !flow.script.is_empty() {
            self.ready.push(id);
            self.flows.insert(id, flow);
        }
    }

    /// Begins one more channel unless there are enough.
    fn open(&mut self) {
        if self.flows.len() >= self.shape.active_channels {
            return;
        }
        let ledgers = self.flows.values().filter(|flow| flow.book.is_some());
        let flow = if ledgers.count() < self.shape.active_channels.div_ceil(6).saturating_sub(1) {
            self.open_ledger()
        } else if self.node.rng.one_in(3) {
            self.open_direct()
        } else {
            let me = self.node.rng.index(3);
            self.open_virtual(me).unwrap_or_else(|| self.open_direct())
        };
        self.start(flow);
    }

    pub(super) fn start(&mut self, flow: Flow) -> FlowId {
        let id = self.node.unique();
        self.flows.insert(id, flow);
        self.ready.push(id);
        id
    }

    pub(super) fn open_ledger(&mut self) -> Flow {
        let chain = usize::from(self.node.rng.one_in(3));
        let hub = Party(1_000_000 + self.node.unique());
        let amounts = [(); 2].map(|()| self.ether(1000, 4000));
        let parties = self.pair(hub);
        let outcome = self.outcome(&parties, &[(Bytes20::ZERO, amounts)]);
        let channel = self.channel(ChannelKind::Ledger, chain, parties, outcome);
        let mut script = fund_directly(&channel);
        script.push(Step::Host);
        script.extend(defund_directly(&channel));
        let book = Book {
            balances: amounts,
            capacity: self.node.rng.between(30, 90) as u32,
            ..Book::default()
        };
        Flow {
            book: Some(book),
            ..Flow::new(channel, script)
        }
    }

    fn open_direct(&mut self) -> Flow {
        let chain = usize::from(self.node.rng.one_in(3));
        let peer = Party(self.node.rng.between(1, 64));
        let parties = self.pair(peer);
        let native = (Bytes20::ZERO, [(); 2].map(|()| self.ether(1, 100)));
        let token = Bytes20::from_slice(&hash("token", &[])[12..]);
        let token = (token, [(); 2].map(|()| self.token(1, 5000)));
        let assets = match self.node.rng.below(32) {
            0 => vec![native, token],
            1..16 => vec![token],
            _ => vec![native],
        };
        let outcome = self.outcome(&parties, &assets);
        let channel = self.channel(ChannelKind::Direct, chain, parties, outcome);
        self.live_directly(channel)
    }

    fn live_directly(&mut self, mut channel: Channel) -> Flow {
        let fate = match self.node.rng.below(64) {
            0 if channel.me == 1 => Fate::RejectedByPolicy,
            0 => Fate::RejectedByNotice,
            1 => Fate::Retried,
            2 | 3 => Fate::Challenged,
            4 | 5 => Fate::Abandoned,
            _ => Fate::Closed,
        };
        if matches!(fate, Fate::Abandoned) {
            channel.fixed.challenge_duration = Uint48::new(SHORT_CHALLENGE_S).unwrap();
            channel.id = self.node.seal.channel_id(&channel.fixed);
        }
        let mut script = match fate {
            Fate::RejectedByPolicy => return Flow::new(channel, vec![Step::RejectByPolicy]),
            Fate::RejectedByNotice => {
                let script = vec![Step::Create, Step::RejectByNotice];
                return Flow::new(channel, script);
            }
            _ => fund_directly(&channel),
        };
        if matches!(fate, Fate::Retried) {
            script.insert(1, Step::Retry);
        }
        for _ in 0..self.node.rng.between(1, self.shape.updates * 2) {
            let first = self.node.rng.index(2);
            script.extend(round(StatePurpose::Update, [first, 1 - first]));
        }
        match fate {
            Fate::Challenged => script.extend([Step::StaleChallenge, Step::Cleared]),
            Fate::Abandoned => script.extend(defund_by_timeout()),
            _ => {}
        }
        if !matches!(fate, Fate::Abandoned) {
            script.extend(defund_directly(&channel));
        }
        Flow::new(channel, script)
    }

    /// A virtual channel in which we are payer (0), intermediary (1) or payee (2),
    /// over ledgers that are open; `None` if there are none.
    pub(super) fn open_virtual(&mut self, me: usize) -> Option<Flow> {
        let amount = self.ether(1, 10);
        let near = self.host(None, me == 0, amount)?;
        let far = match me {
            1 => Some(self.host(Some(near), true, amount)?),
            _ => None,
        };
        let far_end = match far {
            Some(far) => self.peer_of(far),
            None => Party(self.node.rng.between(100, 999)),
        };
        let (us, hub) = (self.node.me, self.peer_of(near));
        let parties = match me {
            0 => vec![us, hub, far_end],
            1 => vec![hub, us, far_end],
            _ => vec![far_end, hub, us],
        };
        let ledgers: Vec<_> = match far {
            Some(far) => vec![(near, 0), (far, 1)],
            None => vec![(near, me.min(1))],
        };
        for (ledger, left) in &ledgers {
            self.reserve(*ledger, parties[*left], amount);
        }
        let chain = self.flows[&near].channel.chain;
        let ends = [parties[0], parties[2]];
        let outcome = self.outcome(&ends, &[(Bytes20::ZERO, [amount, U256::ZERO])]);
        let channel = self.channel(ChannelKind::Virtual, chain, parties, outcome);
        let payments = self.node.rng.between(1, self.shape.payments * 2);
        let script = live_virtually(me, &ledgers, payments);
        Some(Flow {
            payment: amount / U256::from(payments + 1),
            ..Flow::new(channel, script)
        })
    }

    /// A ledger that takes one more virtual channel, and whose left side (we, or
    /// the peer) can guarantee an amount. A second one is on the same chain.
    fn host(&mut self, other: Option<FlowId>, left_is_us: bool, amount: U256) -> Option<FlowId> {
        let chain = other.map(|other| self.flows[&other].channel.chain);
        let takes = |id: &&FlowId| {
            let Flow { channel, book, .. } = &self.flows[*id];
            let left = if left_is_us {
                channel.me
            } else {
                1 - channel.me
            };
            let free = book
                .as_ref()
                .is_some_and(|book| book.free(left) >= amount && book.users < GUARANTEES_AT_ONCE);
            free && Some(**id) != other && chain.is_none_or(|chain| chain == channel.chain)
        };
        let hosts: Vec<_> = self.hosts.iter().filter(takes).copied().collect();
        (!hosts.is_empty()).then(|| *self.node.rng.pick(&hosts))
    }

    /// Promises an amount of a party's balance in a ledger.
    fn reserve(&mut self, ledger: FlowId, left: Party, amount: U256) {
        let Flow { channel, book, .. } = self.flows.get_mut(&ledger).unwrap();
        let book = book.as_mut().unwrap();
        let side = usize::from(channel.parties[1] == left);
        book.reserved[side] += amount;
        book.users += 1;
        book.capacity -= 1;
        if book.capacity == 0 {
            self.hosts.retain(|host| *host != ledger);
        }
    }

    fn peer_of(&self, ledger: FlowId) -> Party {
        let channel = &self.flows[&ledger].channel;
        channel.parties[1 - channel.me]
    }

    /// Us and a peer, in either order.
    fn pair(&mut self, peer: Party) -> Vec<Party> {
        let mut parties = vec![self.node.me, peer];
        if self.node.rng.one_in(2) {
            parties.reverse();
        }
        parties
    }

    /// An amount between two numbers of ether, in wei.
    fn ether(&mut self, low: u64, high: u64) -> U256 {
        const GWEI_PER_ETHER: u64 = 1_000_000_000;
        let gwei = self
            .node
            .rng
            .between(low * GWEI_PER_ETHER, high * GWEI_PER_ETHER);
        U256::from(gwei) * U256::from(1_000_000_000u64)
    }

    /// An amount between two numbers of a token that has six decimals.
    fn token(&mut self, low: u64, high: u64) -> U256 {
        let units = self.node.rng.between(low * 1_000_000, high * 1_000_000);
        U256::from(units)
    }

    /// Each asset divided among two parties.
    fn outcome(&self, ends: &[Party], assets: &[(Bytes20, [U256; 2])]) -> Outcome {
        let divide = |(asset, amounts): &(Bytes20, [U256; 2])| {
            let shares = ends.iter().zip(amounts);
            let allocations = shares
                .map(|(end, amount)| simple(destination(self.node.address(*end)), *amount))
                .collect();
            exit(*asset, allocations)
        };
        assets.iter().map(divide).collect()
    }

    fn channel(
        &mut self,
        kind: ChannelKind,
        chain: usize,
        parties: Vec<Party>,
        outcome: Outcome,
    ) -> Channel {
        let application = match kind {
            ChannelKind::Virtual => "VirtualPaymentApp",
            _ => "ConsensusApp",
        };
        let addresses = parties.iter().map(|party| self.node.address(*party));
        let fixed = FixedPart {
            participants: List::new(addresses.collect()).unwrap(),
            channel_nonce: U64(self.node.rng.next()),
            app_definition: Bytes20::from_slice(&hash(application, &[])[12..]),
            challenge_duration: Uint48::new(LONG_CHALLENGE_S).unwrap(),
        };
        let me = parties.iter().position(|party| *party == self.node.me);
        Channel {
            id: self.node.seal.channel_id(&fixed),
            fixed,
            parties,
            me: me.unwrap(),
            chain,
            kind,
            held: vec![U256::ZERO; outcome.len()],
            state: state(0, outcome),
        }
    }
}
