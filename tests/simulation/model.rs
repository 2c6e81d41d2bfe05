//! What a log may hold after a crash, kept apart from the log: every event as it was when
//! it was appended, where commits end, and what was acknowledged.

use std::rc::Rc;

use statelog::EventStore;

/// The events of a log during one life of its writer, those before it included.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    /// The canonical bytes of each event.
    events: Vec<Rc<[u8]>>,
    /// The lengths of the log after its commits.
    ends: Vec<u64>,
}

/// A line as it was given to the disk.
#[derive(Debug)]
struct Written {
    line: Vec<u8>,
    /// The acknowledged length when its write began.
    vouches_for: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Model {
    /// The histories of all lives, the present one last.
    lives: Vec<History>,
    lines: Vec<Written>,
    /// The acknowledged length.
    pub(crate) acknowledged: u64,
    /// Whether the header was acknowledged.
    pub(crate) created: bool,
    /// The last snapshot: its bytes, and the offset and bytes of the event that commits
    /// to it.
    pub(crate) snapshot: Option<(Vec<u8>, u64, Vec<u8>)>,
}

/// Which history a recovered log belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Present,
    /// Commits that a recovery had cut came back from the blocks of the disk.
    Earlier,
}

impl History {
    pub(crate) fn len(&self) -> u64 {
        self.events.len() as u64
    }

    /// How many of the first events are neither notes nor snapshots.
    pub(crate) fn told(&self) -> usize {
        let other = [
            &b"\"type\":\"extension\""[..],
            b"\"type\":\"snapshot_created\"",
        ];
        let is_told = |event: &&Rc<[u8]>| !other.iter().any(|tag| contains(event, tag));
        self.events.iter().filter(is_told).count()
    }

    /// Whether a log holds the first events of this history, up to the end of a commit.
    fn begins_with(&self, store: &EventStore) -> bool {
        let length = store.len();
        let ends = length == 0 || self.ends.contains(&length);
        ends && (0..length).all(|offset| self.holds(store, offset))
    }

    fn holds(&self, store: &EventStore, offset: u64) -> bool {
        let event = self.events.get(offset as usize);
        store.bytes(offset) == event.map(|event| &**event)
    }

    fn truncated(&self, length: u64) -> Self {
        let ends = self.ends.iter().copied();
        Self {
            events: self.events[..length as usize].to_vec(),
            ends: ends.filter(|end| *end <= length).collect(),
        }
    }
}

impl Model {
    pub(crate) fn present(&self) -> &History {
        self.lives.last().unwrap()
    }

    /// Takes over what one call appended to a store.
    pub(crate) fn appended(&mut self, store: &EventStore) {
        let present = self.lives.last_mut().unwrap();
        if store.len() > present.len() {
            let added = present.len()..store.len();
            let events = added.map(|offset| store.bytes(offset).unwrap().into());
            present.events.extend(events);
            present.ends.push(store.len());
        }
    }

    /// Takes over lines that are about to be written. Each says what was durable.
    pub(crate) fn written(&mut self, lines: &[u8]) {
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            let vouches_for = self.acknowledged;
            let word = format!(",\"flushed\":{vouches_for},\"length\":");
            assert!(contains(line, word.as_bytes()), "{vouches_for} was durable");
            let line = line.trim_ascii_end().to_vec();
            self.lines.push(Written { line, vouches_for });
        }
    }

    /// Finds the history that a log belongs to. None of its events was altered, and no
    /// commit is there in part.
    pub(crate) fn origin(&self, store: &EventStore) -> Origin {
        let Some(age) = self
            .lives
            .iter()
            .rev()
            .position(|life| life.begins_with(store))
        else {
            assert_eq!(
                store.len(),
                0,
                "the log is not what was appended in any life"
            );
            return Origin::Present;
        };
        if age == 0 {
            Origin::Present
        } else {
            Origin::Earlier
        }
    }

    /// Asserts that nothing acknowledged is missing.
    pub(crate) fn assert_acknowledged(&self, store: &EventStore) {
        assert!(
            store.len() >= self.acknowledged && (self.created || self.acknowledged == 0),
            "{} events were acknowledged, {} are left",
            self.acknowledged,
            store.len()
        );
        let kept = (0..self.acknowledged).all(|offset| self.present().holds(store, offset));
        assert!(kept, "an acknowledged event is another one now");
    }

    /// Asserts that no line vouches for more than `length` events among bytes that are
    /// about to be cut.
    pub(crate) fn assert_nothing_vouched_for(&self, torn: &[u8], length: u64) {
        for line in torn.split(|byte| *byte == b'\n') {
            let vouches = |written: &&Written| written.line == line;
            let most = self
                .lines
                .iter()
                .filter(vouches)
                .map(|written| written.vouches_for);
            let most = most.max().unwrap_or_default();
            assert!(
                most <= length,
                "a line says that {most} events were durable"
            );
        }
    }

    /// A writer opened the log: everything in it is durable, and a new life begins.
    pub(crate) fn opened(&mut self, store: &EventStore) {
        let found = self.lives.iter().rev().find(|life| life.begins_with(store));
        let life = found.map(|life| life.truncated(store.len()));
        self.lives.push(life.unwrap_or_default());
        self.acknowledged = store.len();
        self.created = true;
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
