// The flows that were executed on the real contracts (nitro.json and flows.json of tests/golden/vectors): channels and
// transactions. Both were run on a chain of their own, whose contracts have the same addresses.
import { readFileSync } from "node:fs";
import { decodeAdjudicatorLog } from "./adjudicator-log.mjs";
import { channelIdOf } from "./protocol.mjs";

function readFlows(name) {
  return JSON.parse(readFileSync(new URL(`../../../tests/golden/vectors/${name}`, import.meta.url), "utf8")).contractFlows;
}

const contractFlows = readFlows("nitro.json");
const flows = { ...contractFlows.flows, ...readFlows("flows.json").flows };

export const CHAIN_ID = contractFlows.chainId;
export const ADJUDICATOR = contractFlows.adjudicator.toLowerCase();

/**
 * One flow by its name in the vectors: `fixedParts` (by the name of the channel in the flow), `transaction(label)`, and
 * `block(label)` for a block without transactions.
 */
export function contractFlow(name) {
  const [channels, ...steps] = flows[name];
  return {
    fixedParts: fixedPartsOf(channels),
    transaction: (label) => transactionOf(steps.find(({ tx }) => tx?.startsWith(label))),
    block: (label) => blockOf(steps.find(({ block, reorg }) => [block, reorg].includes(label))),
  };
}

/** A flow names one `channel`, or two by their parts in it, each with its id, which must recompute. */
function fixedPartsOf(channels) {
  const names = Object.keys(channels).filter((name) => !/fixedPart$/i.test(name));
  return Object.fromEntries(names.map((name) => {
    const inEventForm = eventFixedPart(channels[name === "channel" ? "fixedPart" : `${name}FixedPart`]);
    if (channelIdOf(inEventForm) !== channels[name]) throw new Error(`the id of ${name} does not recompute`);
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

/** `knowledge` is what the flow says about the transaction's calldata; the vectors of nitro.json say nothing. */
function transactionOf({ blockNumber, blockHash, txHash, timestamp, logs, calldata = {}, reverted }) {
  const chainRef = ({ txIndex, logIndex }) => ({
    chainId: CHAIN_ID, contract: ADJUDICATOR, blockNumber, blockHash, blockTimestamp: timestamp, txHash, txIndex, logIndex,
  });
  return {
    txHash,
    blockNumber,
    blockHash,
    blockTimestamp: timestamp,
    events: logs.map((log) => decodeAdjudicatorLog(log, chainRef(log))),
    knowledge: calldata,
    reverted,
  };
}

function blockOf({ blockNumber, blockHash, timestamp }) {
  return { blockNumber, blockHash, blockTimestamp: timestamp };
}
