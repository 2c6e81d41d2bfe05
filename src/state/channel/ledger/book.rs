//! Ledger form: an outcome as two balances and guarantees, and how a proposal
//! changes it.

use std::sync::Arc;

use super::share::{Balance, Share};
use crate::event::scalar::{Bytes, Bytes20, Bytes32, U256};
use crate::event::{AddProposal, AssetExit, Outcome, Proposal, RemoveProposal};
use crate::state::tree::Tree;
use crate::state::view;

/// The allocation type of a guarantee unless a proposal names the other one.
const GUARANTEE: u8 = 2;

/// The balances and guarantees of a ledger. Copies share the guarantees.
#[derive(Clone, Debug)]
pub(super) struct Book {
    assets: Arc<[AssetBook]>,
}

/// One asset of a ledger.
#[derive(Clone, Debug)]
struct AssetBook {
    asset: Bytes20,
    leader: Balance,
    follower: Balance,
    /// By target, which is also their order in the outcome.
    guarantees: Tree<Bytes32, Share>,
}

/// What a proposal changes in a book.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    /// The place of the asset.
    place: usize,
    /// The leader's balance afterwards.
    leader: U256,
    /// The follower's balance afterwards.
    follower: U256,
    /// The channel that is guaranteed from now on, or no longer.
    target: Bytes32,
    share: Option<Share>,
}

impl Book {
    /// Reads an outcome, if it has ledger form: each asset once and of type 0 without
    /// metadata; for each the balances of leader and follower, then guarantees, of
    /// which no two have the same target.
    pub(super) fn parse(outcome: &Outcome) -> Option<Self> {
        let mut assets: Vec<AssetBook> = Vec::with_capacity(outcome.len());
        for exit in outcome {
            if assets.iter().any(|book| book.asset == exit.asset) {
                return None;
            }
            assets.push(AssetBook::parse(exit)?);
        }
        Some(Self {
            assets: assets.into(),
        })
    }

    /// What a proposal changes, if it is possible.
    pub(super) fn plan(&self, proposal: &Proposal) -> Option<Change> {
        let asset = match proposal {
            Proposal::Add(add) => add.asset,
            Proposal::Remove(remove) => remove.asset,
        };
        let place = match asset {
            Some(asset) => self.assets.iter().position(|book| book.asset == asset)?,
            None if self.assets.len() == 1 => 0,
            None => return None,
        };
        let book = self.assets.get(place)?;
        match proposal {
            Proposal::Add(add) => book.plan_add(place, add),
            Proposal::Remove(remove) => book.plan_remove(place, remove),
        }
    }

    /// Makes a change that was planned on this book.
    pub(super) fn commit(&mut self, change: Change) {
        if let Some(book) = Arc::make_mut(&mut self.assets).get_mut(change.place) {
            book.leader.amount = change.leader;
            book.follower.amount = change.follower;
            match change.share {
                Some(share) => book.guarantees.insert(change.target, share),
                None => book.guarantees.remove(&change.target),
            }
        }
    }

    /// The outcome in the order in which it is hashed: assets as before, for each
    /// leader, follower, then guarantees ascending by target.
    pub(super) fn outcome(&self) -> Outcome {
        self.assets.iter().map(AssetBook::exit).collect()
    }

    pub(super) fn guarantees(&self, target: &Bytes32) -> bool {
        let mut books = self.assets.iter();
        books.any(|book| book.guarantees.get(target).is_some())
    }

    /// The guarantees for one target with their assets.
    pub(super) fn guarantees_for<'b>(
        &'b self,
        target: &'b Bytes32,
    ) -> impl Iterator<Item = (Bytes20, view::Guarantee)> + 'b {
        self.assets.iter().filter_map(move |book| {
            let share = book.guarantees.get(target)?;
            Some((book.asset, share.view(target)))
        })
    }

    pub(super) fn view(&self) -> Vec<view::LedgerAsset> {
        self.assets.iter().map(AssetBook::view).collect()
    }
}

impl AssetBook {
    fn parse(exit: &AssetExit) -> Option<Self> {
        let [leader, follower, guarantees @ ..] = exit.allocations.as_slice() else {
            return None;
        };
        if exit.asset_type != 0 || !exit.asset_metadata.0.is_empty() {
            return None;
        }
        let mut book = Self {
            asset: exit.asset,
            leader: Balance::parse(leader)?,
            follower: Balance::parse(follower)?,
            guarantees: Tree::default(),
        };
        for guarantee in guarantees {
            if book.guarantees.get(&guarantee.destination).is_some() {
                return None;
            }
            let share = Share::parse(guarantee)?;
            book.guarantees.insert(guarantee.destination, share);
        }
        Some(book)
    }

    fn plan_add(&self, place: usize, add: &AddProposal) -> Option<Change> {
        if self.guarantees.get(&add.target).is_some() {
            return None;
        }
        let from_right = add.amount.checked_sub(add.left_deposit)?;
        let (from_leader, from_follower) = if self.is_left_leader(&add.left, &add.right)? {
            (add.left_deposit, from_right)
        } else {
            (from_right, add.left_deposit)
        };
        Some(Change {
            place,
            leader: self.leader.amount.checked_sub(from_leader)?,
            follower: self.follower.amount.checked_sub(from_follower)?,
            target: add.target,
            share: Some(Share {
                amount: add.amount,
                left: add.left,
                right: add.right,
                allocation_type: add.allocation_type.unwrap_or(GUARANTEE),
            }),
        })
    }

    fn plan_remove(&self, place: usize, remove: &RemoveProposal) -> Option<Change> {
        let share = self.guarantees.get(&remove.target)?;
        let to_right = share.amount.checked_sub(remove.left_amount)?;
        let (to_leader, to_follower) = if self.is_left_leader(&share.left, &share.right)? {
            (remove.left_amount, to_right)
        } else {
            (to_right, remove.left_amount)
        };
        Some(Change {
            place,
            leader: self.leader.amount.checked_add(to_leader)?,
            follower: self.follower.amount.checked_add(to_follower)?,
            target: remove.target,
            share: None,
        })
    }

    /// Whether the leader is left and the follower right, or the other way round. A
    /// guarantee between any others could never be returned by the contract.
    fn is_left_leader(&self, left: &Bytes32, right: &Bytes32) -> Option<bool> {
        let (leader, follower) = (&self.leader.destination, &self.follower.destination);
        if (left, right) == (leader, follower) {
            Some(true)
        } else {
            ((left, right) == (follower, leader)).then_some(false)
        }
    }

    fn exit(&self) -> AssetExit {
        let balances = [self.leader, self.follower].map(Balance::allocation);
        let guarantees = self.guarantees.iter();
        AssetExit {
            asset: self.asset,
            asset_type: 0,
            asset_metadata: Bytes::default(),
            allocations: balances
                .into_iter()
                .chain(guarantees.map(|(target, share)| share.allocation(target)))
                .collect(),
        }
    }

    fn view(&self) -> view::LedgerAsset {
        let guarantees = self.guarantees.iter();
        view::LedgerAsset {
            asset: self.asset,
            leader: self.leader.amount,
            follower: self.follower.amount,
            guarantees: guarantees
                .map(|(target, share)| share.view(target))
                .collect(),
        }
    }
}
