// All flows of tests/golden/vectors/flows.json, one after the other on one chain.
import { startChain } from "./chain.mjs";
import * as overfunded from "./flows/overfunded.mjs";
import { reorganised, testState, turnThree } from "./flows/single.mjs";
import * as underfunded from "./flows/underfunded.mjs";
import { guaranteeBlocks, guaranteeTypeOne, redeemed } from "./flows/virtual.mjs";
import { createRecorder } from "./recorder.mjs";

const GENESIS = "2026-02-01T00:00:00Z";
const FLOWS = [underfunded, guaranteeTypeOne, overfunded, guaranteeBlocks, testState, redeemed, turnThree, reorganised];
const SECONDS_BETWEEN_FLOWS = 3600;

const ABOUT = [
  "Flows that the contracts of npm @statechannels/nitro-protocol@2.0.1-alpha.6 executed on ganache@7.9.2, in the shape of",
  "contractFlows in nitro.json. Written by scripts/samples/contracts/generate.mjs. `calldata` holds, by event type, the members",
  "of our events that the logs of the transaction do not carry; `reverted` is the reason for which a mined transaction failed;",
  "`block` and `reorg` are empty blocks, the latter in place of an earlier block of its number.",
].join(" ");

/** The text of the file. */
export async function buildFlows() {
  const chain = await startChain(new Date(GENESIS));
  const flows = {};
  for (const { name, run } of FLOWS) {
    const recorder = createRecorder(chain);
    await chain.delay(SECONDS_BETWEEN_FLOWS);
    await run(recorder);
    flows[name] = recorder.items;
  }
  await chain.stop();
  const { chainId, adjudicator, consensusApp, virtualPaymentApp } = chain;
  const contractFlows = { chainId, adjudicator, consensusApp, virtualPaymentApp, genesis: GENESIS, flows };
  return `${JSON.stringify({ about: ABOUT, contractFlows }, null, 1)}\n`;
}
