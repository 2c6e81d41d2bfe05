// e9: a committed snapshot names a hash that the fold does not have: the root of the event tree instead of the root over
// the entities. A reader that trusted it would go on from a state that nothing led to.
import { ALICE, IRENE } from "../nitro/actors.mjs";
import { contractFlow } from "../nitro/contract-flows.mjs";
import { eventId } from "../format/canonical.mjs";
import { MerkleTree } from "../format/merkle.mjs";
import { createWorld } from "../world/world.mjs";
import { fundLedger, ledgerChannel } from "../flows/steps/fund-ledger.mjs";
import { payInLedger } from "../flows/steps/pay-in-ledger.mjs";

export const name = "e09-wrong-snapshot";
export const title = "A snapshot that does not fit its log";
export const description = "Alice's log commits to a snapshot whose hash is not that of the state; replay finds out, discards it and folds from the start";

/** The fold that the snapshot claims to be of. A snapshot of another fold would be ignored instead of checked. */
const FOLD_VERSION = 2;

/** Alice's log. */
export function tell() {
  const flow = contractFlow("C_challenge_clear");
  const deposits = [flow.transaction("deposit alice"), flow.transaction("deposit irene")];
  const world = createWorld(deposits[0]);
  const [alice, irene] = [world.node(ALICE), world.node(IRENE)];
  const channel = ledgerChannel(flow.fixedParts.channel, alice, irene);
  fundLedger(channel, deposits);
  payInLedger(channel, 2, [90, 110]);
  const { length, root } = treeOf(alice.log);
  alice.log.record({ type: "snapshot_created", length, stateHash: root, foldVersion: FOLD_VERSION });
  payInLedger(channel, 3, [80, 120]);
  return alice.log;
}

function treeOf(log) {
  const tree = new MerkleTree();
  for (const event of log.commits.flat()) tree.append(eventId(event));
  return { length: tree.length, root: tree.root() };
}
