// The events of an adjudicator's logs, as eth_getLogs answers them.

import { isStatelogError } from "../../errors.js";
import type { NewEvent } from "../../generated/statelog.js";
import { decodeAdjudicatorLog } from "../../nitro.js";
import type { AdjudicatorLog } from "../../nitro.js";
import { UsageError, wholeNumber } from "../command.js";
import type { Arguments } from "../command.js";
import { inputName, jsonOf, wholeText } from "../input.js";
import type { Imported } from "./imported.js";

/** Reads the logs in the order in which they stand. */
export async function chainEvents(args: Arguments): Promise<Imported> {
  const chainId = wholeNumber("--chain-id", args.needed("chain-id", "a log does not say which chain it is from"));
  const path = args.operand(1);
  const logs = entriesOf(jsonOf(await wholeText(path), inputName(path)), inputName(path));
  const times = await timesOf(args.text("timestamps"));
  const sources = logs.map((_, index) => `entry ${index} of ${inputName(path)}`);
  const events = logs.map((log, index) => decoded(log, sources[index] ?? "", chainId, times));
  return { events, sources, remarks: [] };
}

function entriesOf(value: unknown, name: string): AdjudicatorLog[] {
  const list = Array.isArray(value) ? value : (value as { result?: unknown } | null)?.result;
  if (Array.isArray(list)) return list as AdjudicatorLog[];
  throw new UsageError(`${name} holds no list of logs. Give what eth_getLogs answers: the list of entries, or the response with its "result".`);
}

function decoded(log: AdjudicatorLog, source: string, chainId: number, times: ReadonlyMap<number, number>): NewEvent {
  try {
    const blockTimestamp = isMissing(log?.blockTimestamp) ? times.get(Number(log?.blockNumber ?? NaN)) : undefined;
    return decodeAdjudicatorLog(log, { chainId, blockTimestamp });
  } catch (error) {
    if (!isStatelogError(error, "INVALID_ARGUMENT")) throw error;
    const advice = error.details.path === "/log/blockTimestamp" ? ` Nodes seldom tell the time of a block with its logs: give the time of block ${Number(log.blockNumber)} with --timestamps.` : "";
    throw new UsageError(`${source.replace(/^e/, "E")} is no log that can be imported, so nothing was: ${error.message.replace(/\.?$/, ".")}${advice}`);
  }
}

const isMissing = (value: unknown): boolean => value === undefined || value === null;

/** Times in seconds by block number. Both may be decimal or hex. */
async function timesOf(path: string | undefined): Promise<ReadonlyMap<number, number>> {
  if (path === undefined) return new Map();
  const value = jsonOf(await wholeText(path), inputName(path));
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new UsageError(`${inputName(path)} must hold an object such as {"8": 1767225608}.`);
  return new Map(Object.entries(value).map(([block, time]) => [quantity(block, path), quantity(time, path)]));
}

function quantity(value: unknown, path: string): number {
  const number = typeof value === "number" || (typeof value === "string" && /^(0x[0-9a-f]+|[0-9]+)$/i.test(value)) ? Number(value) : NaN;
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new UsageError(`${inputName(path)}: ${JSON.stringify(value)} is neither a block number nor a time in seconds.`);
}
