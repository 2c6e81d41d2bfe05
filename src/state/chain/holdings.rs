//! What the contracts of a chain hold, for whom, and how certain that is.

use crate::event::scalar::{Bytes20, Bytes32, U256};
use crate::state::tree::{Key, Tree, Words};

/// What a contract holds for a destination.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) amount: U256,
    /// Whether the amount is not certain.
    pub(super) inexact: bool,
    /// The block of the last fact that moved it.
    pub(super) block: u64,
    /// When the chain last told an absolute figure of it, on the clock of
    /// [`Holdings::figures`].
    pub(super) told: u64,
}

/// Names the holdings of a contract in one asset or, if it is `None`, in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Doubt {
    contract: Bytes20,
    asset: Option<Bytes20>,
}

impl Key for Doubt {
    fn write(&self, words: &mut Words) {
        self.contract.write(words);
        words.push(u64::from(self.asset.is_some()));
        self.asset.unwrap_or_default().write(words);
    }
}

/// Names a holding. The destination comes before the asset, so that the assets of
/// one destination are neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Account {
    pub(super) contract: Bytes20,
    pub(super) destination: Bytes32,
    pub(super) asset: Bytes20,
}

impl Key for Account {
    fn write(&self, words: &mut Words) {
        self.contract.write(words);
        self.destination.write(words);
        self.asset.write(words);
    }
}

/// What is held after some number of canonical facts. Clones share all but what changes
/// later.
#[derive(Clone, Debug, Default)]
pub(super) struct Holdings {
    accounts: Tree<Account, Held>,
    /// Counts what changed holdings, as a clock.
    figures: u64,
    /// Holdings of which any may have been credited, with the time of that.
    doubts: Tree<Doubt, u64>,
}

impl Holdings {
    /// What is held, as far as it is known.
    pub(super) fn held(&self, account: &Account) -> Held {
        let mut held = self.accounts.get(account).copied().unwrap_or_default();
        held.inexact |= self.is_doubted(account, held.told);
        held
    }

    /// Whether a destination may have been credited since the chain last told its holding.
    fn is_doubted(&self, account: &Account, told: u64) -> bool {
        let contract = account.contract;
        let mut doubts = [Some(account.asset), None].into_iter();
        let since = |asset| self.doubts.get(&Doubt { contract, asset });
        doubts.any(|asset| since(asset).is_some_and(|since| *since > told))
    }

    /// Sets a holding to an absolute figure of the chain, which ends any uncertainty;
    /// gives what was known before.
    pub(super) fn set(&mut self, account: Account, amount: U256, block: u64) -> Held {
        self.figures += 1;
        let held = Held {
            amount,
            inexact: false,
            block,
            told: self.figures,
        };
        let before = self.held(&account);
        self.accounts.insert(account, held);
        before
    }

    /// Credits a payout to a destination within the contract; no log says so.
    pub(super) fn credit(&mut self, account: Account, amount: U256, block: u64) {
        let held = self.held(&account);
        let sum = held.amount.checked_add(amount);
        // A sum beyond 256 bits cannot be on a chain: some figure was wrong.
        let held = Held {
            amount: sum.unwrap_or(U256::MAX),
            inexact: held.inexact || sum.is_none(),
            block,
            ..held
        };
        self.accounts.insert(account, held);
    }

    /// Says that a destination may have been credited.
    pub(super) fn doubt(&mut self, account: Account, block: u64) {
        let held = Held {
            inexact: true,
            block,
            ..self.held(&account)
        };
        self.accounts.insert(account, held);
    }

    /// Says that any other destination within the contract may have been credited that
    /// asset. What the payer has left is told by the log of the payout.
    pub(super) fn doubt_others(&mut self, payer: Account) {
        let own = self.held(&payer);
        self.doubt_assets(payer.contract, Some(payer.asset));
        if !own.inexact {
            let told = self.figures;
            self.accounts.insert(payer, Held { told, ..own });
        }
    }

    /// Says that any destination within a contract may have been credited some asset, or
    /// has less of it.
    pub(super) fn doubt_all(&mut self, contract: Bytes20) {
        self.doubt_assets(contract, None);
    }

    fn doubt_assets(&mut self, contract: Bytes20, asset: Option<Bytes20>) {
        self.figures += 1;
        self.doubts.insert(Doubt { contract, asset }, self.figures);
    }

    /// Every holding that was ever moved.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Account, Held)> {
        let accounts = self.accounts.iter().map(|(account, _)| account);
        accounts.map(|account| (account, self.held(account)))
    }

    /// The block of the last fact that moved a holding.
    pub(super) fn block_of(&self, account: &Account) -> Option<u64> {
        self.accounts.get(account).map(|held| held.block)
    }

    /// The holdings of a destination that were ever moved, by asset.
    pub(super) fn accounts_of(
        &self,
        contract: Bytes20,
        destination: Bytes32,
    ) -> impl Iterator<Item = (&Account, Held)> {
        let from = Account {
            contract,
            destination,
            asset: Bytes20::ZERO,
        };
        let accounts = self.accounts.from(&from).map(|(account, _)| account);
        let accounts = accounts.take_while(move |account| {
            account.contract == contract && account.destination == destination
        });
        accounts.map(|account| (account, self.held(account)))
    }

    /// The assets that a destination holds something of, or may hold.
    pub(super) fn assets_of(
        &self,
        contract: Bytes20,
        destination: Bytes32,
    ) -> impl Iterator<Item = Bytes20> + '_ {
        self.accounts_of(contract, destination)
            .filter(|(_, held)| held.inexact || !held.amount.is_zero())
            .map(|(account, _)| account.asset)
    }

    /// The asset of a destination that holds something of one only, and that may hold
    /// nothing of others.
    pub(super) fn only_asset(&self, contract: Bytes20, destination: Bytes32) -> Option<Bytes20> {
        let mut assets = self.assets_of(contract, destination);
        let only = assets.next()?;
        let first = Doubt {
            contract,
            asset: None,
        };
        let doubts = self.doubts.from(&first).map(|(doubt, _)| *doubt);
        let mut doubts = doubts.take_while(|doubt| doubt.contract == contract);
        let others = doubts.any(|doubt| {
            doubt.asset.is_none_or(|asset| {
                let account = Account {
                    contract,
                    destination,
                    asset,
                };
                asset != only && self.held(&account).inexact
            })
        });
        (assets.next().is_none() && !others).then_some(only)
    }
}
