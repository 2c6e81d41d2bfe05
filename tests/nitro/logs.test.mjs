// Raw logs of the adjudicator, in every shape that nodes and libraries give them, become the events that they state.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { EventStore, isStatelogError, nitro } from "statelog";
import { byViem, challengeValues, encodeLog, ethers } from "./support/oracles.mjs";
import { Random, effort } from "./support/random.mjs";

const vectors = JSON.parse(readFileSync(new URL("../golden/vectors/nitro.json", import.meta.url), "utf8"));
const context = { chainId: 1337, blockTimestamp: 1_767_225_600 };
const capitals = (hex) => `0x${hex.slice(2).toUpperCase()}`;

/** Where a random log stands: as an event says it, and the raw log's members. */
function place(random) {
  const chain = {
    chainId: context.chainId,
    contract: random.bytes(20),
    blockNumber: Number(random.integer(53)),
    blockHash: random.bytes(32),
    blockTimestamp: context.blockTimestamp,
    txHash: random.bytes(32),
    txIndex: Number(random.integer(32)),
    logIndex: Number(random.integer(32)),
  };
  const { contract: address, blockNumber, blockHash, txHash: transactionHash, txIndex: transactionIndex, logIndex } = chain;
  return { chain, members: { address, blockNumber, blockHash, transactionHash, transactionIndex, logIndex, removed: false } };
}

const hexQuantity = (number) => `0x${number.toString(16)}`;

/** The same raw log as different sources give it. */
const shapes = {
  "JSON-RPC": (log) => ({ ...log, blockNumber: hexQuantity(log.blockNumber), transactionIndex: hexQuantity(log.transactionIndex), logIndex: hexQuantity(log.logIndex), blockTimestamp: hexQuantity(context.blockTimestamp) }),
  viem: (log) => ({ ...log, blockNumber: BigInt(log.blockNumber), blockTimestamp: null, eventName: "Something", args: { amount: 1n } }),
  "ethers 5": (log) => ({ ...log, address: ethers.utils.getAddress(log.address) }),
  "ethers 6": ({ logIndex, ...log }) => ({ ...log, index: logIndex, provider: { send() {} } }),
  capitals: (log) => ({ ...log, address: capitals(log.address), data: capitals(log.data), topics: log.topics.map(capitals), blockHash: capitals(log.blockHash), transactionHash: capitals(log.transactionHash) }),
  decimal: (log) => ({ ...log, blockNumber: String(log.blockNumber), logIndex: String(log.logIndex), removed: undefined }),
};

/** A random log of each event: its name, the arguments of the contract's interface, and what the event says. */
const kinds = {
  Deposited(random) {
    const [channelId, asset, held] = [random.destination(), random.address(), random.integer(256).toString()];
    return [[channelId, asset, held], { type: "deposit_detected", channelId, asset, nowHeld: held }];
  },
  ChallengeRegistered(random) {
    const [channelId, finalizesAt] = [random.bytes(32), Number(random.integer(48))];
    const signed = () => ({ state: random.state(), sigs: random.list(3, () => random.bytes(65)) });
    const [proof, candidate] = [random.list(2, signed), signed()];
    const values = challengeValues(channelId, finalizesAt, proof, candidate);
    // A second encoder, so that not one library decides what an encoding is.
    assert.equal(encodeLog("ChallengeRegistered", values).data, byViem.challengeData(finalizesAt, proof, candidate));
    return [values, { type: "challenge_registered", channelId, finalizesAt, candidate, proof }];
  },
  ChallengeCleared(random) {
    const [channelId, newTurnNumRecord] = [random.bytes(32), Number(random.integer(48))];
    return [[channelId, newTurnNumRecord], { type: "challenge_cleared", channelId, newTurnNumRecord }];
  },
  Checkpointed(random) {
    const [channelId, newTurnNumRecord] = [random.bytes(32), Number(random.integer(48))];
    return [[channelId, newTurnNumRecord], { type: "checkpoint_recorded", channelId, newTurnNumRecord }];
  },
  Concluded(random) {
    const [channelId, finalizesAt] = [random.bytes(32), Number(random.integer(48))];
    return [[channelId, finalizesAt], { type: "channel_concluded", channelId, finalizesAt }];
  },
  AllocationUpdated(random) {
    const [channelId, assetIndex, initialHoldings, finalHoldings] = [random.bytes(32), Number(random.integer(32)), random.integer(256).toString(), random.integer(256).toString()];
    return [[channelId, assetIndex, initialHoldings, finalHoldings], { type: "allocation_updated", channelId, assetIndex, initialHoldings, finalHoldings, via: "unknown" }];
  },
  Reclaimed(random) {
    const [channelId, assetIndex] = [random.bytes(32), Number(random.integer(32))];
    return [[channelId, assetIndex], { type: "reclaim_detected", channelId, assetIndex }];
  },
};

/** The log with its arguments encoded by the contract's own interface. */
const rawLog = (name, values, members) => ({ ...members, ...encodeLog(name, values) });

test("3,000 random logs of every event, in every shape", (given) => {
  const random = new Random(given);
  for (let left = 3000 * effort; left > 0; left -= 1) {
    const name = random.pick(Object.keys(kinds));
    const [shape, dress] = random.pick(Object.entries(shapes));
    const { chain, members } = place(random);
    const [values, expected] = kinds[name](random);
    const event = nitro.decodeAdjudicatorLog(dress(rawLog(name, values, members)), context);
    if (name === "ChallengeRegistered" && event.candidate.truncated) continue;
    assert.deepEqual(event, { ...expected, chain }, `${name}, ${shape}`);
  }
});

test("cerc-io's AllocationUpdated names the asset instead of its index", (given) => {
  const random = new Random(given);
  const fragment = new ethers.utils.Interface(["event AllocationUpdated(bytes32 indexed channelId, address asset, uint256 initialHoldings, uint256 finalHoldings)"]);
  for (let left = 100; left > 0; left -= 1) {
    const { chain, members } = place(random);
    const [channelId, asset, initialHoldings, finalHoldings] = [random.bytes(32), random.address(), random.integer(256).toString(), random.integer(256).toString()];
    const encoded = fragment.encodeEventLog(fragment.getEvent("AllocationUpdated"), [channelId, asset, initialHoldings, finalHoldings]);
    const event = nitro.decodeAdjudicatorLog({ ...members, ...encoded }, context);
    assert.deepEqual(event, { type: "allocation_updated", channelId, asset, initialHoldings, finalHoldings, via: "unknown", chain });
  }
});

test("a removed log of any event becomes chain_event_reverted, with or without a time", (given) => {
  const random = new Random(given);
  for (const [name, kind] of Object.entries(kinds)) {
    const { chain, members } = place(random);
    const log = { ...rawLog(name, kind(random)[0], members), removed: true };
    const { blockHash, txHash, logIndex } = chain;
    assert.deepEqual(nitro.decodeAdjudicatorLog(log, { chainId: 5 }), { type: "chain_event_reverted", chainId: 5, blockHash, txHash, logIndex });
  }
});

test("the time of the block is the given one, else that of the log", (given) => {
  const random = new Random(given);
  const { members } = place(random);
  const log = { ...rawLog("Concluded", [random.bytes(32), 1], members), blockTimestamp: 7n };
  assert.equal(nitro.decodeAdjudicatorLog(log, { chainId: 1, blockTimestamp: 6 }).chain.blockTimestamp, 6);
  assert.equal(nitro.decodeAdjudicatorLog(log, { chainId: 1 }).chain.blockTimestamp, 7);
});

/** Every log of the flows that the real contracts executed. */
function* executedLogs() {
  const { chainId, adjudicator, flows } = vectors.contractFlows;
  for (const [flow, steps] of Object.entries(flows)) {
    for (const { blockNumber, blockHash, txHash, timestamp, logs = [] } of steps) {
      for (const { event, args, txIndex, logIndex, topics, data } of logs) {
        const log = { address: adjudicator, blockNumber, blockHash, transactionHash: txHash, transactionIndex: txIndex, logIndex, topics, data };
        yield { flow, event, args, log, context: { chainId, blockTimestamp: timestamp } };
      }
    }
  }
}

/** What the flows call the members of an event. */
const argumentsOf = {
  deposit_detected: ({ channelId, asset, nowHeld }) => ({ destination: channelId, asset, destinationHoldings: nowHeld }),
  challenge_registered: ({ channelId, finalizesAt, candidate }) => ({ channelId, finalizesAt, candidateTurnNum: candidate.state.turnNum }),
  challenge_cleared: ({ channelId, newTurnNumRecord }) => ({ channelId, newTurnNumRecord }),
  checkpoint_recorded: ({ channelId, newTurnNumRecord }) => ({ channelId, newTurnNumRecord }),
  channel_concluded: ({ channelId, finalizesAt }) => ({ channelId, finalizesAt }),
  allocation_updated: ({ channelId, assetIndex, initialHoldings, finalHoldings }) => ({ channelId, assetIndex, initialHoldings, finalHoldings }),
  reclaim_detected: ({ channelId, assetIndex }) => ({ channelId, assetIndex }),
};

test("every log that the real contracts emitted says what the flow says", () => {
  let count = 0;
  for (const { flow, event, args, log, context } of executedLogs()) {
    const decoded = nitro.decodeAdjudicatorLog(log, context);
    const said = argumentsOf[decoded.type](decoded);
    for (const [name, value] of Object.entries(said)) {
      assert.equal(String(value).toLowerCase(), String(args[name]).toLowerCase(), `${flow}: ${event}.${name}`);
    }
    count += 1;
  }
  assert.equal(count, 26);
});

test("the logs of all flows can be appended, and removed again", () => {
  const store = new EventStore();
  for (const { log, context } of executedLogs()) store.append(nitro.decodeAdjudicatorLog(log, context));
  const { length } = store;
  for (const { log, context } of executedLogs()) {
    assert.ok(store.append(nitro.decodeAdjudicatorLog(log, context)).duplicate);
    store.append(nitro.decodeAdjudicatorLog({ ...log, removed: true }, context));
  }
  assert.equal(store.length, 2 * length);
});

/** The error of a call that is refused. */
function refusal(log, given = context) {
  let caught;
  assert.throws(() => nitro.decodeAdjudicatorLog(log, given), (error) => ((caught = error), true));
  assert.ok(isStatelogError(caught, "INVALID_ARGUMENT"), String(caught));
  return caught;
}

test("what is no log of an adjudicator is refused with the path of what is wrong", (given) => {
  const random = new Random(given);
  const log = rawLog("Deposited", kinds.Deposited(random)[0], place(random).members);
  const transfer = ethers.utils.id("Transfer(address,address,uint256)");
  const wrong = {
    "/log/topics/0": { topics: [transfer, log.topics[1]] },
    "/log/topics": { topics: [] },
    "/log/topics/1": { topics: [log.topics[0], "0x12"] },
    "/log/data": { data: log.data.slice(0, -2) },
    "/log/address": { address: "0x" },
    "/log/blockNumber": { blockNumber: -1 },
    "/log/blockHash": { blockHash: null },
    "/log/transactionHash": { transactionHash: undefined },
    "/log/transactionIndex": { transactionIndex: 2n ** 32n },
    "/log/logIndex": { logIndex: "0x" },
    "/log/removed": { removed: "true" },
  };
  for (const [path, members] of Object.entries(wrong)) assert.equal(refusal({ ...log, ...members }).details.path, path);
  assert.equal(refusal({ ...log, data: "0xz0" }).details.path, "/log/data");
  assert.equal(refusal(log, { blockTimestamp: 1 }).details.path, "/chainId");
  assert.equal(refusal(log, { chainId: 1 }).details.path, "/log/blockTimestamp");
  assert.equal(refusal(log, { chainId: 1, blockTimestamp: 2 ** 48 }).details.path, "/blockTimestamp");
  assert.equal(refusal(null).details.path, "/log");
  assert.equal(refusal({ ...log, blockNumber: 2n ** 53n }).details.path, "/log/blockNumber");
});
