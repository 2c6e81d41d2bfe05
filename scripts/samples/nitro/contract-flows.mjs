// The flows that were executed on the real contracts (tests/golden/vectors/nitro.json): channels and transactions.
import { readFileSync } from "node:fs";
import { decodeAdjudicatorLog } from "./adjudicator-log.mjs";
import { channelIdOf } from "./protocol.mjs";

const vectors = new URL("../../../tests/golden/vectors/nitro.json", import.meta.url);
const { contractFlows } = JSON.parse(readFileSync(vectors, "utf8"));

export const CHAIN_ID = contractFlows.chainId;
export const ADJUDICATOR = contractFlows.adjudicator.toLowerCase();

/** One flow by its name in the vectors: `fixedParts` (by the name of the channel in the flow) and `transaction(label)`. */
export function contractFlow(name) {
  const [channels, ...steps] = contractFlows.flows[name];
  return {
    fixedParts: fixedPartsOf(channels),
    transaction: (label) => transactionOf(steps.find(({ tx }) => tx?.startsWith(label))),
  };
}

/** A flow names either one `channel` or a `ledger` and a `virtual` one, each with its id, which must recompute. */
function fixedPartsOf({ channel, fixedPart, ledger, ledgerFixedPart, virtual, virtualFixedPart }) {
  const named = [[channel, "channel", fixedPart], [ledger, "ledger", ledgerFixedPart], [virtual, "virtual", virtualFixedPart]];
  return Object.fromEntries(named.filter(([id]) => id).map(([id, name, given]) => {
    const inEventForm = eventFixedPart(given);
    if (channelIdOf(inEventForm) !== id) throw new Error(`the id of ${name} does not recompute`);
    return [name, inEventForm];
  }));
}

function eventFixedPart({ participants, channelNonce, appDefinition, challengeDuration }) {
  return {
    participants: participants.map((address) => address.toLowerCase()),
    channelNonce: BigInt(channelNonce).toString(),
    appDefinition: appDefinition.toLowerCase(),
    challengeDuration,
  };
}

function transactionOf({ blockNumber, blockHash, txHash, timestamp, logs }) {
  const chainRef = ({ txIndex, logIndex }) => ({
    chainId: CHAIN_ID, contract: ADJUDICATOR, blockNumber, blockHash, blockTimestamp: timestamp, txHash, txIndex, logIndex,
  });
  return { txHash, blockNumber, blockHash, blockTimestamp: timestamp, events: logs.map((log) => decodeAdjudicatorLog(log, chainRef(log))) };
}
