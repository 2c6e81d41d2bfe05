//! Derived state, for now or for any past length.

use super::EventStore;
use super::facts::kind;
use crate::error::Error;
use crate::event::scalar::Bytes32;
use crate::merkle::Hash;
use crate::order;
use crate::rules::{Finding, Scope};
use crate::state::view::{ChannelState, LogState, ObjectiveState};
use crate::state::{Channel, FoldState, Objective};

impl EventStore {
    /// The state of the fold after the events `[0, at)`; now if `at` is `None`.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if `at` is beyond the length.
    pub fn state(&self, at: Option<u64>) -> Result<FoldState, Error> {
        let at = self.check_at(at)?;
        Ok(self.states.at(at, &self.facts))
    }

    /// Checks a length that a caller gave; the present one if there is none.
    pub(super) fn check_at(&self, at: Option<u64>) -> Result<u64, Error> {
        let length = self.len();
        match at {
            None => Ok(length),
            Some(at) if at <= length => Ok(at),
            Some(at) => Err(Error::argument(format!(
                "at is {at}, but the log has {length} events; give a length up to that"
            ))),
        }
    }

    /// A channel after the events `[0, at)`; `None` until its creation.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if `at` is beyond the length.
    pub fn reconstruct_channel(
        &self,
        id: &Bytes32,
        at: Option<u64>,
    ) -> Result<Option<ChannelState>, Error> {
        let state = self.state(at)?;
        let key = self.log.index().find(kind::CHANNEL, id.as_slice());
        let shown = key.and_then(|key| state.channel_state(key, &self.options.view));
        Ok(shown.map(|mut channel| {
            channel.findings = self.findings(&state, Scope::Channel(*id));
            channel
        }))
    }

    /// An objective after the events `[0, at)`; `None` until its creation.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if `at` is beyond the length.
    pub fn reconstruct_objective(
        &self,
        id: &str,
        at: Option<u64>,
    ) -> Result<Option<ObjectiveState>, Error> {
        let state = self.state(at)?;
        let key = self.log.index().find(kind::OBJECTIVE, id.as_bytes());
        let shown = key.and_then(|key| state.objective_state(key));
        Ok(shown.map(|mut objective| {
            let scope = Scope::Objective(&objective.objective_id);
            objective.findings = self.findings(&state, scope);
            objective
        }))
    }

    /// Everything after the events `[0, at)`.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if `at` is beyond the length.
    pub fn reconstruct(&self, at: Option<u64>) -> Result<LogState, Error> {
        let state = self.state(at)?;
        let mut shown = state.log_state(&self.options.view);
        shown.findings = self.findings(&state, Scope::Log);
        distribute(&mut shown);
        Ok(shown)
    }

    /// The hash of the state after the events `[0, at)`.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if `at` is beyond the length.
    pub fn state_hash(&self, at: Option<u64>) -> Result<Hash, Error> {
        Ok(self.state(at)?.state_hash())
    }

    /// The Merkle root of the log at a length.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if the length is beyond that of the log.
    pub fn root(&self, length: Option<u64>) -> Result<Hash, Error> {
        let length = self.check_at(length)?;
        let root = self.log.tree().root_at(length);
        root.ok_or_else(|| Error::argument("the length is beyond that of the log"))
    }

    /// The ids of the channels created, in order.
    pub fn channel_ids(&self) -> impl Iterator<Item = Bytes32> + '_ {
        let channels = self.states.live().channels();
        channels.map(|channel: &Channel| channel.created().channel_id)
    }

    /// The ids of the objectives created, in order.
    pub fn objective_ids(&self) -> impl Iterator<Item = &str> {
        let objectives = self.states.live().objectives();
        objectives.map(|objective: &Objective| objective.id().as_str())
    }
}

/// Gives each channel and objective its findings.
fn distribute(shown: &mut LogState) {
    let by_channel = by_subject(&shown.findings, |finding| finding.channel_id.as_ref());
    for channel in &mut shown.channels {
        channel.findings = about(&by_channel, &channel.channel_id);
    }
    let by_objective = by_subject(&shown.findings, |finding| finding.objective_id.as_ref());
    for objective in &mut shown.objectives {
        objective.findings = about(&by_objective, &objective.objective_id);
    }
}

/// Findings with what they are about, ascending by that.
fn by_subject<'f, K: Ord>(
    findings: &'f [Finding],
    subject: impl Fn(&'f Finding) -> Option<&'f K>,
) -> Vec<(&'f K, &'f Finding)> {
    let named = |finding| subject(finding).map(|id| (id, finding));
    let mut list = findings.iter().filter_map(named).collect();
    order::sort_by(&mut list, |(left, _), (right, _)| left.cmp(right));
    list
}

/// The findings about one subject, in order.
fn about<K: Ord>(by_subject: &[(&K, &Finding)], id: &K) -> Vec<Finding> {
    let from = by_subject.partition_point(|(held, _)| *held < id);
    let rest = by_subject.get(from..).unwrap_or_default();
    let own = rest.iter().take_while(|(held, _)| *held == id);
    own.map(|(_, finding)| (*finding).clone()).collect()
}
