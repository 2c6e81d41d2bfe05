// e1: one signer, one turn, two states. The channel and both states are go-nitro's TestState and its twin (V1 and V1d).
import { T0, T1 } from "../nitro/actors.mjs";
import { contractFlow } from "../nitro/contract-flows.mjs";
import { simpleOutcome } from "../nitro/protocol.mjs";
import { mine, observe } from "../world/chain.mjs";
import { describeObjective } from "../world/objectives.mjs";
import { createWorld, describeChannel } from "../world/world.mjs";
import { deposit, exchangePostfund, exchangePrefund } from "../flows/steps/fund-ledger.mjs";
import { agreeOnUpdate, offerUpdate } from "../flows/steps/pay-in-ledger.mjs";

export const name = "e01-equivocation";
export const title = "Two states at one turn";
export const description = "T0 pays 1, and after T1 has countersigned signs another state of the same turn in which nothing was paid";

/** T1 is paid to an address that it keeps elsewhere. */
const T1_DESTINATION = "0x000000000000000000000000ee18ff1575055691009aa246ae608132c57a422c";
const TOTAL = 10;
const PAUSE_MILLIS = 2000;

/** T1's log. */
export function tell() {
  const flow = contractFlow("J_test_state_deposit");
  const payIn = flow.transaction("deposit t0");
  const world = createWorld(payIn);
  const [t0, t1] = [world.node(T0), world.node(T1)];
  const channel = describeChannel(flow.fixedParts.channel, [t0, t1], { kind: "direct", supportRule: "unanimous" });
  fund(channel, payIn);

  const updates = [[2, 7], [3, 6], [4, 5], [5, 4]];
  for (const [turnNum, mine] of updates) {
    world.clock.pass(PAUSE_MILLIS);
    agreeOnUpdate(channel, stateAt(turnNum, mine));
  }
  world.clock.pass(PAUSE_MILLIS);
  offerUpdate(channel, stateAt(5, 5));
  return t1.log;
}

/** T0 has `mine` of the whole. */
function stateAt(turnNum, mine) {
  const outcome = simpleOutcome([[T0.destination, mine], [T1_DESTINATION, TOTAL - mine]]);
  return { appData: "0x", outcome, turnNum, isFinal: false };
}

/** T0 pays in for both. */
function fund(channel, payIn) {
  const [t0, t1] = channel.parties;
  const objective = describeObjective("direct_fund", channel);
  const agreed = exchangePrefund(t0, t1, objective, stateAt(0, 5));
  const submitted = deposit(t0, objective, payIn, 0, agreed, TOTAL);
  mine(t0, payIn);
  const funded = observe(t0, payIn, { submitted, objective });
  observe(t1, payIn, { objective });
  exchangePostfund(t0, t1, objective, stateAt(1, 5), funded);
}
