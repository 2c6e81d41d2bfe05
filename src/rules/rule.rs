//! The rules by name.

use crate::word;

word! {
    /// The id of a replay rule. `docs/rules.md` says what each of them asks for.
    pub enum Rule {
        /// Nothing essential is said in a way that this version does not understand.
        L3 "L3",
        /// Timestamps do not decrease.
        L5 "L5",
        /// `causationId` refers to an earlier event.
        L6 "L6",
        /// An objective is created once, under the id that its kind asks for.
        O1 "O1",
        /// The status of an objective moves along the legal arrows.
        O2 "O2",
        /// Completed and rejected are terminal.
        O3 "O3",
        /// A rejection by notice names a participant.
        O4 "O4",
        /// One live objective owns a channel.
        O5 "O5",
        /// The objective is known.
        O6 "O6",
        /// Completion has preconditions.
        O7 "O7",
        /// A ledger is defunded only when it guarantees nothing.
        O8 "O8",
        /// Approving or rejecting again the same way says nothing.
        O9 "O9",
        /// The channel is known, and its id is that of its fixed part.
        S1 "S1",
        /// Participants are distinct.
        S2 "S2",
        /// The state hash is that of the state.
        S3 "S3",
        /// A signature recovers to the participant that it names.
        S4 "S4",
        /// Signatures have the form that the contract accepts.
        S5 "S5",
        /// Nobody signs two states of one turn.
        S7 "S7",
        /// A state below the latest supported turn is stale.
        S9 "S9",
        /// We do not sign below what we signed, or above a final state.
        S10 "S10",
        /// Turns follow one another.
        S11 "S11",
        /// Prefund, funding and postfund come in this order.
        S12 "S12",
        /// A channel neither creates nor destroys funds.
        S13 "S13",
        /// A guarantee is one that the contract can reclaim.
        S14 "S14",
        /// A virtual channel has an application that can be challenged.
        S15 "S15",
        /// The application's data of prefund and postfund may differ.
        S16 "S16",
        /// Nothing follows a final state.
        S17 "S17",
        /// Every signature of ours is in the log.
        S18 "S18",
        /// Our own events name us as the signer.
        S19 "S19",
        /// A redemption keeps the destinations of the postfund.
        S20 "S20",
        /// Proposals are made by the leader and accepted in order.
        P1 "P1",
        /// Proposals have the turns that follow.
        P2 "P2",
        /// A guarantee can be added.
        P3 "P3",
        /// A guarantee can be removed.
        P4 "P4",
        /// The hash that a proposal's signature is over is that of the resulting state.
        P5 "P5",
        /// A ledger keeps its total.
        P6 "P6",
        /// A guarantee is removed as the final state of its channel says.
        P7 "P7",
        /// A guarantee is added as the prefund of its channel says.
        P8 "P8",
        /// Vouchers are signed by the payer.
        Vr1 "VR1",
        /// Our vouchers grow, and we have what they promise.
        Vr2 "VR2",
        /// A voucher promises more than the ones before.
        Vr3 "VR3",
        /// A voucher promises no more than the payer has.
        Vr4 "VR4",
        /// Payments begin when the channel is open.
        Vr5 "VR5",
        /// The final state gives the payee what was promised.
        Vr6 "VR6",
        /// Deposits follow the order that keeps them safe.
        F2 "F2",
        /// One deposit at a time.
        F3 "F3",
        /// Holdings do not shrink by a deposit.
        F4 "F4",
        /// A channel is not funded beyond its outcome.
        F5 "F5",
        /// Nothing is deposited into a channel that has ended.
        F6 "F6",
        /// A log of a chain is recorded with one content.
        C1 "C1",
        /// A block number and a transaction have one block hash.
        C2 "C2",
        /// What we acted on stays true.
        C3 "C3",
        /// Facts come from the chain and the contract of the channel.
        C4 "C4",
        /// Facts arrive in chain order.
        C5 "C5",
        /// A challenge is one that the contract allows.
        C6 "C6",
        /// A challenge finalizes when the channel's duration has passed.
        C7 "C7",
        /// What is registered on chain is supported.
        C8 "C8",
        /// A challenge is made with the latest state.
        C9 "C9",
        /// Clearing and checkpoints raise the turn record.
        C10 "C10",
        /// A conclusion is made with a final state that is known.
        C11 "C11",
        /// Heads go forward.
        C13 "C13",
        /// A payout follows from the outcome.
        C14 "C14",
        /// A reclaim follows from the outcomes.
        C15 "C15",
        /// A channel that was paid out is not challenged again.
        C16 "C16",
        /// Transactions have an outcome in time.
        C17 "C17",
        /// Messages have ids of their own.
        M1 "M1",
        /// What is received comes from a participant.
        M2 "M2",
        /// What is received cites the message that it came in.
        M3 "M3",
        /// Messages that were queued are delivered.
        M4 "M4",
        /// The id of a message is the hash of its body.
        M6 "M6",
        /// A snapshot commits to the state that the log leads to.
        N1 "N1",
        /// A snapshot is of the running version of the fold.
        N3 "N3",
    }
}

impl Rule {
    /// What the rule says, in one sentence.
    #[must_use]
    pub fn about(self) -> &'static str {
        let (_, words) = Self::ABOUT;
        words
            .get(self as usize)
            .map_or("", |(_, about)| about.trim_ascii())
    }

    /// Whether an own act that the rule refuses is recorded if it gives a reason in
    /// its member `override`.
    #[must_use]
    pub fn is_overridable(self) -> bool {
        matches!(
            self,
            Self::O7
                | Self::O8
                | Self::S7
                | Self::S10
                | Self::S12
                | Self::S13
                | Self::P7
                | Self::P8
                | Self::Vr5
                | Self::Vr6
                | Self::F2
                | Self::F3
        )
    }
}
