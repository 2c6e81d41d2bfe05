import { progress } from "../../world/objectives.mjs";
import { submit } from "../../world/chain.mjs";

/** An objective's node submits a transaction of a contract flow and waits for what it brings: one commit. */
export function submitAndWait(node, objective, transaction, { kind, amounts, stateHash, causationId, waitingFor }) {
  return node.log.together(() => {
    const { channel } = objective;
    const submitted = submit(node, transaction, { kind, channel, objective, amounts, stateHash, causationId });
    progress(node, objective, waitingFor, submitted);
    return submitted;
  });
}
