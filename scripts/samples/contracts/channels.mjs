// The channels and states that flows are about, in the form of our events.
import { guaranteeMetadata } from "../nitro/ledger.mjs";
import { channelIdOf, simpleOutcome } from "../nitro/protocol.mjs";

const CHALLENGE_SECONDS = 60;

/** A channel of these actors, with its id. */
export function channelOf(parties, channelNonce, appDefinition, challengeDuration = CHALLENGE_SECONDS) {
  const fixedPart = {
    participants: parties.map(({ address }) => address),
    channelNonce: String(channelNonce),
    appDefinition,
    challengeDuration,
  };
  return { parties, fixedPart, channelId: channelIdOf(fixedPart) };
}

/** A state over `[[destination, amount], …]` in the native asset. */
export function stateOf(turnNum, shares, { isFinal = false, appData = "0x" } = {}) {
  return { appData, outcome: simpleOutcome(shares), turnNum, isFinal };
}

/** A ledger state with one guarantee behind the balances of both parties. */
export function guaranteeingState(turnNum, shares, { target, amount, left, right, allocationType }) {
  const [exit] = simpleOutcome(shares);
  const guarantee = { destination: target, amount: String(amount), allocationType, metadata: guaranteeMetadata(left, right) };
  return { appData: "0x", outcome: [{ ...exit, allocations: [...exit.allocations, guarantee] }], turnNum, isFinal: false };
}
