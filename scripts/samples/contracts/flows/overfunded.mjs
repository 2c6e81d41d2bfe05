// Flow H: 100 too much were paid in. The full payout leaves them behind and forgets the status, so that an old state
// can be challenged again and takes the rest.
import { ALICE, BOB, IRENE } from "../../nitro/actors.mjs";
import { stateHashOf } from "../../nitro/protocol.mjs";
import { challenge, concludeAndTransferAllAssets, deposit, signed, transferAllAssets } from "../calls.mjs";
import { channelOf, stateOf } from "../channels.mjs";

export const name = "H_overfunded_drain";

export async function run({ chain, channels, delay, pass, snap, tx }) {
  const { channelId, fixedPart, parties } = channelOf([IRENE, ALICE], 19, chain.consensusApp);
  channels({ channel: channelId, fixedPart });
  const state = (turnNum, [irene, alice], options) => (
    stateOf(turnNum, [[IRENE.destination, irene], [ALICE.destination, alice]], options)
  );
  await tx("deposit irene expectedHeld=0 amount=100", IRENE, deposit(channelId, 100, 0));
  await delay(1);
  await tx("deposit alice expectedHeld=100 amount=100", ALICE, deposit(channelId, 100, 100));
  await delay(5);
  await tx("deposit by somebody expectedHeld=200 amount=100", BOB, deposit(channelId, 100, 200));
  await snap("over-funded", channelId);

  const final = state(3, [60, 140], { isFinal: true });
  await delay(5);
  await tx("concludeAndTransferAllAssets final turn 3", ALICE, concludeAndTransferAllAssets(fixedPart, signed(fixedPart, final, parties)));
  await snap("after full withdrawal", channelId);

  const old = state(1, [100, 100]);
  await delay(30);
  await tx("challenge turn 1 by irene", IRENE, challenge(fixedPart, signed(fixedPart, old, parties), IRENE));
  await snap("challenged again", channelId);
  await pass("timed out", 61);
  await tx("transferAllAssets of the old state", IRENE, transferAllAssets(channelId, old.outcome, stateHashOf(fixedPart, old)));
  await snap("drained", channelId);
}
