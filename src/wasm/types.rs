//! Types that only JavaScript sees: the scalar forms, and receipts.

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use crate::dispatch::Delivery;
use crate::store::AppendResult;

#[wasm_bindgen(typescript_custom_section)]
const SCALARS: &str = r#"
/** Bytes as lower-case hex with the prefix `0x`. */
export type Hex = `0x${string}`;
/** 20 bytes: an address. */
export type Bytes20 = Hex;
/** 32 bytes: a hash or an id. */
export type Bytes32 = Hex;
/** 65 bytes: a signature, r, s and v. */
export type Bytes65 = Hex;
/** Up to 16,384 bytes. */
export type Bytes = Hex;
/** An integer within 0..2^256-1 as a decimal string. */
export type U256 = string;
/** An integer within 0..2^64-1 as a decimal string. */
export type U64 = string;
/** An integer within 0..2^48-1. */
export type Uint48 = number;
/** An integer within 0..2^32-1. */
export type Uint32 = number;
/** An integer within 0..255. */
export type Uint8 = number;
/** Unix time in milliseconds. */
export type Millis = number;
/** A place in the log, or a length of it, from 0. */
export type Offset = number;
/** The id of a chain (EIP-155). */
export type ChainId = number;
/** The number of a block. */
export type BlockNumber = number;
/** At most 1,024 UTF-16 code units. */
export type Text = string;
/** At most 32,768 bytes of UTF-8. */
export type Body = string;
/** A flag that is either true or left out. */
export type True = true;
/** Any JSON value. */
export type Json = unknown;
/** 1 to 255 addresses. */
export type Participants = Bytes20[];
/** One or more signatures. */
export type Sigs = Sig[];
/** The assets of an outcome, in order. */
export type Outcome = AssetExit[];
/** The state of the fold at a length. It can be resumed only together with its log. */
export interface Snapshot {
    /** The number of events that the state is folded from. */
    length: Offset;
    /** The hash of the state. */
    stateHash: Bytes32;
    /** The version of the fold. */
    foldVersion: Uint32;
    /** Whether an event of the log commits to it. */
    committed: boolean;
    /** The offset of that event. */
    offset?: Offset;
}
"#;

/// What became of an appended event.
#[derive(Debug, Serialize, Tsify)]
#[serde(rename = "AppendResult", rename_all = "camelCase")]
#[tsify(rename = "AppendResult")]
pub struct Receipt {
    /// Where the event is in the log.
    #[tsify(type = "Offset")]
    offset: f64,
    /// Its id.
    #[tsify(type = "Bytes32")]
    event_id: String,
    /// Whether the log held the fact already; then nothing was appended.
    duplicate: bool,
}

impl From<AppendResult> for Receipt {
    fn from(result: AppendResult) -> Self {
        Self {
            offset: result.offset as f64,
            event_id: result.event_id.to_string(),
            duplicate: result.duplicate,
        }
    }
}

/// The next thing to do for a subscriber.
#[derive(Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct NextDelivery {
    /// Whom to call.
    subscription: u32,
    /// The offset of the event.
    #[tsify(type = "Offset")]
    offset: f64,
    /// Whether to hand over the event, or to say that the subscriber has caught up.
    #[tsify(type = "\"event\" | \"caught_up\"")]
    kind: &'static str,
}

impl From<Delivery> for NextDelivery {
    fn from(delivery: Delivery) -> Self {
        Self {
            subscription: delivery.subscription,
            offset: delivery.offset as f64,
            kind: if delivery.caught_up {
                "caught_up"
            } else {
                "event"
            },
        }
    }
}
