// The bytes that an event is hashed and stored as.

import { call } from "./call.js";
import { core } from "./core.js";
import { textOf } from "./json.js";
import type { Bytes32, NewEvent } from "./generated/statelog.js";

/** The canonical JSON of an event (RFC 8785), as the log stores it: without the `offset` and `eventId` of a recorded one. */
export function canonicalize(event: NewEvent): string {
  const { canonicalize: write } = core();
  const text = textOf(event);
  return call(() => write(text));
}

/** The id of an event: SHA-256 of a zero byte and its canonical JSON. An `eventId` that it has already must be the same. */
export function eventId(event: NewEvent): Bytes32 {
  const { eventId: hash } = core();
  const text = textOf(event);
  return call(() => hash(text)) as Bytes32;
}
