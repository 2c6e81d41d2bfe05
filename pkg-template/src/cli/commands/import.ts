// `statelog import`: events out of what other programs keep.

import type { DurableEventStore } from "../../durable/durable-event-store.js";
import { isStatelogError } from "../../errors.js";
import type { AppendResult, NewEvent } from "../../generated/statelog.js";
import { UsageError, exitCodes } from "../command.js";
import type { Arguments, Command, ExitCode, Streams } from "../command.js";
import { goNitroEvents } from "../import/go-nitro.js";
import { chainEvents } from "../import/logs.js";
import type { Imported } from "../import/imported.js";
import { batchesOf } from "../import/imported.js";
import { shortened } from "../names.js";
import type { Output } from "../output.js";
import { padded, styled } from "../text.js";
import { alreadyThere, counted } from "../words/values.js";
import { writing } from "../writing.js";

/** The command. */
export const importLog: Command = {
  name: "import",
  summary: "append what a go-nitro store or chain logs say",
  operands: ["nitro|logs", "INPUT", "FILE"],
  options: {
    "chain-id": { value: "N", help: "the chain (EIP-155); needed, since neither kind of input says it" },
    adjudicator: { value: "ADDRESS", help: "nitro: the contract that holds the deposits; needed" },
    me: { value: "ADDRESS", help: "nitro: the node whose data it is, where there are only messages" },
    timestamps: { value: "JSON", help: "logs: a file with an object of block numbers and their times in seconds, for entries without blockTimestamp" },
    json: { help: "the receipts and what could not be imported, as one JSON value" },
  },
  about: [
    "nitro reads a dump of a go-nitro store as JSON: an object of channels, consensus_channels, objectives, vouchers, and messages. logs reads the answer to eth_getLogs: the list of entries, or the whole response. INPUT may be - for standard input.",
    "FILE is begun if it does not exist, and appended to if it is a log: facts that it has already are not repeated, but a store whose objectives it has already is refused. Anything else is left as it is, and refused. The events are appended as one commit, so that all of them are recorded or none (in several, where there are more than fit).",
    "Import the logs of deposits first, then the store, then the other logs: a postfund is judged by the deposits before it. What could not be carried over is listed; it is no failure.",
    "The exit code is 1 if an event is refused or FILE is damaged, and 2 if INPUT cannot be read.",
  ],
  async run(args, streams) {
    const kind = args.operand(0);
    if (kind !== "nitro" && kind !== "logs") throw new UsageError(`statelog imports "nitro" or "logs", not "${kind}".`);
    const imported = await (kind === "nitro" ? goNitroEvents(args) : chainEvents(args));
    return writing(args.operand(2), streams, (log) => record(args, log, imported, streams));
  },
};

async function record(args: Arguments, log: DurableEventStore, imported: Imported, { out, error }: Streams): Promise<ExitCode> {
  const before = log.length;
  const results: AppendResult[] = [];
  try {
    for (const batch of batchesOf(imported.events)) results.push(...(await log.appendBatch(batch)));
  } catch (failure) {
    await tellRefusal(failure, imported, results.length, log.length, error);
    throw failure;
  }
  if (args.flag("json")) await out.json({ results, remarks: imported.remarks });
  else await summary(imported, results, before, out);
  return exitCodes.fine;
}

async function tellRefusal(failure: unknown, { sources }: Imported, done: number, length: number, error: Output): Promise<void> {
  const index = isStatelogError(failure) ? failure.details.index : undefined;
  if (typeof index === "number") await error.hanging("", `The event from ${sources[done + index]} is refused; ${done === 0 ? "nothing was appended" : `the ${counted(done, "event")} of the commits before it stay`}. The log has ${counted(length, "event")}.`);
}

async function summary({ events, remarks }: Imported, results: readonly AppendResult[], before: number, out: Output): Promise<void> {
  const known = results.filter(({ duplicate }) => duplicate).length;
  const appended = results.length - known;
  await out.line(`${counted(appended, "event")} appended${appended === 0 ? "" : ` (offsets ${before} to ${before + appended - 1})`}${alreadyThere(known)}`);
  for (const [type, count] of countsOf(events)) await out.line(`${String(count).padStart(8)}  ${type}`);
  if (remarks.length > 0) await out.line();
  if (remarks.length > 0) await out.line(styled("yellow", `${counted(remarks.length, "remark")} on what could not be carried over as it stands`));
  for (const { path, reason, message } of remarks) await out.hanging(["  ", styled("yellow", padded(reason, 10)), " "], shortened(`${path}: ${message}`));
}

function countsOf(events: readonly NewEvent[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}
