// Events 1 to 7: objectives come into being, move and end, and channels become known.
import { ADJUDICATOR, CHAIN_ID } from "../nitro/contract-flows.mjs";

const ID_PREFIX = {
  direct_fund: "DirectFunding-",
  direct_defund: "DirectDefunding-",
  virtual_fund: "VirtualFund-",
  virtual_defund: "VirtualDefund-",
};

/** go-nitro's policy maker that approves whatever a peer proposes. */
const POLICY = "PermissivePolicy";

/** An objective over a channel, as every node that takes part sees it. */
export function describeObjective(kind, channel) {
  return { kind, objectiveId: `${ID_PREFIX[kind]}${channel.channelId}`, channel };
}

/** The node's user asks for the objective through the API; `meanwhile` tells what else belongs to that commit. */
export function requestObjective(node, objective, { relatedChannels, meanwhile } = {}) {
  return node.log.together(() => {
    const created = node.log.record(creation(node, objective, { source: "local_request", relatedChannels }));
    const approved = approve(node, objective, { by: "api" }, created);
    meanwhile?.(approved);
    return approved;
  });
}

/** A peer's first message brings the objective, and the node's policy approves. To be told within the message's commit. */
export function acceptObjective(node, objective, { peer, relatedChannels }, received) {
  const offered = { source: "peer_payload", peer: peer.actor.address, relatedChannels };
  const created = node.log.record({ ...creation(node, objective, offered), causationId: received });
  return approve(node, objective, { by: "policy", policy: POLICY }, created);
}

function creation(node, { kind, objectiveId, channel }, { source, peer, relatedChannels }) {
  return {
    type: "objective_created",
    objectiveId,
    kind,
    channelId: channel.channelId,
    relatedChannels: relatedChannels?.map(({ channelId }) => channelId),
    role: channel.indexOf(node),
    source,
    peer,
    status: "unapproved",
    correlationId: objectiveId,
  };
}

function approve(node, { objectiveId }, { by, policy }, created) {
  return node.log.record({
    type: "objective_approved", objectiveId, by, policy, causationId: created, correlationId: objectiveId,
  });
}

/** Says what the objective waits for next, in go-nitro's words. */
export function progress(node, { objectiveId }, waitingFor, causationId) {
  return node.log.record({ type: "objective_progressed", objectiveId, waitingFor, causationId, correlationId: objectiveId });
}

export function complete(node, { objectiveId }, causationId) {
  return node.log.record({ type: "objective_completed", objectiveId, causationId, correlationId: objectiveId });
}

/** A peer's notice says that it rejected the objective. */
export function rejectByNotice(node, { objectiveId }, { by }, causationId) {
  return node.log.record({
    type: "objective_rejected", objectiveId, via: "counterparty_notice", by: by.actor.address, causationId, correlationId: objectiveId,
  });
}

/** The objective cannot go on, and will not be tried again. */
export function fail(node, { objectiveId }, error, causationId) {
  return node.log.record({ type: "objective_failed", objectiveId, error, retryable: false, causationId, correlationId: objectiveId });
}

/** The node learns of the channel that the objective is about. */
export function createChannel(node, { objectiveId, channel }, causationId) {
  return node.log.record({
    type: "channel_created",
    channelId: channel.channelId,
    protocol: "nitro-2",
    fixedPart: channel.fixedPart,
    kind: channel.kind,
    chainId: CHAIN_ID,
    adjudicator: ADJUDICATOR,
    myIndex: channel.indexOf(node),
    supportRule: channel.supportRule,
    causationId,
    correlationId: objectiveId,
  });
}
