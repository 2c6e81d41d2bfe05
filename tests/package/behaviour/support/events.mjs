// Small events, and ways to look at what a call did.

import assert from "node:assert/strict";
import { isStatelogError } from "statelog";

/** A 32-byte value that shows its number. */
export const bytes32 = (number) => `0x${number.toString(16).padStart(64, "0")}`;

/** The id of the n-th objective. */
export const objectiveId = (number) => `DirectFunding-${bytes32(number)}`;

/** The first event of the n-th objective. */
export const objective = (number, members = {}) => ({
  type: "objective_created",
  objectiveId: objectiveId(number),
  kind: "direct_fund",
  channelId: bytes32(number),
  source: "local_request",
  status: "unapproved",
  timestamp: 1_700_000_000_000,
  ...members,
});

/** A fact without rules and without a key of its own, told apart by its payload. */
export const extension = (number, members = {}) => ({
  type: "extension",
  namespace: "test",
  name: "counted",
  payload: `0x${number.toString(16).padStart(8, "0")}`,
  critical: false,
  timestamp: 1_700_000_000_000,
  ...members,
});

/** A number of events for `appendBatch`. */
export const extensions = (count, first = 0) => Array.from({ length: count }, (_, index) => extension(first + index));

/** Calls `work`, which must fail with `code`, and returns the error. */
export function refused(code, work) {
  try {
    work();
  } catch (error) {
    assert.ok(isStatelogError(error), `not a StatelogError: ${error?.stack ?? error}`);
    assert.equal(error.code, code, error.message);
    assert.ok(error instanceof Error && error.message.length > 10, "an error says what happened");
    return error;
  }
  assert.fail(`expected ${code}, but nothing was thrown`);
}

/** Like `refused`, and the store must be as before. */
export function refusedUnchanged(store, code, work) {
  const before = [store.length, store.root()];
  const error = refused(code, work);
  assert.deepEqual([store.length, store.root()], before, "a refused call changes nothing");
  return error;
}
