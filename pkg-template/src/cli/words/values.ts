// Values in words: amounts, outcomes, signers, places on a chain.

import type { Bytes32, ChainRef, Outcome, PartialVariablePart } from "../../generated/statelog.js";

const nativeAsset = `0x${"0".repeat(40)}`;

/** " of 0x…" for a token; nothing for the chain's own asset. */
export const ofAsset = (asset: string): string => (asset === nativeAsset ? "" : ` of ${asset}`);

/** An amount with its asset. */
export const amountOf = (amount: string, asset: string): string => `${amount}${ofAsset(asset)}`;

/** A destination: an address where it stands for one, else a channel or whatever has 32 bytes. */
export const destinationOf = (destination: Bytes32): string => (destination.startsWith(`0x${"0".repeat(24)}`) && !/^0x0*$/.test(destination) ? `0x${destination.slice(26)}` : destination);

/** How an outcome divides each asset, in the order of its allocations: "104 + 96". */
export function sumsOf(outcome: Outcome | undefined): string {
  if (outcome === undefined) return "outcome cut";
  if (outcome.length === 0) return "no outcome";
  return outcome.map(({ asset, allocations }) => `${allocations.map(({ amount }) => amount).join(" + ") || "nothing"}${ofAsset(asset)}`).join(", ");
}

/** Who gets what: "104 to 0x…, 96 to 0x…". */
export function sharesOf(outcome: Outcome): string {
  const shares = outcome.flatMap(({ asset, allocations }) => allocations.map(({ amount, destination, allocationType }) => `${amountOf(amount, asset)} to ${destinationOf(destination)}${allocationType === 0 ? "" : " (guarantee)"}`));
  return shares.join(", ") || "nothing to anybody";
}

/** A state: its turn and what it gives. */
export const stateOf = ({ turnNum, isFinal, outcome }: PartialVariablePart, purpose?: string): string =>
  `turn ${turnNum}${purpose === undefined ? "" : ` ${purpose}`}${isFinal && purpose !== "final" ? " final" : ""}: ${sumsOf(outcome)}`;

/** Participants by their index: "0 and 1". */
export const signersOf = (indexes: readonly number[]): string => (indexes.length === 0 ? "nobody" : indexes.join(" and "));

/** Where on a chain. */
export const placeOf = ({ blockNumber, txHash }: ChainRef): string => `block ${blockNumber}, ${txHash}`;

/** A number of bytes of hex or of a text. */
export const sizeOf = (text: string): string => `${/^0x[0-9a-f]*$/.test(text) ? (text.length - 2) / 2 : Buffer.byteLength(text)} bytes`;

/** A count with its noun. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** What to add about events that a log had before. */
export const alreadyThere = (count: number): string => (count === 0 ? "" : `, ${count} ${count === 1 ? "was" : "were"} there already`);
