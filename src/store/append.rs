//! Appends events, all of a batch or none.
//!
//! Every event is judged in this order: shape (its length included), duplicate,
//! expected length, timestamp, rules. Nothing is visible before the last event of a batch has passed.

use super::EventStore;
use super::chain_facts::chain_fact;
use super::facts::{Compiled, Compiler, chain_log_id, kind};
use super::given::Given;
use super::known::FactKey;
use crate::canonical::{Document, Form, Invalid, Writer};
use crate::error::{Error, ErrorKind};
use crate::event::scalar::{Bytes32, Millis};
use crate::event::{ChainRef, Event, EventType};
use crate::limits::{MAX_COMMIT_BYTES, MAX_EVENT_BYTES, MAX_SAFE_INTEGER};
use crate::log::KeyId;
use crate::merkle::leaf_hash;
use crate::nitro;
use crate::rules::{Checked, Judgement, Standing, domain_keys, standing, stranger};

/// What an append asks for besides the events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AppendOptions {
    /// The length that the log must have; the append fails with `CONFLICT` otherwise.
    pub expected_length: Option<u64>,
}

/// What became of an appended event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppendResult {
    /// Where the event is in the log.
    pub offset: u64,
    /// Its id.
    pub event_id: Bytes32,
    /// Whether the log held the fact already; then nothing was appended.
    pub duplicate: bool,
}

/// Room that the frame of a commit line takes besides its events, in bytes.
const FRAME_BYTES: usize = 512;

/// How events come to be appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// One event, as a commit of its own.
    One,
    /// Several events as one commit.
    Batch,
    /// One event of somebody else's history.
    Import,
}

/// What holds for all events of one append.
struct Batch {
    start: u64,
    options: AppendOptions,
    now: Millis,
    bytes: usize,
    /// Whether the rules may refuse events. History that is imported is recorded as it
    /// is.
    is_gated: bool,
    /// What checking ids, hashes and signatures of the events found, in order.
    checked: Vec<Checked>,
}

impl EventStore {
    /// Appends one event. A timestamp that it leaves out is stamped with `now`, in
    /// milliseconds, or with that of the last event if that is later. An event has at
    /// most 65,535 canonical bytes; one without a timestamp must leave room for the
    /// longest, which takes 29 of them.
    ///
    /// # Errors
    /// `CLOSED`, `INVALID_EVENT`, `IDENTITY_CONFLICT`, `CONFLICT`,
    /// `TIMESTAMP_REGRESSION`, `RULE_VIOLATION`; the log is as it was.
    pub fn append(
        &mut self,
        event: Event,
        now: u64,
        options: AppendOptions,
    ) -> Result<AppendResult, Error> {
        let mut results =
            self.append_all(&mut std::iter::once(Ok(event)), now, options, Manner::One)?;
        // One event gives one result.
        results
            .pop()
            .ok_or_else(|| Error::argument("no event was given"))
    }

    /// Appends one event of somebody else's history: no rule refuses it.
    pub(super) fn append_imported(
        &mut self,
        event: Event,
        now: u64,
    ) -> Result<AppendResult, Error> {
        let options = AppendOptions::default();
        let mut event = std::iter::once(Ok(event));
        let mut results = self.append_all(&mut event, now, options, Manner::Import)?;
        results
            .pop()
            .ok_or_else(|| Error::argument("no event was given"))
    }

    /// Appends one event given as JSON text. It may be a recorded event, of this log or
    /// another: the `eventId` must then be that of its bytes, and the `offset` is left
    /// out of account, for here the event gets a place of its own.
    ///
    /// # Errors
    /// As [`EventStore::append`].
    pub fn append_json(
        &mut self,
        text: &str,
        now: u64,
        options: AppendOptions,
    ) -> Result<AppendResult, Error> {
        self.check_open()?;
        self.append(Given::read(text)?.event, now, options)
    }

    /// Appends events as one commit: all of them or, if one is refused, none. Each is
    /// judged as if the ones before it were in the log. Results come in order.
    ///
    /// # Errors
    /// As [`EventStore::append`], with the index of the event.
    pub fn append_batch(
        &mut self,
        events: Vec<Event>,
        now: u64,
        options: AppendOptions,
    ) -> Result<Vec<AppendResult>, Error> {
        self.append_all(&mut events.into_iter().map(Ok), now, options, Manner::Batch)
    }

    /// Appends events given as JSON texts, one a line; see
    /// [`EventStore::append_batch`].
    ///
    /// # Errors
    /// As [`EventStore::append_batch`].
    pub fn append_lines(
        &mut self,
        lines: &str,
        now: u64,
        options: AppendOptions,
    ) -> Result<Vec<AppendResult>, Error> {
        let mut events = lines.lines().map(|line| Ok(Given::read(line)?.event));
        self.append_all(&mut events, now, options, Manner::Batch)
    }

    fn append_all(
        &mut self,
        events: &mut dyn Iterator<Item = Result<Event, Error>>,
        now: u64,
        options: AppendOptions,
        manner: Manner,
    ) -> Result<Vec<AppendResult>, Error> {
        self.check_open()?;
        let now = Millis::new(now)
            .ok_or_else(|| Error::argument("the clock must give milliseconds within 0..2^53-1"))?;
        let mut batch = Batch {
            start: self.log.len(),
            options,
            now,
            bytes: FRAME_BYTES,
            is_gated: manner != Manner::Import,
            checked: Vec::new(),
        };
        // A single event changes nothing before it is accepted, so only a batch needs
        // a state to go back to.
        let before =
            (manner == Manner::Batch).then(|| (self.states.live().clone(), self.last_timestamp));
        let mut results = Vec::new();
        for (index, event) in events.enumerate() {
            match event.and_then(|event| self.append_one(event, &mut batch)) {
                Ok(result) => results.push(result),
                Err(error) => {
                    if let Some((state, timestamp)) = before {
                        self.abandon(batch.start, state, timestamp);
                        return Err(error.at(index));
                    }
                    return Err(error);
                }
            }
        }
        // The write of the commit begins later, when what is durable is at least this.
        self.commit(self.durable_length().min(batch.start));
        self.remember_checked(batch.start, batch.checked);
        Ok(results)
    }

    /// Makes what was appended since `flushed` part of the log.
    pub(super) fn commit(&mut self, flushed: u64) {
        self.log.commit(flushed);
        self.known.commit();
        self.states.settle();
    }

    /// Forgets what was appended since `start`.
    pub(super) fn abandon(
        &mut self,
        start: u64,
        state: crate::state::FoldState,
        timestamp: Millis,
    ) {
        self.log.abandon();
        self.known.abandon();
        self.facts.truncate(start);
        self.judged.truncate(start);
        self.states.restore_live(state);
        self.last_timestamp = timestamp;
    }

    fn append_one(&mut self, mut event: Event, batch: &mut Batch) -> Result<AppendResult, Error> {
        // Rule S5: what is hashed, compared and stored has the form that contracts take.
        for signature in event.signatures_mut() {
            *signature = nitro::normalise(*signature);
        }
        let given = event.timestamp();
        if given.is_none() {
            event.stamp(batch.now.max(self.last_timestamp));
        }
        let mut writer = Writer::new();
        event.write(&mut writer);
        check_size(&event, given, writer.as_bytes().len())?;
        let keys = self.fact_keys(&event);
        if let Some(offset) = self.duplicate_of(&event, &keys)? {
            return self.known_result(offset);
        }
        let mut id = leaf_hash(writer.as_bytes());
        if given.is_some()
            && let Some(offset) = self.log.offset_of(&id)
        {
            return self.known_result(offset);
        }
        self.check_length(batch)?;
        match given {
            Some(given) => self.check_time(given)?,
            None => self.stamp_later(&mut event, &mut writer, &mut id)?,
        }
        let judgement = self.judge(&event);
        if batch.is_gated {
            batch.checked.push(self.admit(&event, &judgement)?);
        }
        batch.bytes += writer.as_bytes().len() + 1;
        if batch.bytes > MAX_COMMIT_BYTES {
            return Err(Error::argument(
                "the batch exceeds the 16 MiB of one commit; split it",
            ));
        }
        self.stage(&event, (writer.as_bytes(), id), &keys, judgement)
    }

    /// Refuses an event by what was found about it, or by its ids, hashes and signatures;
    /// gives what was found about these.
    fn admit(&self, event: &Event, judgement: &Judgement) -> Result<Checked, Error> {
        let offset = self.log.next_offset();
        let refuse = |judgement: &Judgement| match judgement.refusal(event, offset) {
            Some(finding) => Err(ErrorKind::RuleViolation(Box::new(finding))),
            None => Ok(()),
        };
        refuse(judgement)?;
        let checked = self.check_next(event);
        refuse(&checked.judgement)?;
        Ok(checked)
    }

    fn check_time(&self, given: Millis) -> Result<(), Error> {
        let last = self.last_timestamp.get();
        let got = given.get();
        if got < last {
            return Err(ErrorKind::TimestampRegression { last, got }.into());
        }
        Ok(())
    }

    /// Stamps a stamped event a millisecond later for as long as it looks like an
    /// earlier one: that would be by chance.
    fn stamp_later(
        &self,
        event: &mut Event,
        writer: &mut Writer,
        id: &mut Bytes32,
    ) -> Result<(), Error> {
        while self.log.offset_of(id).is_some() {
            let stamp = event.timestamp().unwrap_or_default().get() + 1;
            event.stamp(
                Millis::new(stamp).ok_or_else(|| Error::argument("no later timestamp is left"))?,
            );
            writer.clear();
            event.write(writer);
            *id = leaf_hash(writer.as_bytes());
        }
        Ok(())
    }

    /// Stages an event with its canonical bytes and their id, and applies it to the live
    /// state.
    pub(super) fn stage(
        &mut self,
        event: &Event,
        (bytes, id): (&[u8], Bytes32),
        keys: &[FactKey],
        judgement: Judgement,
    ) -> Result<AppendResult, Error> {
        let offset = self.log.next_offset();
        let Compiled {
            fact,
            keys: found_by,
        } = Compiler {
            log: &mut self.log,
            facts: &self.facts,
            fold: self.states.live(),
            signers: &self.signers,
        }
        .compile(event);
        if !self.log.stage(bytes, id, found_by.into_iter()) {
            return Err(Error::argument("the log is full"));
        }
        for key in keys {
            self.known.stage(*key, offset);
        }
        self.states.apply(&fact);
        self.facts.push(fact);
        self.judged.push(offset, judgement);
        self.last_timestamp = event.timestamp().unwrap_or(self.last_timestamp);
        Ok(AppendResult {
            offset,
            event_id: id,
            duplicate: false,
        })
    }

    fn known_result(&self, offset: u64) -> Result<AppendResult, Error> {
        Ok(AppendResult {
            offset,
            event_id: self.log.id(offset).unwrap_or_default(),
            duplicate: true,
        })
    }

    fn check_length(&self, batch: &Batch) -> Result<(), Error> {
        match batch.options.expected_length {
            Some(expected) if expected != batch.start => {
                let actual = batch.start;
                Err(ErrorKind::Conflict { expected, actual }.into())
            }
            _ => Ok(()),
        }
    }

    /// The offset of the event that states the same fact, if the log holds one.
    fn duplicate_of(&self, event: &Event, keys: &[FactKey]) -> Result<Option<u64>, Error> {
        if !keys.is_empty() {
            let offsets: Option<Vec<u64>> = keys.iter().map(|key| self.known.get(key)).collect();
            return Ok(offsets.and_then(|offsets| offsets.into_iter().min()));
        }
        let fact = event
            .chain_ref()
            .map(|chain| chain_fact(self.log.next_offset(), event, chain, None));
        let key = self.subject(event);
        match standing(event, self.states.live(), key, fact.as_ref()) {
            Standing::New => Ok(None),
            Standing::Duplicate(offset) => Ok(Some(offset)),
            Standing::SameLog(first) => self.same_log(event, first),
            Standing::Conflict { what, first } => Err(ErrorKind::IdentityConflict {
                what,
                offset: first,
            }
            .into()),
        }
    }

    /// The key of the objective or channel that the event is about.
    fn subject(&self, event: &Event) -> Option<KeyId> {
        let objective = match event {
            Event::ObjectiveCreated(event) => Some(&event.objective_id),
            Event::ObjectiveApproved(event) => Some(&event.objective_id),
            Event::ObjectiveRejected(event) => Some(&event.objective_id),
            Event::ObjectiveCompleted(event) => Some(&event.objective_id),
            Event::ObjectiveFailed(event) => Some(&event.objective_id),
            _ => None,
        };
        let index = self.log.index();
        if let Some(id) = objective {
            return index.find(kind::OBJECTIVE, id.as_str().as_bytes());
        }
        match event {
            Event::ChannelCreated(event) => index.find(kind::CHANNEL, event.channel_id.as_slice()),
            _ => None,
        }
    }

    /// Compares a repeated challenge with the first record of the same log in what the
    /// fold does not read: its signatures, and the challenger's.
    fn same_log(&self, event: &Event, first: u64) -> Result<Option<u64>, Error> {
        let Event::ChallengeRegistered(given) = event else {
            return Ok(Some(first));
        };
        let mut held = self.event(first);
        // A log that was imported may hold v of 0 and 1, which input normalises.
        for signature in held.iter_mut().flat_map(Event::signatures_mut) {
            *signature = nitro::normalise(*signature);
        }
        let Some(Event::ChallengeRegistered(held)) = held else {
            return Ok(Some(first));
        };
        let proofs = |event: &crate::event::ChallengeRegistered| {
            let sigs = event.proof.iter().map(|proof| proof.sigs.clone());
            sigs.collect::<Vec<_>>()
        };
        if given.candidate.sigs != held.candidate.sigs || proofs(given) != proofs(&held) {
            return Err(ErrorKind::IdentityConflict {
                what: "log of the chain",
                offset: first,
            }
            .into());
        }
        let adds = given.challenger_sig.is_some() && !self.knows_challenger(&given.chain, first);
        Ok((!adds).then_some(first))
    }

    /// Whether a record of the log from the offset `first` on has the challenger's
    /// signature.
    fn knows_challenger(&self, chain: &ChainRef, first: u64) -> bool {
        let index = self.log.index();
        let key = index.find(kind::CHAIN_LOG, &chain_log_id(chain));
        let postings = key.map(|key| index.postings(key)).unwrap_or_default();
        let records = postings.iter().map(|offset| u64::from(*offset));
        let records = records.filter(|offset| *offset >= first);
        records
            .filter_map(|offset| self.event(offset))
            .any(|event| {
                matches!(event, Event::ChallengeRegistered(held)
                if held.chain.chain_id == chain.chain_id && held.challenger_sig.is_some())
            })
    }

    /// What identifies the fact of an event, where the state need not be asked for more
    /// than who takes part in a channel.
    pub(super) fn fact_keys(&self, event: &Event) -> Vec<FactKey> {
        let stranger = stranger(event, self.states.live());
        let keys = domain_keys(event).into_iter().map(|mut key| {
            key.extend(stranger.into_iter().flat_map(|from| from.0));
            FactKey::of(&key)
        });
        keys.collect()
    }

    /// The decoded event at an offset.
    pub(super) fn event(&self, offset: u64) -> Option<Event> {
        let text = std::str::from_utf8(self.log.bytes(offset)?).ok()?;
        Event::read(Document::parse(text).ok()?.root()).ok()
    }
}

/// Checks the length of an event's canonical bytes. Whether an event is too long must
/// not depend on the clock, so one without a timestamp leaves room for the longest.
fn check_size(event: &Event, given: Option<Millis>, bytes: usize) -> Result<(), Invalid> {
    let stamp = event.timestamp().filter(|_| given.is_none());
    let room = stamp.map_or(0, |stamp| digits(MAX_SAFE_INTEGER) - digits(stamp.get()));
    if bytes + room <= MAX_EVENT_BYTES {
        return Ok(());
    }
    let with_room = match stamp {
        Some(_) => " with the longest timestamp",
        None => "",
    };
    let got = format!("{} bytes{with_room}", bytes + room);
    Err(Invalid::new("at most 65535 canonical bytes", got))
}

/// The number of decimal digits of a number.
fn digits(number: u64) -> usize {
    number.checked_ilog10().unwrap_or_default() as usize + 1
}

/// The tag of an event type as a bit, for filters.
pub(crate) fn type_bit(event_type: EventType) -> u64 {
    1 << (event_type as u64)
}
