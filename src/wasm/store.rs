//! The exported class `Store`.

use std::cell::{RefCell, RefMut};

use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use super::error::{argument, throw};
use super::types::{NextDelivery, Receipt};
use crate::LogId;
use crate::canonical::{Document, Form, Writer, to_bytes};
use crate::event::EventType;
use crate::event::scalar::Bytes32;
use crate::limits::MAX_SAFE_INTEGER;
use crate::state::ViewOptions;
use crate::store::{
    AppendOptions, DEFAULT_SNAPSHOT_INTERVAL, EventStore, EventStoreOptions, ImportOptions,
    VerifySignatures,
};

/// An in-memory log. The package's `EventStore` wraps it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Store(RefCell<EventStore>);

#[wasm_bindgen]
impl Store {
    /// Opens an empty store.
    #[wasm_bindgen(constructor)]
    pub fn new(
        log_id: Option<String>,
        snapshot_interval: Option<f64>,
        confirmations: Option<String>,
        verify_signatures: Option<String>,
    ) -> Result<Store, JsValue> {
        let asked = read_log_id(log_id)?;
        let options = read_options(asked, snapshot_interval, confirmations, verify_signatures)?;
        Ok(Self(RefCell::new(EventStore::new(options))))
    }

    /// Opens a store with the events of a text.
    pub fn import(
        bytes: &[u8],
        salvage: bool,
        now: f64,
        log_id: Option<String>,
        snapshot_interval: Option<f64>,
        confirmations: Option<String>,
        verify_signatures: Option<String>,
    ) -> Result<Store, JsValue> {
        let asked = read_log_id(log_id)?;
        let options = read_options(asked, snapshot_interval, confirmations, verify_signatures)?;
        let import = ImportOptions {
            salvage,
            log_id: asked,
        };
        let store = EventStore::import(bytes, options, &import, whole(now, "now")?);
        Ok(Self(RefCell::new(store.map_err(throw)?)))
    }

    /// Appends one event.
    pub fn append(
        &self,
        text: &str,
        now: f64,
        expected_length: Option<f64>,
    ) -> Result<Ts<Receipt>, JsValue> {
        let options = append_options(expected_length)?;
        let now = whole(now, "now")?;
        let result = self.open()?.append_json(text, now, options);
        receipt(result.map_err(throw)?.into())
    }

    /// Appends events, one JSON text a line: all or none.
    #[wasm_bindgen(js_name = appendBatch)]
    pub fn append_batch(
        &self,
        lines: &str,
        now: f64,
        expected_length: Option<f64>,
    ) -> Result<Vec<Ts<Receipt>>, JsValue> {
        let options = append_options(expected_length)?;
        let now = whole(now, "now")?;
        let results = self.open()?.append_lines(lines, now, options);
        let results = results.map_err(throw)?;
        results
            .into_iter()
            .map(|result| receipt(result.into()))
            .collect()
    }

    /// Appends a commitment to the present state; JSON of the snapshot.
    #[wasm_bindgen(js_name = createSnapshot)]
    pub fn create_snapshot(&self, now: f64) -> Result<String, JsValue> {
        let now = whole(now, "now")?;
        let snapshot = self.open()?.create_snapshot(now);
        Ok(snapshot.map_err(throw)?.to_json())
    }

    /// The bytes of the snapshot of the state at a length, to be kept beside the log.
    #[wasm_bindgen(js_name = snapshotBytes)]
    pub fn snapshot_bytes(&self, length: f64) -> Result<Vec<u8>, JsValue> {
        let length = whole(length, "length")?;
        self.open()?.snapshot_bytes(length).map_err(throw)
    }

    /// Takes a snapshot that was kept beside the log, if it can be proven against the log;
    /// `{ length }` or `{ discarded }` as JSON.
    #[wasm_bindgen(js_name = restoreSnapshot)]
    pub fn restore_snapshot(&self, bytes: &[u8]) -> Result<String, JsValue> {
        let restored = self.open()?.restore_bytes(bytes);
        let mut out = Writer::new();
        out.object(|out| match restored {
            Ok(length) => {
                out.member("length");
                out.number(length);
            }
            Err(discarded) => {
                out.member("discarded");
                discarded.write(out);
            }
        });
        Ok(text(out.into_bytes()))
    }

    /// The lines that have not been given out yet, about `mostBytes` of them.
    pub fn unwritten(&self, most_bytes: f64) -> Result<Vec<u8>, JsValue> {
        let most = whole(most_bytes, "mostBytes")?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(self.open()?.unwritten(most))
    }

    /// The length of the log after the lines that were given out.
    #[wasm_bindgen(js_name = writtenLength)]
    pub fn written_length(&self) -> Result<f64, JsValue> {
        Ok(self.open()?.written_length() as f64)
    }

    /// The number of events that are durable.
    #[wasm_bindgen(js_name = durableLength)]
    pub fn durable_length(&self) -> Result<f64, JsValue> {
        Ok(self.open()?.durable_length() as f64)
    }

    /// The log is durable up to a length.
    pub fn flushed(&self, length: f64) -> Result<(), JsValue> {
        let length = whole(length, "length")?;
        self.open()?.flushed(length);
        Ok(())
    }

    /// Adds the line that says that the log was closed.
    pub fn mark(&self) -> Result<(), JsValue> {
        self.open()?.mark();
        Ok(())
    }

    /// Closes the store.
    pub fn close(&self) {
        if let Ok(mut store) = self.0.try_borrow_mut() {
            store.close();
        }
    }

    /// The number of events.
    pub fn length(&self) -> Result<f64, JsValue> {
        Ok(self.open()?.len() as f64)
    }

    /// The id of the log.
    #[wasm_bindgen(js_name = logId)]
    pub fn log_id(&self) -> Result<String, JsValue> {
        Ok(self.open()?.log_id().to_string())
    }

    /// The event at an offset, as JSON.
    pub fn get(&self, offset: f64) -> Result<Option<String>, JsValue> {
        let offset = whole(offset, "offset")?;
        let store = self.open()?;
        let mut out = Writer::new();
        Ok(write_recorded(&store, offset, &mut out).then(|| text(out.into_bytes())))
    }

    /// The events `[from, to)`, as a JSON array.
    pub fn read(&self, from: f64, to: f64) -> Result<String, JsValue> {
        let (from, to) = (whole(from, "from")?, whole(to, "to")?);
        let store = self.open()?;
        let end = to.min(store.len());
        Ok(recorded(&store, from..end))
    }

    /// The events `[from, to)` that belong to a channel, as a JSON array.
    #[wasm_bindgen(js_name = readChannel)]
    pub fn read_channel(&self, id: &str, from: f64, to: f64) -> Result<String, JsValue> {
        let range = whole(from, "from")?..whole(to, "to")?;
        let id = read_id(id)?;
        let store = self.open()?;
        let offsets = store.channel_offsets(&id, range).iter();
        Ok(recorded(&store, offsets.map(|offset| u64::from(*offset))))
    }

    /// The events `[from, to)` that belong to an objective, as a JSON array.
    #[wasm_bindgen(js_name = readObjective)]
    pub fn read_objective(&self, id: &str, from: f64, to: f64) -> Result<String, JsValue> {
        let range = whole(from, "from")?..whole(to, "to")?;
        let store = self.open()?;
        let offsets = store.objective_offsets(id, range).iter();
        Ok(recorded(&store, offsets.map(|offset| u64::from(*offset))))
    }

    /// The ids of the channels created.
    #[wasm_bindgen(js_name = channelIds)]
    pub fn channel_ids(&self) -> Result<Vec<String>, JsValue> {
        Ok(self
            .open()?
            .channel_ids()
            .map(|id| id.to_string())
            .collect())
    }

    /// The ids of the objectives created.
    #[wasm_bindgen(js_name = objectiveIds)]
    pub fn objective_ids(&self) -> Result<Vec<String>, JsValue> {
        Ok(self.open()?.objective_ids().map(str::to_owned).collect())
    }

    /// A channel after `[0, at)`, as JSON.
    #[wasm_bindgen(js_name = reconstructChannel)]
    pub fn reconstruct_channel(
        &self,
        id: &str,
        at: Option<f64>,
    ) -> Result<Option<String>, JsValue> {
        let (id, at) = (read_id(id)?, maybe(at, "at")?);
        let channel = self.open()?.reconstruct_channel(&id, at).map_err(throw)?;
        Ok(channel.as_ref().map(json))
    }

    /// An objective after `[0, at)`, as JSON.
    #[wasm_bindgen(js_name = reconstructObjective)]
    pub fn reconstruct_objective(
        &self,
        id: &str,
        at: Option<f64>,
    ) -> Result<Option<String>, JsValue> {
        let at = maybe(at, "at")?;
        let objective = self.open()?.reconstruct_objective(id, at).map_err(throw)?;
        Ok(objective.as_ref().map(json))
    }

    /// Everything after `[0, at)`, as JSON.
    pub fn reconstruct(&self, at: Option<f64>) -> Result<String, JsValue> {
        let at = maybe(at, "at")?;
        Ok(json(&self.open()?.reconstruct(at).map_err(throw)?))
    }

    /// What `[from, to)` changed, as a JSON array.
    pub fn diff(&self, from: f64, to: f64) -> Result<String, JsValue> {
        let (from, to) = (whole(from, "from")?, whole(to, "to")?);
        Ok(json(&self.open()?.diff(from, to).map_err(throw)?))
    }

    /// What the rules find in `[0, at)`, with signatures or without, as a JSON array.
    pub fn audit(&self, at: Option<f64>, signatures: bool) -> Result<String, JsValue> {
        let at = maybe(at, "at")?;
        Ok(json(&self.open()?.audit(at, signatures).map_err(throw)?))
    }

    /// The latest snapshot up to a length, as JSON.
    #[wasm_bindgen(js_name = latestSnapshot)]
    pub fn latest_snapshot(&self, before: Option<f64>) -> Result<Option<String>, JsValue> {
        let before = maybe(before, "beforeOffset")?;
        let snapshot = self.open()?.latest_snapshot(before).map_err(throw)?;
        Ok(snapshot.map(|snapshot| snapshot.to_json()))
    }

    /// The hash of the state after `[0, at)`.
    #[wasm_bindgen(js_name = stateHash)]
    pub fn state_hash(&self, at: Option<f64>) -> Result<String, JsValue> {
        let at = maybe(at, "at")?;
        Ok(self.open()?.state_hash(at).map_err(throw)?.to_string())
    }

    /// The Merkle root at a length.
    pub fn root(&self, length: Option<f64>) -> Result<String, JsValue> {
        let length = maybe(length, "length")?;
        Ok(self.open()?.root(length).map_err(throw)?.to_string())
    }

    /// Checks the log from its bytes; the report as JSON.
    pub fn verify(&self) -> Result<String, JsValue> {
        Ok(json(&self.open()?.verify()))
    }

    /// The text of a `.statelog` file with the events `[0, to)`.
    pub fn export(&self, to: Option<f64>) -> Result<String, JsValue> {
        let to = maybe(to, "to")?;
        Ok(text(self.open()?.export(to)))
    }

    /// The events `[from, to)` as bare canonical JSON, one a line.
    #[wasm_bindgen(js_name = exportEvents)]
    pub fn export_events(&self, from: Option<f64>, to: Option<f64>) -> Result<String, JsValue> {
        let (from, to) = (maybe(from, "from")?, maybe(to, "to")?);
        self.open()?.export_events(from, to).map_err(throw)
    }

    /// Subscribes; gives the id of the subscription.
    pub fn subscribe(
        &self,
        from: f64,
        types: Option<Vec<String>>,
        channel_id: Option<String>,
        objective_id: Option<String>,
    ) -> Result<u32, JsValue> {
        let from = whole(from, "from")?;
        let types = types.map(read_types).transpose()?;
        let channel = channel_id.map(|id| read_id(&id)).transpose()?;
        let objective = objective_id.as_deref();
        self.open()?
            .subscribe(from, types.as_deref(), channel.as_ref(), objective)
            .map_err(throw)
    }

    /// Ends a subscription.
    pub fn unsubscribe(&self, id: u32) {
        if let Ok(mut store) = self.0.try_borrow_mut() {
            store.dispatcher_mut().unsubscribe(id);
        }
    }

    /// The next offset that a subscription has not been offered.
    pub fn checkpoint(&self, id: u32) -> Option<f64> {
        let store = self.0.try_borrow().ok()?;
        Some(store.dispatcher().checkpoint(id)? as f64)
    }

    /// The next delivery, if there is one.
    #[wasm_bindgen(js_name = nextDelivery)]
    pub fn next_delivery(&self) -> Result<Option<Ts<NextDelivery>>, JsValue> {
        let Ok(mut store) = self.0.try_borrow_mut() else {
            return Ok(None);
        };
        let next = store.next_delivery().map(NextDelivery::from);
        next.map(|next| next.into_ts().map_err(|error| argument(&error.to_string())))
            .transpose()
    }
}

impl Store {
    /// The store, unless it was closed. Nothing holds the borrow across calls.
    pub(super) fn open(&self) -> Result<RefMut<'_, EventStore>, JsValue> {
        let store = self.0.try_borrow_mut();
        let store = store.map_err(|_| argument("the store is in use"))?;
        store.check_open().map_err(throw)?;
        Ok(store)
    }
}

fn receipt(receipt: Receipt) -> Result<Ts<Receipt>, JsValue> {
    receipt
        .into_ts()
        .map_err(|error| argument(&error.to_string()))
}

fn read_options(
    log_id: Option<LogId>,
    snapshot_interval: Option<f64>,
    confirmations: Option<String>,
    verify_signatures: Option<String>,
) -> Result<EventStoreOptions, JsValue> {
    let log_id = log_id.unwrap_or_else(random_log_id);
    let interval = maybe(snapshot_interval, "snapshotInterval")?;
    Ok(EventStoreOptions {
        log_id,
        snapshot_interval: interval.unwrap_or(DEFAULT_SNAPSHOT_INTERVAL),
        verify_signatures: verify_signatures.map_or(Ok(VerifySignatures::Append), read_verify)?,
        view: confirmations.map_or(Ok(ViewOptions::default()), |text| read_view(&text))?,
    })
}

fn read_verify(given: String) -> Result<VerifySignatures, JsValue> {
    let known = VerifySignatures::ALL
        .iter()
        .find(|(_, word)| *word == given);
    known
        .map(|(known, _)| *known)
        .ok_or_else(|| argument("verifySignatures must be \"append\", \"audit\" or \"never\""))
}

fn read_view(text: &str) -> Result<ViewOptions, JsValue> {
    const WHAT: &str = "confirmations must map chain ids to numbers of blocks";
    let document = Document::parse(text).map_err(|_| argument(WHAT))?;
    let mut view = ViewOptions::default();
    for (chain, blocks) in document.root().object().map_err(|_| argument(WHAT))? {
        let chain = chain.parse().map_err(|_| argument(WHAT))?;
        let blocks = blocks.number().map_err(|_| argument(WHAT))?;
        view.confirmations.push((chain, blocks));
    }
    Ok(view)
}

pub(super) fn read_log_id(text: Option<String>) -> Result<Option<LogId>, JsValue> {
    text.map(|text| {
        LogId::from_hex(&text).ok_or_else(|| argument("logId must be 32 lower-case hex digits"))
    })
    .transpose()
}

/// A log id from JavaScript's generator. It only tells logs apart; nothing secret
/// rests on it.
#[allow(
    clippy::disallowed_methods,
    reason = "the shell draws the one random value; state does not depend on it"
)]
fn random_log_id() -> LogId {
    let mut bytes = [0; 16];
    for byte in &mut bytes {
        *byte = (js_sys::Math::random() * 256.0) as u8;
    }
    LogId::new(bytes)
}

fn append_options(expected_length: Option<f64>) -> Result<AppendOptions, JsValue> {
    Ok(AppendOptions {
        expected_length: maybe(expected_length, "expectedLength")?,
    })
}

fn read_types(names: Vec<String>) -> Result<Vec<EventType>, JsValue> {
    let known = names.iter().map(|name| {
        EventType::from_tag(name)
            .ok_or_else(|| argument(&format!("\"{name}\" is not the tag of an event type")))
    });
    known.collect()
}

fn read_id(text: &str) -> Result<Bytes32, JsValue> {
    let mut quoted = Writer::new();
    quoted.string(text);
    let quoted = self::text(quoted.into_bytes());
    let document = Document::parse(&quoted);
    let id = document.and_then(|document| Bytes32::read(document.root()));
    id.map_err(|error| {
        argument(&format!(
            "a channel id must be {}, got {}",
            error.expected, error.got
        ))
    })
}

/// A whole number within 0..2^53−1.
fn whole(value: f64, name: &str) -> Result<u64, JsValue> {
    if value >= 0.0 && value <= MAX_SAFE_INTEGER as f64 && value.fract() == 0.0 {
        Ok(value as u64)
    } else {
        // JavaScript writes the number: formatting floats here would cost 15 KB.
        let number = js_sys::Number::from(value).to_string_with_radix(10);
        let got = number.map(String::from).unwrap_or_default();
        Err(argument(&format!(
            "{name} must be a whole number within 0..2^53-1, got {got}"
        )))
    }
}

fn maybe(value: Option<f64>, name: &str) -> Result<Option<u64>, JsValue> {
    value.map(|value| whole(value, name)).transpose()
}

/// Writes an event with its place: the canonical bytes with two members more.
fn write_recorded(store: &EventStore, offset: u64, out: &mut Writer) -> bool {
    let (Some(bytes), Some(id)) = (store.bytes(offset), store.id(offset)) else {
        return false;
    };
    let open = bytes.strip_suffix(b"}").unwrap_or(bytes);
    out.verbatim(open);
    out.verbatim(b",\"offset\":");
    out.number(offset);
    out.verbatim(b",\"eventId\":");
    id.write(out);
    out.verbatim(b"}");
    true
}

fn recorded(store: &EventStore, offsets: impl Iterator<Item = u64>) -> String {
    let mut out = Writer::new();
    out.array(offsets, |offset, out| {
        write_recorded(store, offset, out);
    });
    text(out.into_bytes())
}

fn json<T: Form>(value: &T) -> String {
    text(to_bytes(value))
}

/// Canonical JSON is UTF-8.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}
