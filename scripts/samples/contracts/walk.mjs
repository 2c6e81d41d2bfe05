// A random walk over the contracts: hundreds of calls, sensible and not, and what the contract said after each.
import { ALICE, BOB, IRENE } from "../nitro/actors.mjs";
import { NATIVE_ASSET } from "../nitro/protocol.mjs";
import { startChain } from "./chain.mjs";
import { channelOf } from "./channels.mjs";
import { createDice } from "./walk/dice.mjs";
import { createModel } from "./walk/model.mjs";
import { createMoves } from "./walk/moves.mjs";
import { outcomesOf } from "./walk/outcomes.mjs";
import { createReadings } from "./walk/readings.mjs";

const GENESIS = "2026-03-01T00:00:00Z";
const STEPS = 480;
const EPOCHS = 4;
const ACTORS = [ALICE, IRENE, BOB];
/** Not a channel; deposits and payouts find it all the same. */
const UNKNOWN = [`0x${"77".repeat(32)}`, `0x${"99".repeat(32)}`];
const STRANGER = `0x${"0".repeat(24)}${"5a".repeat(20)}`;

const ABOUT = [
  "A random walk that the contracts of npm @statechannels/nitro-protocol@2.0.1-alpha.6 executed on ganache@7.9.2. Written by",
  "scripts/samples/contracts/generate.mjs. A step is one block: [number, hash, timestamp], its transactions, and what changed in the",
  "contract: statuses [channel, statusOf, turnNumRecord, finalizesAt] and holdings [asset, destination, amount], where channel,",
  "asset and destination are places in the lists of this file. A transaction's logs are its JSON-RPC logs without what the block,",
  "the transaction and the file say already. `calldata` holds, by event type, members of our events that the logs do not carry;",
  "`reverted` is the reason for which a transaction failed, as far as the contract gave one.",
].join(" ");

/**
 * Two channels that live all the time, and two ledgers with two virtual channels for every epoch: a guarantee that cannot
 * be reclaimed blocks a ledger for good.
 */
function castOf({ consensusApp, virtualPaymentApp }) {
  const always = [
    { ...channelOf([ALICE, BOB], 101, consensusApp, 0), kind: "direct" },
    { ...channelOf([ALICE, IRENE, BOB], 102, consensusApp, 5), kind: "other" },
  ];
  const epochs = Array.from({ length: EPOCHS }, (_, epoch) => [
    { ...channelOf([ALICE, IRENE], 110 + 10 * epoch, consensusApp, 8), kind: "ledger", ledger: true, epoch },
    { ...channelOf([IRENE, BOB], 111 + 10 * epoch, consensusApp, 15), kind: "ledger", ledger: true, epoch },
    { ...channelOf([ALICE, IRENE, BOB], 112 + 10 * epoch, virtualPaymentApp, 6), kind: "virtual", virtual: true, epoch },
    { ...channelOf([BOB, IRENE, ALICE], 113 + 10 * epoch, virtualPaymentApp, 10), kind: "virtual", virtual: true, epoch },
  ]);
  return [...always, ...epochs.flat()];
}

/** The text of the file; takes minutes, since everything is read after every block. */
export async function buildWalk(seed) {
  const dice = createDice(seed);
  const chain = await startChain(new Date(GENESIS), { tokens: 1 });
  const channels = castOf(chain);
  const assets = [NATIVE_ASSET, ...chain.tokens];
  const destinations = [...channels.map(({ channelId }) => channelId), ...UNKNOWN];
  const externals = [...ACTORS.map(({ destination }) => destination), STRANGER];
  const outcomes = outcomesOf({ dice, assets, externals, internals: destinations });
  const model = createModel(chain);
  const readings = createReadings(chain, { channels, assets, destinations });
  const movesIn = (epoch) => createMoves({
    dice,
    channels: channels.filter((one) => (one.epoch ?? epoch) === epoch),
    assets,
    destinations,
    actors: ACTORS,
    outcomes,
    model,
    readings,
  });

  const steps = [];
  while (steps.length < STEPS) {
    const epoch = Math.floor(steps.length * EPOCHS / STEPS);
    steps.push(await step({ chain, dice, moves: movesIn(epoch), readings }));
    for (const { channelId } of channels) model.check(channelId, readings.status(channelId).status);
  }
  await chain.stop();
  const { chainId, adjudicator } = chain;
  const described = channels.map(({ channelId, fixedPart, kind, virtual }) => (
    { channelId, fixedPart, kind, supportRule: virtual ? "virtual_payment" : "unanimous" }
  ));
  const head = { about: ABOUT, seed, genesis: GENESIS, chainId, adjudicator, channels: described, assets, destinations };
  const lines = steps.map((one) => JSON.stringify(one)).join(",\n");
  return `${JSON.stringify(head).slice(0, -1)},"steps":[\n${lines}\n]}\n`;
}

/** One block: empty after some time, or with up to three transactions. */
async function step({ chain, dice, moves, readings }) {
  if (dice.oneIn(9)) {
    const block = await chain.pass(dice.between(0, 20));
    return { block: blockOf(block), transactions: [], ...UNCHANGED };
  }
  if (dice.oneIn(4)) await chain.delay(dice.between(1, 6));
  const { timestamp } = await chain.head();
  const count = dice.weighed([[8, 1], [2, 2], [1, 3]]);
  const actors = dice.shuffled(ACTORS);
  const chosen = dice.times(count, (index) => ({ ...moves.next(timestamp + 1), actor: actors[index] }));
  const reason = count === 1 ? await chain.tryCall(actors[0], chosen[0].call) : undefined;
  const done = await chain.transactTogether(chosen.map(({ actor, call }) => [actor, call]));
  const inOrder = done.map((transaction, index) => ({ transaction, ...chosen[index] }))
    .sort((one, other) => one.transaction.txIndex - other.transaction.txIndex);
  for (const { transaction, settle } of inOrder) if (transaction.ok) await settle(transaction.logs);
  const transactions = [];
  for (const { transaction, actor, call } of inOrder) transactions.push(describe({ ...transaction, reason }, actor, call));
  const changed = transactions.some(({ logs }) => logs?.length > 0) ? await readings.read() : UNCHANGED;
  return { block: blockOf(done[0]), transactions, ...changed };
}

/** Without a log nothing changed: a call that reverts undoes all it did. */
const UNCHANGED = { statuses: [], holdings: [] };

const blockOf = ({ blockNumber, blockHash, timestamp }) => [blockNumber, blockHash, timestamp];

function describe({ txHash, txIndex, ok, logs, reason }, actor, { name, knowledge }) {
  const transaction = { call: name, from: actor.name, txHash, txIndex };
  if (!ok) return { ...transaction, reverted: reason ?? "" };
  const calldata = Object.keys(knowledge).length > 0 ? { calldata: knowledge } : {};
  return { ...transaction, logs: logs.map(({ topics, data, logIndex }) => ({ topics, data, logIndex: Number(logIndex) })), ...calldata };
}
