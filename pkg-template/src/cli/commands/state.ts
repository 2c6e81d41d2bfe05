// `statelog state`: what the log says, now or at a past length.

import type { LogState } from "../../generated/statelog.js";
import type { Arguments, Command, ExitCode, Streams } from "../command.js";
import { UsageError, exitCodes } from "../command.js";
import { channelNamed, objectiveNamed, shortenUnless } from "../names.js";
import { reading, working } from "../reading.js";
import type { ReadLog } from "../reading.js";
import { styled } from "../text.js";
import { printBlock } from "../words/block.js";
import type { Block } from "../words/block.js";
import { chainBlock, channelBlock, objectiveBlock } from "../words/states.js";
import { counted } from "../words/values.js";

/** The command. */
export const state: Command = {
  name: "state",
  summary: "print channels and objectives, now or in the past",
  operands: ["FILE"],
  options: {
    at: { value: "N", help: "after the first N events; default: after all" },
    channel: { value: "ID", help: "only this channel" },
    objective: { value: "ID", help: "only this objective" },
    full: { help: "write ids in full, though lines get longer than 80 columns" },
    json: { help: "the whole state, or that of the channel or objective, as one JSON value" },
  },
  about: [
    "Participants are named by their index; a channel's first line of participants says who they are, and which of them we are. Under \"findings\" stands what the rules found about the channel or objective; statelog audit tells more.",
    "The exit code is 1 if the file is damaged: then the state is that of the events before the damage. Findings do not change it.",
  ],
  run: (args, streams) => reading(args.operand(0), streams, (read) => print(args, read, streams)),
};

async function print(args: Arguments, read: ReadLog, { out }: Streams): Promise<ExitCode> {
  const { log, path } = read;
  const [channel, objective, at] = [args.text("channel"), args.text("objective"), args.number("at") ?? log.length];
  if (channel !== undefined && objective !== undefined) throw new UsageError("Give --channel or --objective, not both.");
  working(read, "folding");
  const found = channel !== undefined ? oneChannel(log, channel, at) : objective !== undefined ? oneObjective(log, objective, at) : log.reconstruct({ at });
  read.progress.done();
  if (args.flag("json")) {
    await out.json(found);
    return exitCodes.fine;
  }
  const when = at === log.length ? "" : ` of ${log.length}`;
  await out.hanging("", [styled("bold", path), ` after ${at}${when} ${counted(log.length, "event").replace(/^\d+ /, "")}`]);
  for (const block of "objectives" in found ? blocksOf(found) : ["status" in found ? objectiveBlock(found) : channelBlock(found)]) {
    await out.line();
    await printBlock(out, block, shortenUnless(args.flag("full")));
  }
  return exitCodes.fine;
}

const blocksOf = ({ objectives, channels, chains }: LogState): Block[] => [...objectives.map(objectiveBlock), ...channels.map(channelBlock), ...chains.map(chainBlock)];

function oneChannel(log: ReadLog["log"], given: string, at: number): NonNullable<ReturnType<typeof log.reconstructChannel>> {
  const id = channelNamed(log, given);
  const found = log.reconstructChannel(id, { at });
  if (found === undefined) throw notYet("channel", id, at, log.reconstructChannel(id)?.firstOffset);
  return found;
}

function oneObjective(log: ReadLog["log"], given: string, at: number): NonNullable<ReturnType<typeof log.reconstructObjective>> {
  const id = objectiveNamed(log, given);
  const found = log.reconstructObjective(id, { at });
  if (found === undefined) throw notYet("objective", id, at, log.reconstructObjective(id)?.firstOffset);
  return found;
}

const notYet = (kind: string, id: string, at: number, offset: number | undefined): UsageError => new UsageError(`The ${kind} ${id} is not there at ${at}; event ${offset} creates it.`);
