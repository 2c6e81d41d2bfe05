// Flow (d): Irene stops answering, so Alice closes the channel alone: challenge, wait, withdraw. Chain facts of
// contract flow D, whose transactions after the deposits are all Alice's.
import { ALICE, IRENE } from "../nitro/actors.mjs";
import { contractFlow } from "../nitro/contract-flows.mjs";
import { challengeHashOf, signHash, stateHashOf } from "../nitro/protocol.mjs";
import { mine, observe, observeHead } from "../world/chain.mjs";
import { complete, describeObjective, requestObjective } from "../world/objectives.mjs";
import { shareStateInVain } from "../world/talk.mjs";
import { createWorld } from "../world/world.mjs";
import { fundLedger, ledgerChannel, ledgerState } from "./steps/fund-ledger.mjs";
import { payInLedger } from "./steps/pay-in-ledger.mjs";
import { submitAndWait } from "./steps/submit-and-wait.mjs";

export const name = "challenge-timeout-withdraw";
export const title = "A challenge nobody answers";
export const description = "Irene is gone: Alice challenges, the time runs out without any contract event, and she withdraws 70 for herself and 130 for Irene";

/** go-nitro's sender tries ten times, five seconds apart, and then gives up. */
const SENDING_MILLIS = 50_000;

/**
 * The block that was mined in flow D after the timeout. It holds no transaction, so the vectors do not list it; its
 * hash is the parent hash of the block after it (README.md says how that was found).
 */
const BLOCK_AFTER_TIMEOUT = {
  blockNumber: 22,
  blockHash: "0x637df1f2f3c5b55e2a9444d4a36290766ddd12e47c6941b9a3349fd8b56cb7d3",
  blockTimestamp: 1767225683,
};

/** Alice's log. */
export function tell() {
  const flow = contractFlow("D_challenge_timeout_withdraw");
  const deposits = [flow.transaction("deposit alice"), flow.transaction("deposit irene")];
  const world = createWorld(deposits[0]);
  const [alice, irene] = [world.node(ALICE), world.node(IRENE)];
  const channel = ledgerChannel(flow.fixedParts.channel, alice, irene);
  fundLedger(channel, deposits);
  const latest = payInLedger(channel, 2, [70, 130]);

  const objective = describeObjective("direct_defund", channel);
  const attempt = askInVain(alice, objective);
  challenge(alice, objective, flow.transaction("challenge turn 2 by alice"), latest, attempt.waiting);
  world.clock.pass(SENDING_MILLIS);
  attempt.giveUp();
  mine(alice, BLOCK_AFTER_TIMEOUT);
  const timedOut = observeHead(alice, BLOCK_AFTER_TIMEOUT);
  withdraw(alice, objective, flow.transaction("transferAllAssets"), latest, timedOut);
  return alice.log;
}

function askInVain(alice, objective) {
  const final = ledgerState(objective.channel, 3, [70, 130], { isFinal: true });
  const approved = requestObjective(alice, objective);
  return shareStateInVain(alice, objective, final, {
    purpose: "final", causationId: approved, waitingFor: "WaitingForFinalization",
  });
}

/** The head right after the challenge says that the clock of the chain has not reached the end of the challenge. */
function challenge(alice, objective, transaction, state, causationId) {
  const stateHash = stateHashOf(objective.channel.fixedPart, state);
  const submitted = submitAndWait(alice, objective, transaction, {
    kind: "challenge", stateHash, causationId, waitingFor: "WaitingForChallenge",
  });
  mine(alice, transaction);
  const challengerSig = signHash(alice.actor, challengeHashOf(stateHash));
  observe(alice, transaction, { knowledge: { challenge_registered: { challengerSig } }, submitted, objective });
  observeHead(alice, transaction);
}

/** After a timeout the contract still holds the challenged state, so the call must name that state's hash. */
function withdraw(alice, objective, transaction, state, causationId) {
  const stateHash = stateHashOf(objective.channel.fixedPart, state);
  const submitted = submitAndWait(alice, objective, transaction, {
    kind: "transfer_all", stateHash, causationId, waitingFor: "WaitingForWithdraw",
  });
  mine(alice, transaction);
  const knowledge = { allocation_updated: { via: "transfer_all" } };
  complete(alice, objective, observe(alice, transaction, { knowledge, submitted, objective }));
}
