// Events 14 to 20 and 22 to 24: transactions that nodes submit, and what they see on the chain.
import { CHAIN_ID } from "../nitro/contract-flows.mjs";

/** How long after its timestamp a node sees a block. */
const SEEN_AFTER_MILLIS = 120;

/** A node submits a transaction of a contract flow, which must happen before the block that holds it. */
export function submit(node, transaction, { kind, channel, objective, amounts, stateHash, causationId }) {
  if (node.clock.now() >= transaction.blockTimestamp * 1000) throw new Error(`too late for block ${transaction.blockNumber}`);
  return node.log.record({
    type: "transaction_submitted",
    channelId: channel.channelId,
    objectiveId: objective?.objectiveId,
    kind,
    txHash: transaction.txHash,
    amounts,
    stateHash,
    causationId,
    correlationId: objective?.objectiveId,
  });
}

/** The clock goes on to the moment at which nodes see the block of this transaction. */
export function mine({ clock }, { blockTimestamp }) {
  clock.reach(blockTimestamp * 1000 + SEEN_AFTER_MILLIS);
}

/**
 * A node records all logs of a transaction as one commit. `knowledge` holds, by event type, the members that are read
 * from the transaction's calldata. If `submitted` is given, the transaction was the node's own and is resolved with it.
 * Answers the id of the last log's event.
 */
export function observe(node, transaction, { knowledge = {}, submitted, objective }) {
  const correlationId = objective?.objectiveId;
  return node.log.together(() => {
    const ids = transaction.events.map((event) => (
      node.log.record({ ...event, ...knowledge[event.type], causationId: submitted, correlationId })
    ));
    if (submitted !== undefined) resolve(node, transaction, submitted, correlationId);
    return ids.at(-1);
  });
}

function resolve(node, { txHash, events }, submitted, correlationId) {
  const { chain } = events.at(-1);
  node.log.record({ type: "transaction_resolved", txHash, result: "mined", chain, causationId: submitted, correlationId });
}

/** The node's own transaction was mined, but failed. */
export function observeFailure(node, { txHash, reverted }, { submitted, objective }) {
  return node.log.record({
    type: "transaction_resolved", txHash, result: "reverted", reason: reverted, causationId: submitted, correlationId: objective?.objectiveId,
  });
}

/** A reorganisation took the last log of a transaction away again. */
export function observeReorganisation(node, { events }, causationId) {
  const { chainId, blockHash, txHash, logIndex } = events.at(-1).chain;
  return node.log.record({ type: "chain_event_reverted", chainId, blockHash, txHash, logIndex, causationId });
}

/** A node records the head of the chain: all logs up to this block are in its log. */
export function observeHead(node, { blockNumber, blockHash, blockTimestamp }) {
  return node.log.record({ type: "chain_head_observed", chainId: CHAIN_ID, blockNumber, blockHash, blockTimestamp });
}
