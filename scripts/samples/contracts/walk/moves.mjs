// The moves of the walk: calls that make sense in the state of a channel, and some that do not. A move is `{ actor, call,
// settle }`; `settle(logs)` tells the model what the call did, if it did not revert.
import nitroProtocol from "@statechannels/nitro-protocol";
import { ethers } from "ethers";
import { redemptionData, stateHashOf } from "../../nitro/protocol.mjs";
import {
  challenge, checkpoint, conclude, concludeAndTransferAllAssets, deposit, reclaim, signed, transfer, transferAllAssets,
} from "../calls.mjs";
import { modeAt } from "../recorder.mjs";
import { ZERO_HASH } from "./model.mjs";

const adjudicator = new ethers.utils.Interface(nitroProtocol.ContractArtifacts.NitroAdjudicatorArtifact.abi);
const initialHoldings = (logs) => logs
  .map((log) => adjudicator.parseLog(log))
  .filter(({ name }) => name === "AllocationUpdated")
  .map(({ args }) => args.initialHoldings);

/** Answers `next(now)`, which chooses a move for a block at that time. */
export function createMoves({ dice, channels, assets, destinations, actors, outcomes, model, readings }) {
  const statusOf = ({ channelId }) => readings.status(channelId);
  const actor = () => dice.pick(actors);
  const nothing = () => {};

  function depositMove() {
    const asset = dice.pick(assets);
    const destination = dice.pick(dice.oneIn(6) ? destinations : channels.map(({ channelId }) => channelId));
    const amount = dice.weighed([[2, () => 0n], [10, () => BigInt(10 * dice.between(1, 12))], [1, () => 1n << 255n]])();
    const affordable = asset === assets[0] && amount > 1000n ? 5n : amount;
    const held = readings.held(asset, destination);
    const expected = dice.oneIn(12) ? held + 1n : held;
    return { actor: actor(), call: deposit(destination, affordable, expected, asset), settle: nothing };
  }

  /** A signed state for the channel; sometimes one that the app or the contract does not take. */
  function candidateOf(channel, turnNum, { isFinal = false } = {}) {
    const { fixedPart, parties } = channel;
    const outcome = isFinal || !channel.virtual ? outcomeFor(channel) : paymentFor(channel, 0);
    const state = { appData: dice.oneIn(6) ? "0x0123" : "0x", outcome, turnNum, isFinal };
    return { state, ...signed(fixedPart, state, dice.oneIn(15) ? parties.slice(1) : parties) };
  }

  function outcomeFor(channel) {
    if (channel.virtual) return paymentFor(channel, dice.between(0, 10));
    const target = dice.pick(channels.filter(({ virtual }) => virtual));
    const total = model.of(target.channelId)?.outcome[0]?.allocations.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
    if (channel.ledger && !dice.oneIn(3)) return outcomes.guaranteeing(target.channelId, String(total ?? 10n), assets[0]);
    return outcomes.random();
  }

  const paymentFor = ({ parties }, paid) => outcomes.payment(parties[0].destination, parties.at(-1).destination, [10 - paid, paid]);

  /** For the payment app: its prefund, its postfund, or a redemption with the postfund as proof. */
  function paymentCandidate(channel) {
    const { fixedPart, parties, channelId } = channel;
    const turnNum = dice.between(0, 2);
    if (turnNum < 2) return { candidate: candidateOf(channel, turnNum), proof: [] };
    const paid = dice.between(0, 10);
    const state = { appData: redemptionData(channelId, paid, parties[0]), outcome: paymentFor(channel, paid), turnNum, isFinal: false };
    const postfund = signed(fixedPart, { appData: "0x", outcome: paymentFor(channel, 0), turnNum: 1, isFinal: false }, parties);
    return { candidate: signed(fixedPart, state, [parties.at(-1)]), proof: [postfund] };
  }

  function supportedBy(channel) {
    if (channel.virtual) return paymentCandidate(channel);
    const { turnNumRecord } = statusOf(channel);
    const step = dice.weighed([[1, -1], [3, 0], [6, 1], [2, 2], [1, 300]]);
    return { candidate: candidateOf(channel, Math.max(0, turnNumRecord + step)), proof: [] };
  }

  function challengeMove(channel) {
    const { candidate, proof } = supportedBy(channel);
    const { fixedPart, channelId, parties } = channel;
    const challenger = dice.pick(dice.oneIn(12) ? actors : parties);
    return {
      actor: actor(),
      call: challenge(fixedPart, candidate, challenger, proof),
      settle: () => model.commit(channelId, stateHashOf(fixedPart, candidate.state), candidate.state.outcome),
    };
  }

  function checkpointMove(channel) {
    const { candidate, proof } = supportedBy(channel);
    return { actor: actor(), call: checkpoint(channel.fixedPart, candidate, proof), settle: () => model.forget(channel.channelId) };
  }

  function concludeMove(channel) {
    const candidate = candidateOf(channel, dice.between(0, 9), { isFinal: !dice.oneIn(12) });
    const commit = () => model.commit(channel.channelId, ZERO_HASH, candidate.state.outcome);
    if (dice.oneIn(2)) return { actor: actor(), call: conclude(channel.fixedPart, candidate), settle: commit };
    return {
      actor: actor(),
      call: concludeAndTransferAllAssets(channel.fixedPart, candidate),
      async settle(logs) {
        commit();
        await payAll(channel, logs);
      },
    };
  }

  async function payAll({ channelId }, logs) {
    for (const [index, initial] of initialHoldings(logs).entries()) await model.pay(channelId, index, initial, []);
  }

  /** What the status commits to; sometimes something else, which the contract must refuse. */
  function commitmentOf({ channelId }) {
    const known = model.of(channelId) ?? { stateHash: ZERO_HASH, outcome: outcomes.random() };
    return dice.oneIn(15) ? { ...known, stateHash: channelId } : known;
  }

  function transferAllMove(channel) {
    const { stateHash, outcome } = commitmentOf(channel);
    return {
      actor: actor(), call: transferAllAssets(channel.channelId, outcome, stateHash), settle: (logs) => payAll(channel, logs),
    };
  }

  function transferMove(channel) {
    const { channelId } = channel;
    const { stateHash, outcome } = commitmentOf(channel);
    if (outcome.length === 0) return transferAllMove(channel);
    const assetIndex = dice.below(outcome.length);
    const places = outcome[assetIndex].allocations.map((_, index) => index);
    const some = dice.oneIn(8) ? [] : dice.some(places);
    const indices = dice.oneIn(15) ? some.toReversed() : some;
    return {
      actor: actor(),
      call: transfer(channelId, assetIndex, outcome, stateHash, indices),
      settle: (logs) => model.pay(channelId, assetIndex, initialHoldings(logs)[0], indices),
    };
  }

  /** Any guarantee that the channel's outcome holds. */
  function reclaimMove(channel) {
    const { stateHash, outcome } = commitmentOf(channel);
    const guarantees = outcome.flatMap(({ allocations }, assetIndex) => allocations
      .map(({ destination, allocationType }, index) => ({ destination, allocationType, index, assetIndex }))
      .filter(({ allocationType, destination }) => allocationType > 0 && model.of(destination)?.outcome.length > 0));
    if (guarantees.length === 0) return transferAllMove(channel);
    const { destination, index, assetIndex } = dice.pick(guarantees);
    const source = { channelId: channel.channelId, stateHash, outcome, assetIndex };
    const target = { channelId: destination, ...model.of(destination), assetIndex: 0 };
    return { actor: actor(), call: reclaim(source, target, index), settle: () => model.reclaim(source, target, index) };
  }

  const MOVES = {
    Open: [[5, challengeMove], [3, concludeMove], [2, checkpointMove], [1, transferAllMove]],
    Challenge: [[3, challengeMove], [3, checkpointMove], [2, concludeMove], [1, transferMove], [1, reclaimMove]],
    Finalized: [[4, transferMove], [5, transferAllMove], [6, reclaimMove], [1, challengeMove], [1, checkpointMove], [1, concludeMove]],
  };
  /** Ledgers twice as often, since a reclaim needs them at the right moment. */
  const chances = channels.map((channel) => [channel.ledger ? 2 : 1, channel]);

  return {
    next(now) {
      if (dice.oneIn(4)) return depositMove();
      const channel = dice.weighed(chances);
      const mode = modeAt(statusOf(channel).finalizesAt, now);
      // A virtual channel stays finalized for a while, so that a ledger's guarantee for it can be reclaimed.
      if (channel.virtual && mode === "Finalized" && !dice.oneIn(8)) return this.next(now);
      return dice.weighed(MOVES[mode])(channel);
    },
  };
}
