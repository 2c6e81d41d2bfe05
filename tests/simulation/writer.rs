//! A writer of one log: appends to the store at any time, and writes what has not been
//! written, many commits with one flush.

use std::sync::LazyLock;

use serde_json::json;
use statelog::canonical::to_bytes;
use statelog::event::Event;
use statelog::{AppendOptions, EventStore};

use crate::counts::Counts;
use crate::disk::{Disk, Stopped};
use crate::model::Model;
use crate::power::SECTOR;
use crate::support::examples::event as example;
use crate::support::workload::{Realistic, Rng, Shape};

/// The first events of the log of a busy node.
static TOLD: LazyLock<Vec<Event>> =
    LazyLock::new(|| Realistic::new(7, Shape::default()).take(400).collect());

pub(crate) struct Writer<'w> {
    pub(crate) store: Box<EventStore>,
    pub(crate) disk: &'w mut Disk,
    pub(crate) model: &'w mut Model,
    pub(crate) counts: &'w mut Counts,
    pub(crate) rng: &'w mut Rng,
    /// Numbers notes, which no two lives write alike.
    pub(crate) notes: &'w mut u64,
}

impl Writer<'_> {
    /// Appends, writes and flushes in some order until something stops it, or it closes
    /// the log.
    pub(crate) fn live(&mut self) -> Result<(), Stopped> {
        let subscription = self.store.subscribe(0, None, None, None).unwrap();
        for _ in 0..self.rng.between(1, 6) {
            self.act();
            if self.rng.one_in(2) {
                self.write_all()?;
            }
        }
        if self.rng.one_in(3) {
            return Ok(());
        }
        self.write_all()?;
        self.deliver();
        assert_eq!(self.store.durable_length(), self.store.len());
        let checkpoint = self.store.dispatcher().checkpoint(subscription);
        assert_eq!(checkpoint, Some(self.store.len()));
        self.store.mark();
        self.counts.add("closed");
        self.write_all()
    }

    /// One call of whoever uses the log.
    fn act(&mut self) {
        match self.rng.below(8) {
            0 if !self.store.is_empty() => self.append_known(),
            1 => self.commit_to_snapshot(),
            2..=4 => {
                let count = self.rng.between(1, 4);
                let batch = self.events(count);
                let options = AppendOptions::default();
                self.store.append_batch(batch, 0, options).unwrap();
            }
            _ => {
                let event = match self.rng.below(2) {
                    0 => self.filling_note(),
                    _ => self.events(1).remove(0),
                };
                let options = AppendOptions::default();
                self.store.append(event, 0, options).unwrap();
            }
        }
        self.model.appended(&self.store);
    }

    /// Appending what the log holds appends nothing.
    fn append_known(&mut self) {
        let length = self.store.len();
        let event = self.store.get(self.rng.below(length)).unwrap().event;
        let options = AppendOptions::default();
        let result = self.store.append(event, 0, options).unwrap();
        assert!(result.duplicate);
        assert_eq!(self.store.len(), length);
    }

    fn commit_to_snapshot(&mut self) {
        let snapshot = self.store.create_snapshot(0).unwrap();
        let bytes = snapshot.to_bytes();
        assert_eq!(bytes, self.store.snapshot_bytes(snapshot.length).unwrap());
        let offset = snapshot.offset.unwrap();
        let event = self.store.bytes(offset).unwrap().to_vec();
        self.model.snapshot = Some((bytes, offset, event));
    }

    /// The next events: notes, and the log of a busy node.
    fn events(&mut self, count: u64) -> Vec<Event> {
        let mut told = self.model.present().told();
        let events = (0..count).map(|_| {
            if self.rng.one_in(2) {
                told += 1;
                TOLD[told - 1].clone()
            } else {
                self.note()
            }
        });
        events.collect()
    }

    fn note(&mut self) -> Event {
        *self.notes += 1;
        let bytes = match self.rng.below(4) {
            0 => self.rng.index(1_500),
            _ => self.rng.index(100),
        };
        note(&self.notes.to_string(), bytes, None)
    }

    /// A note whose line, if it is written next and alone, ends where a sector ends. Then a
    /// line of an earlier life can follow it.
    fn filling_note(&mut self) -> Event {
        *self.notes += 1;
        let last = self.store.get(self.store.len().wrapping_sub(1));
        let timestamp = last.and_then(|last| last.event.timestamp());
        let timestamp = timestamp.map_or(0, |timestamp| timestamp.get());
        let room = |name: &str| {
            let event = to_bytes(&note(name, 0, Some(timestamp)));
            let (flushed, length) = (self.store.durable_length(), self.store.len() + 1);
            let members = format!(r#","flushed":{flushed},"length":{length},"root":"0x"}}"#);
            let line = r#"{"crc":"00000000","events":[]"#.len() + members.len() + 64 + 1;
            let end = self.disk.cached.len() + line + event.len();
            end.next_multiple_of(SECTOR) - end
        };
        let mut name = self.notes.to_string();
        // A payload has two digits a byte.
        if !room(&name).is_multiple_of(2) {
            name.insert(0, '0');
        }
        note(&name, room(&name) / 2, Some(timestamp))
    }

    /// Writes everything that is to be written, in writes of some size. Meanwhile others
    /// append.
    fn write_all(&mut self) -> Result<(), Stopped> {
        loop {
            let most = *self.rng.pick(&[1, 600, 4_096, 1 << 20]);
            let durable = self.store.durable_length();
            let lines = self.store.unwritten(most);
            if lines.is_empty() {
                return Ok(());
            }
            let length = self.store.written_length();
            if lines.iter().filter(|byte| **byte == b'\n').count() > 1 {
                self.counts.add("writes of several commits");
            }
            if self.rng.one_in(8) {
                self.act();
            }
            assert_eq!(durable, self.model.acknowledged);
            self.model.written(&lines);
            self.disk.append(&lines)?;
            self.store.flushed(length);
            self.model.acknowledged = length;
            self.counts.add("writes acknowledged");
            self.deliver();
        }
    }

    /// Nobody hears of an event before it is durable.
    fn deliver(&mut self) {
        while let Some(delivery) = self.store.next_delivery() {
            let end = delivery.offset + u64::from(!delivery.caught_up);
            assert!(end <= self.model.acknowledged);
        }
    }
}

fn note(name: &str, bytes: usize, timestamp: Option<u64>) -> Event {
    let mut note = json!({
        "type": "extension",
        "namespace": "org.example",
        "name": name,
        "payload": format!("0x{}", "5a".repeat(bytes)),
        "critical": false,
    });
    if let Some(timestamp) = timestamp {
        note["timestamp"] = timestamp.into();
    }
    example(&note)
}
