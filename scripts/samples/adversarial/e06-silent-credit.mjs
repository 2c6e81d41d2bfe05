// e6: a channel ends with 120 of the 200 that it promises. The one payout is short, and it lands, without any deposit, in
// another channel. Chain facts are those of flow E.
import { ALICE, BOB, IRENE } from "../nitro/actors.mjs";
import { contractFlow } from "../nitro/contract-flows.mjs";
import { simpleOutcome, stateHashOf } from "../nitro/protocol.mjs";
import { mine, observe, observeHead, submit } from "../world/chain.mjs";
import { describeObjective, fail } from "../world/objectives.mjs";
import { createWorld, describeChannel, shortlyBefore } from "../world/world.mjs";
import { deposit, exchangePostfund, exchangePrefund, ledgerChannel, ledgerState } from "../flows/steps/fund-ledger.mjs";

export const name = "e06-silent-credit";
export const title = "Money that arrives without a deposit";
export const description = "Irene can fund only 20 of her 100; the payout of that channel gives the 20 to her ledger with Bob, where no log of a deposit tells of them";

const SHARE = 100;
const AFFORDED = 20;

/** Irene's log. */
export function tell() {
  const flow = contractFlow("E_underfunded_internal_credit");
  const world = createWorld(flow.transaction("deposit alice"));
  const [alice, irene, bob] = [ALICE, IRENE, BOB].map((actor) => world.node(actor));
  const target = ledgerChannel(flow.fixedParts.target, irene, bob);
  const source = describeChannel(flow.fixedParts.source, [alice, irene], { kind: "direct", supportRule: "unanimous" });
  const funding = describeObjective("direct_fund", target);
  exchangePrefund(irene, bob, funding, ledgerState(target, 0, [SHARE, SHARE]));

  const prefund = prefundOf(target);
  fundPartly({ alice, irene, source, flow }, prefund);
  const timedOut = seeTimeOut({ irene, source, flow });
  payOut({ irene, source, flow }, prefund, timedOut);
  fundTheRest({ irene, bob, target, funding, flow });
  return irene.log;
}

/** Irene's share is to go straight on into her ledger with Bob. */
function prefundOf({ channelId }) {
  return { appData: "0x", outcome: simpleOutcome([[ALICE.destination, SHARE], [channelId, SHARE]]), turnNum: 0, isFinal: false };
}

function fundPartly({ alice, irene, source, flow }, prefund) {
  const objective = describeObjective("direct_fund", source);
  const [first, second] = [flow.transaction("deposit alice"), flow.transaction("deposit irene expectedHeld=100")];
  exchangePrefund(alice, irene, objective, prefund);
  mine(irene, first);
  const hers = deposit(irene, objective, second, SHARE, observe(irene, first, { objective }), AFFORDED);
  mine(irene, second);
  observe(irene, second, { submitted: hers, objective });
}

/** Alice does not wait for the rest. */
function seeTimeOut({ irene, source, flow }) {
  const challenge = flow.transaction("challenge turn 0");
  mine(irene, challenge);
  const challenged = observe(irene, challenge, { knowledge: challenge.knowledge });
  fail(irene, describeObjective("direct_fund", source), "the channel was challenged before it was funded", challenged);
  const block = flow.block("timed out");
  mine(irene, block);
  return observeHead(irene, block);
}

function payOut({ irene, source, flow }, prefund, causationId) {
  const transfer = flow.transaction("transfer index 1");
  const stateHash = stateHashOf(source.fixedPart, prefund);
  const submitted = submit(irene, transfer, { kind: "transfer", channel: source, stateHash, causationId });
  mine(irene, transfer);
  observe(irene, transfer, { knowledge: transfer.knowledge, submitted });
  const rest = flow.transaction("transferAllAssets");
  mine(irene, rest);
  observe(irene, rest, { knowledge: rest.knowledge });
}

/** With the 20 that are there already, 80 are enough. */
function fundTheRest({ irene, bob, target, funding, flow }) {
  const [first, second] = [flow.transaction("deposit irene expectedHeld=20"), flow.transaction("deposit bob")];
  irene.clock.reach(shortlyBefore(first));
  const submitted = deposit(irene, funding, first, AFFORDED, undefined, SHARE - AFFORDED);
  mine(irene, first);
  observe(irene, first, { submitted, objective: funding });
  mine(irene, second);
  const funded = observe(irene, second, { objective: funding });
  exchangePostfund(irene, bob, funding, ledgerState(target, 1, [SHARE, SHARE]), funded);
}
