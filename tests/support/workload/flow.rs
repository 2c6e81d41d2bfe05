//! A channel together with what is still to happen to it.

use std::collections::VecDeque;

use statelog::event::scalar::{Bytes32, Text, U256};
use statelog::event::{ChannelKind, StatePurpose, VariablePart};

use super::channel::{Book, Channel};
use super::node::text;

/// Names a flow.
pub type FlowId = u64;

/// What happens to a channel in one go; between steps, other channels move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The objective to fund begins, and the channel is known.
    Create,
    /// A policy rejects what a peer wants to fund.
    RejectByPolicy,
    /// The peer tells us that it rejects.
    RejectByNotice,
    /// The objective fails and is approved again.
    Retry,
    /// The next state to sign is decided.
    Turn(StatePurpose),
    /// A participant signs it.
    Sign(usize),
    /// We send the deposit of an asset.
    Deposit(usize),
    /// The adjudicator holds the deposit of an asset by a participant.
    Deposited { asset: usize, who: usize },
    /// The current objective has reached its goal.
    Complete,
    /// A ledger waits for virtual channels until its capacity is used up.
    Host,
    /// A ledger guarantees the channel; the left one of its sides has this place
    /// among the participants of the channel.
    Guarantee { ledger: FlowId, left: usize },
    /// A ledger gives the guarantee up.
    Release { ledger: FlowId, left: usize },
    /// A voucher.
    Pay,
    /// The objective to close begins.
    Defund,
    /// We send the conclusion.
    Withdraw,
    /// The adjudicator concludes and pays out.
    Withdrawn,
    /// The peer challenges with an old state, and we send a checkpoint.
    StaleChallenge,
    /// The checkpoint clears the challenge.
    Cleared,
    /// We send a challenge, because the peer does not answer.
    Challenge,
    /// The adjudicator registers it.
    Challenged,
    /// Nothing happens until a head shows that the challenge has timed out.
    AwaitTimeout,
    /// We send the payout of a channel that has timed out.
    TransferAll,
    /// The adjudicator pays out.
    TransferredAll,
}

/// A transaction of ours that is not in a block yet.
#[derive(Clone, Copy, Debug)]
pub struct Submission {
    pub tx_hash: Bytes32,
    /// The id of the event that recorded it.
    pub id: Bytes32,
}

/// A channel in motion.
#[derive(Clone, Debug)]
pub struct Flow {
    pub channel: Channel,
    pub script: VecDeque<Step>,
    /// The state being signed, and what for.
    pub next: VariablePart,
    pub purpose: StatePurpose,
    /// How many have signed it.
    pub signatures: usize,
    /// The state that all had signed before the latest one.
    pub previous: VariablePart,
    /// Balances and guarantees, if the channel is a ledger.
    pub book: Option<Book>,
    /// What the vouchers of a virtual channel add up to.
    pub paid: U256,
    /// The largest amount of one voucher.
    pub payment: U256,
    pub submission: Option<Submission>,
    /// When the current challenge ends, in seconds.
    pub finalizes_at_s: u64,
    /// The current objective.
    pub objective: Text,
}

impl Flow {
    pub fn new(channel: Channel, script: Vec<Step>) -> Self {
        Self {
            objective: objective_id(&channel, true),
            next: channel.state.clone(),
            previous: channel.state.clone(),
            purpose: StatePurpose::Prefund,
            signatures: 0,
            channel,
            script: script.into(),
            book: None,
            paid: U256::ZERO,
            payment: U256::ZERO,
            submission: None,
            finalizes_at_s: 0,
        }
    }

    pub fn is_virtual(&self) -> bool {
        self.channel.kind == ChannelKind::Virtual
    }
}

/// The id that go-nitro gives to the objective that funds or defunds a channel.
pub fn objective_id(channel: &Channel, fund: bool) -> Text {
    let prefix = match (channel.kind == ChannelKind::Virtual, fund) {
        (false, true) => "DirectFunding",
        (false, false) => "DirectDefunding",
        (true, true) => "VirtualFund",
        (true, false) => "VirtualDefund",
    };
    text(format!("{prefix}-{:#x}", channel.id))
}

/// Everybody signs the next state, in the order of the participants.
pub fn round(purpose: StatePurpose, signers: impl IntoIterator<Item = usize>) -> Vec<Step> {
    let signatures = signers.into_iter().map(Step::Sign);
    [Step::Turn(purpose)]
        .into_iter()
        .chain(signatures)
        .collect()
}

/// A channel between two is funded on chain.
pub fn fund_directly(channel: &Channel) -> Vec<Step> {
    let mut script = vec![Step::Create];
    script.extend(round(StatePurpose::Prefund, 0..2));
    for asset in 0..channel.state.outcome.len() {
        for who in 0..2 {
            if who == channel.me {
                script.push(Step::Deposit(asset));
            }
            script.push(Step::Deposited { asset, who });
        }
    }
    script.extend(round(StatePurpose::Postfund, 0..2));
    script.push(Step::Complete);
    script
}

/// A channel between two is closed together.
pub fn defund_directly(channel: &Channel) -> Vec<Step> {
    let mut script = vec![Step::Defund];
    script.extend(round(StatePurpose::Final, 0..2));
    if channel.me == 0 {
        script.push(Step::Withdraw);
    }
    script.extend([Step::Withdrawn, Step::Complete]);
    script
}

/// A channel between two is closed by us alone.
pub fn defund_by_timeout() -> Vec<Step> {
    vec![
        Step::Defund,
        Step::Challenge,
        Step::Challenged,
        Step::AwaitTimeout,
        Step::TransferAll,
        Step::TransferredAll,
        Step::Complete,
    ]
}

/// A channel of three is funded through ledgers, used for payments and closed.
pub fn live_virtually(me: usize, ledgers: &[(FlowId, usize)], payments: u64) -> Vec<Step> {
    let mut script = vec![Step::Create];
    script.extend(round(StatePurpose::Prefund, 0..3));
    for (ledger, left) in ledgers.iter().copied() {
        script.push(Step::Guarantee { ledger, left });
    }
    script.extend(round(StatePurpose::Postfund, 0..3));
    script.push(Step::Complete);
    if me != 1 {
        script.extend((0..payments).map(|_| Step::Pay));
    }
    script.push(Step::Defund);
    script.extend(round(StatePurpose::Final, 0..3));
    for (ledger, left) in ledgers.iter().copied() {
        script.push(Step::Release { ledger, left });
    }
    script.push(Step::Complete);
    script
}
