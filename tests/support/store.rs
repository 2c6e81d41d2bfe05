//! Stores to test, and what a caller can observe of one.

use serde_json::{Value as Json, json};
use statelog::canonical::to_bytes;
use statelog::event::{Event, EventType};
use statelog::journal::{write_commit, write_header};
use statelog::merkle::{Tree, leaf_hash};
use statelog::store::ImportOptions;
use statelog::{AppendOptions, AppendResult, Error, EventStore, EventStoreOptions, LogId};

use super::examples;
use super::samples::SAMPLES;

/// The time of the examples, in milliseconds.
pub const NOW: u64 = 1_767_225_600_000;

/// The id of every log that a test makes.
pub const LOG_ID: LogId = LogId::new([7; 16]);

/// Options with a snapshot interval.
pub fn options(snapshot_interval: u64) -> EventStoreOptions {
    EventStoreOptions {
        snapshot_interval,
        ..EventStoreOptions::new(LOG_ID)
    }
}

/// An empty store.
pub fn empty() -> EventStore {
    EventStore::new(options(1))
}

/// Appends an event.
pub fn append(store: &mut EventStore, event: &Json) -> Result<AppendResult, Error> {
    store.append(examples::event(event), NOW, AppendOptions::default())
}

/// Appends a batch.
pub fn append_batch(store: &mut EventStore, events: &[Json]) -> Result<Vec<AppendResult>, Error> {
    let events = events.iter().map(examples::event).collect();
    store.append_batch(events, NOW, AppendOptions::default())
}

/// Reads a text as a log.
pub fn import(text: &[u8]) -> Result<EventStore, Error> {
    EventStore::import(text, options(1), &ImportOptions::default(), NOW)
}

/// The log of a store with one more event that an append would refuse, as somebody else's
/// history; gives its offset.
pub fn import_after(store: &EventStore, event: &Json) -> (EventStore, u64) {
    let mut events: Vec<Event> = store.read(0..u64::MAX).map(|held| held.event).collect();
    let stamped = match event.get("timestamp") {
        Some(_) => event.clone(),
        None => with(event, &json!({ "timestamp": NOW * 2 })),
    };
    events.push(examples::event(&stamped));
    let offset = store.len();
    (import_with(&file(&events, &[1]), 0), offset)
}

/// Reads the text of a log that is intact, with a snapshot interval.
pub fn import_with(text: &[u8], snapshot_interval: u64) -> EventStore {
    let options = options(snapshot_interval);
    EventStore::import(text, options, &ImportOptions::default(), NOW).unwrap()
}

/// The full example of a type, without the cause that no log of a test holds.
pub fn example(event_type: EventType) -> Json {
    let mut example = examples::full(event_type);
    example.as_object_mut().unwrap().remove("causationId");
    example
}

/// An event that says nothing about any channel; each number makes another one.
pub fn note(number: usize) -> Json {
    json!({
        "type": "extension",
        "namespace": "org.example",
        "name": number.to_string(),
        "payload": "0x",
        "critical": false,
        "timestamp": NOW,
    })
}

/// The event with some members replaced, or removed by `null`.
pub fn with(event: &Json, members: &Json) -> Json {
    let mut event = event.clone();
    for (name, value) in members.as_object().unwrap() {
        if value.is_null() {
            event.as_object_mut().unwrap().remove(name);
        } else {
            event[name] = value.clone();
        }
    }
    event
}

/// The text of a file with these events, whatever they say, in commits of `sizes`
/// events in turn.
pub fn file(events: &[Event], sizes: &[usize]) -> Vec<u8> {
    let mut out = Vec::new();
    write_header(&mut out, LOG_ID);
    let mut tree = Tree::default();
    let mut rest = events;
    for size in sizes.iter().cycle() {
        let (commit, others) = rest.split_at((*size).min(rest.len()));
        if commit.is_empty() {
            break;
        }
        rest = others;
        let flushed = tree.len();
        let bytes: Vec<_> = commit.iter().map(to_bytes).collect();
        bytes.iter().for_each(|event| tree.push(leaf_hash(event)));
        let events = bytes.iter().map(Vec::as_slice);
        write_commit(&mut out, events, flushed, tree.len(), tree.root()).unwrap();
    }
    out
}

/// Everything that a caller can observe of a log: its text, root, state and index.
#[derive(Debug, PartialEq, Eq)]
pub struct Observed {
    text: String,
    root: String,
    state: String,
    channels: Vec<String>,
    objectives: Vec<String>,
    channel_offsets: Vec<u32>,
    objective_offsets: Vec<u32>,
}

impl Observed {
    /// What there is to see of a store.
    pub fn of(store: &EventStore) -> Self {
        let channel = examples::CHANNEL;
        let objective = format!("DirectFunding-{channel}");
        let id = statelog::event::scalar::Bytes32::from_slice(&bytes_of(channel));
        Self {
            text: String::from_utf8(store.export(None)).unwrap(),
            root: store.root(None).unwrap().to_string(),
            state: state_json(store, None),
            channels: store.channel_ids().map(|id| id.to_string()).collect(),
            objectives: store.objective_ids().map(str::to_owned).collect(),
            channel_offsets: store.channel_offsets(&id, 0..u64::MAX).to_vec(),
            objective_offsets: store.objective_offsets(&objective, 0..u64::MAX).to_vec(),
        }
    }
}

/// The whole state after the events `[0, at)` as canonical JSON, its hash included.
pub fn state_json(store: &EventStore, at: Option<u64>) -> String {
    String::from_utf8(to_bytes(&store.reconstruct(at).unwrap())).unwrap()
}

/// The sample logs, by name.
pub fn samples() -> Vec<(String, Vec<u8>)> {
    let samples = SAMPLES.iter();
    samples
        .map(|sample| (sample.name.to_owned(), sample.text.into()))
        .collect()
}

/// Whether a sample is one that `verify` finds no problem in: all but the one that shows
/// a false commitment.
pub fn is_sound(sample: &str) -> bool {
    sample != "e09-wrong-snapshot"
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let digits = hex.strip_prefix("0x").unwrap();
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

/// A random log as the text of a file: verbatim, so that it holds whatever an append
/// would refuse. The seed decides everything.
pub fn random_file(seed: u64, count: usize) -> Vec<u8> {
    let mut ids = std::collections::BTreeSet::new();
    let mut events = super::workload::random(seed, count);
    events.retain(|event| ids.insert(super::workload::event_id(event)));
    let mut rng = super::workload::Rng::new(seed);
    let sizes: Vec<_> = (0..8).map(|_| 1 + (rng.next() % 4) as usize).collect();
    file(&events, &sizes)
}

/// Checks something of `count` random logs, on four threads; inside WebAssembly, where
/// there are no threads and tests are there for the platform, of a tenth of them. The
/// first seed is printed; a failure names its own.
pub fn for_random_logs(count: u64, check: impl Fn(u64, &[u8]) + Sync) {
    let first = super::seed::seed();
    let check_one = |number: u64| {
        let seed = first.wrapping_add(number);
        // Short logs end in many places; a few go on for longer.
        let length = 8 + (number % 24) as usize + 60 * usize::from(number.is_multiple_of(50));
        check(seed, &random_file(seed, length));
    };
    if cfg!(target_arch = "wasm32") {
        return (0..count / 10).for_each(check_one);
    }
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let check_one = &check_one;
            scope.spawn(move || (thread..count).step_by(4).for_each(check_one));
        }
    });
}

/// Compares two long texts and shows only where they begin to differ.
pub fn assert_same(got: &str, expected: &str, context: &str) {
    if got == expected {
        return;
    }
    let pairs = got.bytes().zip(expected.bytes());
    let at = pairs.take_while(|(one, other)| one == other).count();
    let part = |text: &str| {
        let from = at.saturating_sub(300).min(text.len());
        String::from_utf8_lossy(&text.as_bytes()[from..text.len().min(at + 300)]).into_owned()
    };
    panic!(
        "{context}, byte {at}\n got: {}\nwant: {}",
        part(got),
        part(expected)
    );
}
