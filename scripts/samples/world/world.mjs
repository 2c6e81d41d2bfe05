// A world is one clock and the nodes that live by it. Every node keeps its own log of the same story, so that what
// one sends is, byte for byte, what the other receives.
import { createClock } from "./clock.mjs";
import { LogBuilder } from "./log-builder.mjs";
import { channelIdOf } from "../nitro/protocol.mjs";

/** How long before a block nodes begin with what leads to its transaction. */
const LEAD_MILLIS = 900;

/** The moment at which to begin with what a block's transaction concludes. */
export function shortlyBefore({ blockTimestamp }) {
  return blockTimestamp * 1000 - LEAD_MILLIS;
}

/** A world whose clock starts shortly before the block of this transaction. */
export function createWorld(transaction) {
  const clock = createClock(shortlyBefore(transaction));
  return { clock, node: (actor) => ({ actor, clock, log: new LogBuilder(clock) }) };
}

/** A channel between nodes, the same for each of them. `kind` and `supportRule` are those of `channel_created`. */
export function describeChannel(fixedPart, parties, { kind, supportRule }) {
  const addresses = parties.map(({ actor }) => actor.address);
  if (addresses.join() !== fixedPart.participants.join()) throw new Error("these are not the participants");
  return {
    channelId: channelIdOf(fixedPart),
    fixedPart,
    kind,
    supportRule,
    parties,
    indexOf: (node) => parties.indexOf(node),
    othersThan: (node) => parties.filter((party) => party !== node),
  };
}
