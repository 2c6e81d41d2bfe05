// Ids for people: short ones to read, and the ids that a short one stands for.

import type { EventReader } from "../types.js";
import { UsageError } from "./command.js";

/** How many characters of a hash or an address are shown: 0x and eight digits. */
export const shortLength = 10;

/** A text with every hash and address cut to its beginning, an address that was padded to 32 bytes without its padding. */
export const shortened = (text: string): string => text.replace(/0x(?:0{24}(?!0{40}))?([0-9a-f]{40,})/g, (_, digits: string) => `0x${digits}`.slice(0, shortLength));

/** How ids are written: cut, or in full. */
export type Shorten = (text: string) => string;

/** The way that the option `--full` asks for. */
export const shortenUnless = (full: boolean): Shorten => (full ? (text) => text : shortened);

/** The channel that an argument names by its id or the beginning of it. */
export const channelNamed = (log: EventReader, given: string): `0x${string}` => resolved("channel", log.channelIds(), given.toLowerCase());

/** The objective that an argument names by its id or the beginning of it. */
export const objectiveNamed = (log: EventReader, given: string): string => resolved("objective", log.objectiveIds(), given);

const listed = 20;

function resolved<T extends string>(kind: string, ids: readonly T[], given: string): T {
  const whole = ids.find((id) => id === given);
  if (whole !== undefined) return whole;
  const candidates = ids.filter((id) => id.startsWith(given));
  if (candidates.length === 1 && candidates[0] !== undefined) return candidates[0];
  if (candidates.length > 1) throw new UsageError(`${candidates.length} ${kind}s begin with "${given}":${list(candidates)}`);
  const known = ids.length === 0 ? ` The log has no ${kind}s.` : ` The log has:${list(ids)}`;
  throw new UsageError(`No ${kind} has the id "${given}", or one that begins so.${known}`);
}

function list(ids: readonly string[]): string {
  const more = ids.length > listed ? [`and ${ids.length - listed} more`] : [];
  return [...ids.slice(0, listed), ...more].map((id) => `\n  ${id}`).join("");
}
