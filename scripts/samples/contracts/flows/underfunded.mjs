// Flow E: 120 of 200 were paid in. The payout pays who comes first, and credits a destination that is a channel without
// a `Deposited` log.
import { ALICE, BOB, IRENE } from "../../nitro/actors.mjs";
import { stateHashOf } from "../../nitro/protocol.mjs";
import { challenge, deposit, signed, transfer, transferAllAssets } from "../calls.mjs";
import { channelOf, stateOf } from "../channels.mjs";

export const name = "E_underfunded_internal_credit";

export async function run({ chain, channels, delay, pass, reverts, snap, tx }) {
  const source = channelOf([ALICE, IRENE], 11, chain.consensusApp);
  const target = channelOf([IRENE, BOB], 12, chain.consensusApp);
  channels({
    source: source.channelId, sourceFixedPart: source.fixedPart, target: target.channelId, targetFixedPart: target.fixedPart,
  });
  const { channelId } = source;

  await tx("deposit alice expectedHeld=0 amount=100", ALICE, deposit(channelId, 100, 0));
  await delay(2);
  await tx("deposit irene expectedHeld=100 amount=20", IRENE, deposit(channelId, 20, 100));
  await snap("under-funded", channelId);

  const prefund = stateOf(0, [[ALICE.destination, 100], [target.channelId, 100]]);
  await delay(10);
  await tx("challenge turn 0 by alice", ALICE, challenge(source.fixedPart, signed(source.fixedPart, prefund, source.parties), ALICE));
  await snap("challenged", channelId);
  await pass("timed out", 61);
  await snap("timed out", channelId);

  const stateHash = stateHashOf(source.fixedPart, prefund);
  await tx("transfer index 1 to the channel of irene and bob", IRENE, transfer(channelId, 0, prefund.outcome, stateHash, [1]));
  await snap("source after the transfer", channelId);
  await snap("target after the transfer", target.channelId);
  const rest = [[ALICE.destination, 100], [target.channelId, 80]];
  await delay(2);
  await tx("transferAllAssets", ALICE, transferAllAssets(channelId, stateOf(0, rest).outcome, stateHash));
  await snap("source after the payout", channelId);

  await reverts("deposit into the target as if it were empty", IRENE, deposit(target.channelId, 80, 0));
  await delay(3);
  await tx("deposit irene expectedHeld=20 amount=80", IRENE, deposit(target.channelId, 80, 20));
  await snap("target after a deposit", target.channelId);
  await delay(1);
  await tx("deposit bob expectedHeld=100 amount=100", BOB, deposit(target.channelId, 100, 100));
  await snap("target funded", target.channelId);
}
