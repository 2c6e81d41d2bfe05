// Flows J, L and M: short ones, for samples that show one thing.
import { ALICE, IRENE, T0, T1 } from "../../nitro/actors.mjs";
import { challenge, deposit, signed } from "../calls.mjs";
import { channelOf, stateOf } from "../channels.mjs";

/** The channel of go-nitro's TestState. Its app is not on this chain, so that it can be paid into, but not challenged. */
export const testState = {
  name: "J_test_state_deposit",
  async run({ channels, snap, tx }) {
    const { channelId, fixedPart } = channelOf([T0, T1], 37140676580, "0x5e29e5ab8ef33f050c7cc10b5a0456d975c5f88d");
    channels({ channel: channelId, fixedPart });
    await tx("deposit t0 expectedHeld=0 amount=10", T0, deposit(channelId, 10, 0));
    await snap("funded", channelId);
  },
};

async function fundBoth({ chain, channels, delay, tx }, nonce) {
  const channel = channelOf([ALICE, IRENE], nonce, chain.consensusApp);
  channels({ channel: channel.channelId, fixedPart: channel.fixedPart });
  await tx("deposit alice expectedHeld=0 amount=100", ALICE, deposit(channel.channelId, 100, 0));
  await delay(1);
  return channel;
}

const irenesDeposit = ({ channelId }) => deposit(channelId, 100, 100);

/** Alice challenges with a state at turn 3. */
export const turnThree = {
  name: "L_challenge_turn_3",
  async run(recorder) {
    const { delay, snap, tx } = recorder;
    const channel = await fundBoth(recorder, 20);
    const { channelId, fixedPart, parties } = channel;
    await tx("deposit irene expectedHeld=100 amount=100", IRENE, irenesDeposit(channel));
    const third = stateOf(3, [[ALICE.destination, 150], [IRENE.destination, 50]]);
    await delay(300);
    await tx("challenge turn 3 by alice", ALICE, challenge(fixedPart, signed(fixedPart, third, parties), ALICE));
    await snap("challenged", channelId);
  },
};

/** The block with Irene's deposit is replaced by an empty one. */
export const reorganised = {
  name: "M_reorganised_deposit",
  async run(recorder) {
    const { chain, reorganise, snap, tx } = recorder;
    const channel = await fundBoth(recorder, 21);
    const undo = await chain.fork();
    await tx("deposit irene expectedHeld=100 amount=100", IRENE, irenesDeposit(channel));
    await snap("funded", channel.channelId);
    await reorganise("the block of irene's deposit", undo, 2);
    await snap("not funded any more", channel.channelId);
  },
};
