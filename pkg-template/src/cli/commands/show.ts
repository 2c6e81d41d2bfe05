// `statelog show`: the events, a line or two each.

import { optionalEventTypes } from "../../event-types.js";
import type { EventType } from "../../generated/statelog.js";
import type { RecordedEvent } from "../../types.js";
import { UsageError, exitCodes } from "../command.js";
import type { Arguments, Command, ExitCode, Streams } from "../command.js";
import { followedEvents, matchingEvents } from "../events.js";
import type { EventFilter } from "../events.js";
import { interrupted } from "../interrupt.js";
import { channelNamed, objectiveNamed, shortLength, shortenUnless } from "../names.js";
import type { Shorten } from "../names.js";
import type { Output } from "../output.js";
import { reading } from "../reading.js";
import type { ReadLog } from "../reading.js";
import { padded, styled } from "../text.js";
import { dateOf, timeOf } from "../time.js";
import { aboutOf, gistOf } from "../words/events.js";

/** The command. */
export const show: Command = {
  name: "show",
  summary: "print the events",
  operands: ["FILE"],
  options: {
    from: { value: "N", help: "begin with the event at offset N" },
    to: { value: "N", help: "end before the event at offset N" },
    type: { value: "T", multiple: true, help: "only events of this type; may be given several times" },
    channel: { value: "ID", help: "only events that belong to this channel" },
    objective: { value: "ID", help: "only events that belong to this objective" },
    follow: { help: "then wait for what a writer appends, until Ctrl-C" },
    full: { help: "write ids in full, though lines get longer than 80 columns" },
    json: { help: "one event per line, as JSON, with everything that it says" },
  },
  about: [
    "A line has the offset, the time (UTC), the channel that the event is about, its type, and its gist; of facts of a chain that ends with block and transaction. Participants are named by their index. Hashes and addresses are cut to their first eight digits; an ID may be given like that too, as long as it is the beginning of one only.",
    "The exit code is 1 if the file is damaged: what is before the damage is printed, and where it is stands on standard error. An unfinished write at the end is reported there too; it is no failure.",
  ],
  async run(args, streams) {
    if (!args.flag("follow")) return reading(args.operand(0), streams, (read) => print(args, read, streams, undefined));
    let failed: unknown;
    const end = interrupted();
    const onError = (error: unknown): void => {
      failed = error;
      end.abort();
    };
    const code = await reading(args.operand(0), streams, (read) => print(args, read, streams, end.signal), { onError }).finally(end.release);
    if (failed !== undefined) throw failed;
    return code;
  },
};

async function print(args: Arguments, { log }: ReadLog, { out, error }: Streams, signal: AbortSignal | undefined): Promise<ExitCode> {
  const filter = filterOf(args, log);
  const isLive = signal !== undefined && log.opened.damage === undefined;
  const events = isLive ? followedEvents(log, filter, signal) : matchingEvents(log, filter, log.length);
  const write = args.flag("json") ? (event: RecordedEvent) => out.json(event) : eventPrinter(out, shortenUnless(args.flag("full")), Math.max(4, String(log.length).length));
  let count = 0;
  for await (const event of events) {
    await write(event);
    count += 1;
  }
  if (count === 0 && !args.flag("json") && !isLive) await error.line(log.length === 0 ? "The log has no events." : `None of the ${log.length} events matches.`);
  return exitCodes.fine;
}

function filterOf(args: Arguments, log: ReadLog["log"]): EventFilter {
  const [channel, objective] = [args.text("channel"), args.text("objective")];
  const types = optionalEventTypes(args.texts("type") as EventType[] | undefined);
  const [from = 0, to] = [args.number("from"), args.number("to")];
  if (to !== undefined && from > to) throw new UsageError(`--from ${from} is behind --to ${to}.`);
  return {
    from,
    to,
    types: types && new Set(types),
    channelId: channel === undefined ? undefined : channelNamed(log, channel),
    objectiveId: objective === undefined ? undefined : objectiveNamed(log, objective),
  };
}

/** Prints events one after the other, with a heading for each day. */
function eventPrinter(out: Output, shorten: Shorten, width: number): (event: RecordedEvent) => Promise<void> {
  let day: string | undefined;
  return async (event) => {
    const date = dateOf(event.timestamp);
    if (date !== day && day !== undefined) await out.line();
    if (date !== day) await out.line(styled("bold", `${date} UTC`));
    day = date;
    const place = [styled("bold", String(event.offset).padStart(width)), " ", styled("dim", timeOf(event.timestamp)), " "];
    const gist = [styled("cyan", event.type), "  ", shorten(gistOf(event))];
    const about = shorten(aboutOf(event));
    // A full id has no room in a column.
    if (about.length > shortLength) await out.hanging(place, [`${about}  `, ...gist]);
    else await out.hanging([...place, padded(about, shortLength), "  "], gist);
  };
}
