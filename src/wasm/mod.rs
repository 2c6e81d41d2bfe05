//! The binding to JavaScript: convert, call, convert, return.
//!
//! Events and derived state cross as JSON text; options and receipts as small objects.
//! Every exported method takes `&self` and gives its borrow back before it returns, so
//! no borrow is held while JavaScript runs.

mod error;
pub mod nitro;
mod store;
mod stored_log;
mod types;

use wasm_bindgen::prelude::*;

use crate::canonical::to_bytes;
use crate::merkle::leaf_hash;
use crate::store::Given;
use error::throw;

/// Makes a panic readable; the core itself never panics.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// The id of an event given as JSON text: the RFC 6962 leaf hash of its canonical
/// bytes.
#[wasm_bindgen(js_name = eventId)]
pub fn event_id(text: &str) -> Result<String, JsValue> {
    Ok(leaf_hash(&canonical(text)?).to_string())
}

/// The canonical form of an event given as JSON text.
#[wasm_bindgen]
pub fn canonicalize(text: &str) -> Result<String, JsValue> {
    Ok(String::from_utf8(canonical(text)?).unwrap_or_default())
}

fn canonical(text: &str) -> Result<Vec<u8>, JsValue> {
    let given = Given::read(text).map_err(throw)?;
    Ok(to_bytes(&given.event))
}
