//! The exported class `StoredLog`.

use std::cell::{RefCell, RefMut};

use wasm_bindgen::prelude::*;

use super::error::{argument, throw};
use super::store::Store;
use crate::store::{self, Verdict};

/// The bytes of a stored log as they are read into a [`Store`].
#[wasm_bindgen]
#[derive(Debug)]
pub struct StoredLog(RefCell<Reading>);

/// The log, and what was found at its end when it was judged last.
#[derive(Debug)]
struct Reading {
    log: store::StoredLog,
    verdict: Option<Verdict>,
}

#[wasm_bindgen]
impl StoredLog {
    /// A log of which nothing was read yet; with the id that it must have, if any.
    #[wasm_bindgen(constructor)]
    pub fn new(log_id: Option<String>) -> Result<StoredLog, JsValue> {
        let asked = super::store::read_log_id(log_id)?;
        let log = store::StoredLog::new(asked);
        Ok(Self(RefCell::new(Reading { log, verdict: None })))
    }

    /// Takes the next bytes.
    pub fn feed(&self, store: &Store, bytes: &[u8]) -> Result<(), JsValue> {
        self.reading()?.log.feed(&mut *store.open()?, bytes);
        Ok(())
    }

    /// Judges the log after what are its last bytes for now; the verdict as JSON.
    pub fn conclude(&self, store: &Store) -> Result<String, JsValue> {
        let mut reading = self.reading()?;
        let verdict = reading.log.conclude(&mut *store.open()?).map_err(throw)?;
        let json = verdict.to_json();
        reading.verdict = Some(verdict);
        Ok(json)
    }

    /// Makes the store the writer of the log that was judged; gives the bytes to append
    /// first, behind the cut that the verdict names.
    pub fn keep(&self, store: &Store) -> Result<Vec<u8>, JsValue> {
        let reading = self.reading()?;
        let verdict = reading.verdict.as_ref();
        let verdict = verdict.ok_or_else(|| argument("the log was not read to its end"))?;
        let mut store = store.open()?;
        let repair = verdict.repair(&store).map_err(throw)?;
        store.keep();
        Ok(repair.append)
    }
}

impl StoredLog {
    fn reading(&self) -> Result<RefMut<'_, Reading>, JsValue> {
        let reading = self.0.try_borrow_mut();
        reading.map_err(|_| argument("the log is being read"))
    }
}
