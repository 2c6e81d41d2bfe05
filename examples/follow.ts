// Following a log: what is recorded already, then what comes, until told to stop.

import { EventStore, asBigInt, match } from "statelog";
import type { AbortSignalLike, Bytes32, EventReader, RecordedEvent } from "statelog";

/** Sums up what was paid by voucher in each channel; vouchers are cumulative, so the largest counts. */
export const paid = (log: EventReader): Map<Bytes32, bigint> =>
  log.fold(
    (sums, event) => {
      if (event.type !== "voucher_signed" && event.type !== "voucher_received") return sums;
      const amount = asBigInt(event.amount);
      return amount > (sums.get(event.channelId) ?? 0n) ? sums.set(event.channelId, amount) : sums;
    },
    new Map<Bytes32, bigint>(),
    { types: ["voucher_signed", "voucher_received"] },
  );

/** One line about an event. */
export const line = (event: RecordedEvent): string =>
  match(event, {
    deposit_detected: ({ nowHeld, asset }) => `the adjudicator holds ${nowHeld} of ${asset}`,
    challenge_registered: ({ finalizesAt }) => `challenged; final at ${new Date(finalizesAt * 1000).toISOString()}`,
    otherwise: ({ type }) => type,
  });

/** Prints deposits and challenges as they are recorded. */
export async function watch(log: EventReader, signal: AbortSignalLike): Promise<void> {
  for await (const event of log.events({ types: ["deposit_detected", "challenge_registered"], signal })) {
    console.log(event.offset, line(event));
  }
}

const store = EventStore.import('{"type":"objective_completed","objectiveId":"o"}');
await watch(store, AbortSignal.timeout(100));
