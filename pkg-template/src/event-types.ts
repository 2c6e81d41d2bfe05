// The types of events, for checks at run time.

import { optionalTexts } from "./arguments.js";
import { describe, invalidArgument } from "./errors.js";
import type { EventType } from "./generated/statelog.js";

// The compiler refuses a name too many or too few.
const known: Record<EventType, true> = {
  objective_created: true,
  objective_approved: true,
  objective_rejected: true,
  objective_progressed: true,
  objective_completed: true,
  objective_failed: true,
  channel_created: true,
  state_signed: true,
  state_received: true,
  ledger_proposal_signed: true,
  ledger_proposal_received: true,
  voucher_signed: true,
  voucher_received: true,
  deposit_detected: true,
  challenge_registered: true,
  challenge_cleared: true,
  checkpoint_recorded: true,
  channel_concluded: true,
  allocation_updated: true,
  reclaim_detected: true,
  chain_event_reverted: true,
  chain_head_observed: true,
  transaction_submitted: true,
  transaction_resolved: true,
  message_sent: true,
  message_received: true,
  snapshot_created: true,
  extension: true,
};

/** Checks a list of types of events that may be left out. */
export function optionalEventTypes(given: readonly EventType[] | undefined): string[] | undefined {
  const types = optionalTexts("types", given);
  const unknown = types?.find((type) => !Object.hasOwn(known, type));
  if (unknown === undefined) return types;
  throw invalidArgument(`There is no type of event ${describe(unknown)}; the types are ${Object.keys(known).join(", ")}.`, { name: "types", got: describe(unknown) });
}
