// `statelog diff`: what changed between two lengths of the log.

import type { ChainState, ChannelState, Finding, ObjectiveState, StateChange } from "../../generated/statelog.js";
import { exitCodes, wholeNumber } from "../command.js";
import type { Arguments, Command, ExitCode, Streams } from "../command.js";
import { shortenUnless } from "../names.js";
import type { Shorten } from "../names.js";
import type { Output } from "../output.js";
import { reading, working } from "../reading.js";
import type { ReadLog } from "../reading.js";
import { spansOf, styled } from "../text.js";
import type { Text } from "../text.js";
import { printBlock } from "../words/block.js";
import type { Block } from "../words/block.js";
import { titleOf } from "../words/findings.js";
import { chainBlock, channelBlock, objectiveBlock } from "../words/states.js";

/** The command. */
export const diff: Command = {
  name: "diff",
  summary: "print what a range of events changed",
  operands: ["FILE", "FROM", "TO"],
  options: {
    full: { help: "write ids in full, though lines get longer than 80 columns; and print counters, too" },
    json: { help: "the changes as one JSON value" },
  },
  about: [
    "Compares the state after the first FROM events with that after the first TO: for each value that differs, its path in the channel, objective or chain, what it was, what it is, and in front the offset of the event that changed it last. What was not there before is shown as statelog state shows it. A value that is new has no before, one that is gone has no after. The number of events of each, the last of them and its time are left out.",
    "The exit code is 1 if the file is damaged.",
  ],
  run: (args, streams) => reading(args.operand(0), streams, (read) => print(args, read, streams)),
};

async function print(args: Arguments, read: ReadLog, { out }: Streams): Promise<ExitCode> {
  const { log } = read;
  const [from, to] = [wholeNumber("FROM", args.operand(1)), wholeNumber("TO", args.operand(2))];
  working(read, "folding");
  const changes = log.diff(from, to);
  read.progress.done();
  if (args.flag("json")) {
    await out.json(changes);
    return exitCodes.fine;
  }
  if (changes.length === 0) await out.line(`The events from ${from} to ${to} changed nothing.`);
  const shorten = shortenUnless(args.flag("full"));
  const shown = args.flag("full") ? changes : changes.filter(({ path }) => !counters.includes(path));
  for (const [index, change] of shown.entries()) {
    const isFirst = change.entity !== shown[index - 1]?.entity;
    if (isFirst && index > 0) await out.line();
    if (isFirst && !isNew(change)) await out.line([styled("bold", kindOf(change)), ` ${shorten(change.entity.replace("chain:", ""))}`]);
    if (isNew(change)) await printBlock(out, newBlock(change), shorten);
    else await printChange(out, change, shorten);
  }
  return exitCodes.fine;
}

async function printChange(out: Output, { path, before, after, offset }: StateChange, shorten: Shorten): Promise<void> {
  await out.hanging([styled("dim", String(offset).padStart(6)), "  "], [styled("cyan", path || "/"), "  ", ...sides(before, after, shorten)]);
}

/** Whether it is the whole of something that was not there before. */
const isNew = ({ path, before }: StateChange): boolean => path === "" && before === undefined;

/** What was not there before, as `statelog state` shows it. */
function newBlock(change: StateChange): Block {
  const { heading, rows } = blockOf(change);
  return { heading: [...spansOf(heading), styled("green", `  new, last changed by event ${change.offset}`)], rows };
}

function blockOf(change: StateChange): Block {
  switch (kindOf(change)) {
    case "Chain":
      return chainBlock(change.after as ChainState);
    case "Channel":
      return channelBlock(change.after as ChannelState);
    default:
      return objectiveBlock(change.after as ObjectiveState);
  }
}

/** Members that every event moves. */
const counters = ["/eventCount", "/lastOffset", "/updatedAt"];

const kindOf = ({ entity }: StateChange): "Chain" | "Channel" | "Objective" => (entity.startsWith("chain:") ? "Chain" : /^0x[0-9a-f]{64}$/.test(entity) ? "Channel" : "Objective");

function sides(before: unknown, after: unknown, shorten: Shorten): (Exclude<Text, readonly unknown[]>)[] {
  const word = (value: unknown): string => shorten(value === undefined ? "(none)" : typeof value === "string" ? value : spaced(value));
  return [styled(before === undefined ? "dim" : "red", word(before)), " → ", styled(after === undefined ? "dim" : "green", word(after))];
}

/** JSON with spaces, so that lines are broken between values; a finding by what it says. */
function spaced(value: unknown): string {
  if (isFinding(value)) return `${titleOf(value)}: ${value.message}`;
  return JSON.stringify(value, null, 1).replace(/\n */g, " ");
}

const isFinding = (value: unknown): value is Finding => typeof value === "object" && value !== null && "rule" in value && "message" in value;
