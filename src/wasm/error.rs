//! Errors as JavaScript sees them: `{ code, message, details }`.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::error::Error;

/// The value to throw for an error.
pub(super) fn throw(error: Error) -> JsValue {
    let value = Object::new();
    let details = JSON::parse(&error.details()).unwrap_or_else(|_| Object::new().into());
    for (name, part) in [
        ("code", JsValue::from_str(error.code())),
        ("message", JsValue::from_str(&error.to_string())),
        ("details", details),
    ] {
        // Setting a member of a fresh plain object cannot fail.
        let _ = Reflect::set(&value, &JsValue::from_str(name), &part);
    }
    value.into()
}

/// An argument that JavaScript gave in a form that the core does not take.
pub(super) fn argument(message: &str) -> JsValue {
    throw(Error::argument(message))
}
