// Canonical event bytes: RFC 8785 through the npm package, narrowed to the strict subset of the format
// (integers within 0..2^53-1, valid Unicode, no null, depth <= 32), and the event id.
// tests/golden/vectors/canonical.json proves it (statelog-file.test.mjs).
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

const MAX_DEPTH = 32;
const MAX_EVENT_BYTES = 65_535;
const LEAF_PREFIX = Buffer.from([0]);

function checkMembers(value, depth) {
  if (depth > MAX_DEPTH) throw new Error(`nested deeper than ${MAX_DEPTH}`);
  for (const [name, member] of Object.entries(value)) {
    checkString(name);
    checkValue(member, depth);
  }
}

function checkString(text) {
  if (!text.isWellFormed()) throw new Error("a string holds a lone surrogate");
}

function checkNumber(number) {
  if (!Number.isSafeInteger(number) || number < 0 || Object.is(number, -0)) {
    throw new Error(`${number} is not an integer within 0..2^53-1`);
  }
}

function checkValue(value, depth) {
  if (typeof value === "string") checkString(value);
  else if (typeof value === "number") checkNumber(value);
  else if (typeof value === "object" && value !== null) checkMembers(value, depth + 1);
  else if (typeof value !== "boolean") throw new Error(`${value} has no canonical form`);
}

/** The canonical text of a JSON object in the strict subset; throws on anything outside of it. */
export function canonicalText(object) {
  if (typeof object !== "object" || object === null || Array.isArray(object)) throw new Error("not an object");
  checkMembers(object, 1);
  return canonicalize(object);
}

/** Parses canonical text. Text that is JSON but not in its canonical form is refused. */
export function parseCanonical(text) {
  const object = JSON.parse(text);
  if (canonicalText(object) !== text) throw new Error("not in canonical form");
  return object;
}

/** The event id: SHA-256 over a zero byte and the canonical bytes, which is the RFC 6962 leaf hash too. */
export function eventId(event) {
  const bytes = Buffer.from(canonicalText(event), "utf8");
  if (bytes.length > MAX_EVENT_BYTES) throw new Error(`an event of ${bytes.length} bytes, at most ${MAX_EVENT_BYTES}`);
  return `0x${createHash("sha256").update(LEAF_PREFIX).update(bytes).digest("hex")}`;
}
