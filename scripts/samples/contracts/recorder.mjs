// Runs one flow on the chain and writes down what happens, in the shape of `contractFlows` in
// tests/golden/vectors/nitro.json; besides, each transaction has the members of events that only its calldata tells.
import nitroProtocol from "@statechannels/nitro-protocol";
import { ethers } from "ethers";
import { NATIVE_ASSET } from "../nitro/protocol.mjs";

const adjudicator = new ethers.utils.Interface(nitroProtocol.ContractArtifacts.NitroAdjudicatorArtifact.abi);

/** The items of a flow, and what fills them. */
export function createRecorder(chain) {
  const items = [];
  const record = (item) => {
    items.push(item);
    return item;
  };
  return {
    items,
    chain,
    /** The channels of the flow: `{ channel, fixedPart }`, or two with names, as in `{ ledger, ledgerFixedPart, … }`. */
    channels: record,
    /** Executes a call that must succeed. */
    async tx(label, actor, call) {
      const done = await chain.transact(actor, call);
      if (!done.ok) throw new Error(`${label} reverted: ${await chain.tryCall(actor, call)}`);
      return record(describe(label, done, { calldata: call.knowledge }));
    },
    /** Asks for a call that must revert. If `mined`, a transaction makes it, which fails in a block. */
    async reverts(label, actor, call, { mined = false } = {}) {
      const reason = await chain.tryCall(actor, call);
      if (reason === undefined) throw new Error(`${label} does not revert`);
      if (!mined) return record({ expectedRevert: label, reason });
      return record(describe(label, await chain.transact(actor, call), { reverted: reason }));
    },
    /** Time goes by without a block. */
    delay: (seconds) => chain.delay(seconds),
    /** Time goes by, and an empty block says so. */
    async pass(label, seconds) {
      return record({ block: label, ...await chain.pass(seconds) });
    },
    /** Everything since the fork is undone, and an empty block takes its place. */
    async reorganise(label, undo, seconds) {
      await undo();
      return record({ reorg: label, ...await chain.pass(seconds) });
    },
    /** Asks the contract about a channel, in the latest block. */
    async snap(at, channel) {
      record({ snap: { at, ...await readStatus(chain, channel) } });
    },
  };
}

function describe(tx, { blockNumber, blockHash, txHash, timestamp, gasUsed, logs }, further) {
  return { tx, blockNumber, blockHash, txHash, timestamp, gasUsed, logs: logs.map(describeLog), ...further };
}

function describeLog({ topics, data, transactionIndex, logIndex }) {
  const { name, args, eventFragment } = adjudicator.parseLog({ topics, data });
  const shown = eventFragment.inputs.filter(({ baseType }) => !["array", "tuple"].includes(baseType));
  const plain = Object.fromEntries(shown.map(({ name: member }) => [member, plainValue(args[member])]));
  if (args.candidate !== undefined) plain.candidateTurnNum = args.candidate.variablePart.turnNum;
  return { event: name, args: plain, txIndex: Number(transactionIndex), logIndex: Number(logIndex), topics, data };
}

/** Wide integers become decimal strings; ethers gives narrow ones as numbers. */
const plainValue = (value) => (ethers.BigNumber.isBigNumber(value) ? value.toString() : value);

/** What the contract says about a channel in the latest block. */
export async function readStatus(chain, channel) {
  const [status] = await chain.read("statusOf", channel);
  const { turnNumRecord, finalizesAt } = await chain.read("unpackStatus", channel);
  const [held] = await chain.read("holdings", NATIVE_ASSET, channel);
  const { blockNumber, timestamp } = await chain.head();
  return {
    channel,
    status,
    turnNumRecord,
    finalizesAt,
    mode: modeAt(finalizesAt, timestamp),
    holdingsETH: held.toString(),
    blockNumber,
    blockTimestamp: timestamp,
  };
}

/** The contract's modes: a challenge is over in the second that it names. */
export function modeAt(finalizesAt, timestamp) {
  if (finalizesAt === 0) return "Open";
  return finalizesAt <= timestamp ? "Finalized" : "Challenge";
}
