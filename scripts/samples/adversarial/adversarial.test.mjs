// Each adversarial sample shows its irregularity, and no sample shows another one's. What is looked for here is found
// without the library: by counting and comparing events.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { stateHashOf } from "../nitro/protocol.mjs";
import { readStatelog } from "../statelog-file.mjs";

const folder = new URL("../../../www/public/samples/", import.meta.url);
const index = JSON.parse(readFileSync(new URL("index.json", folder), "utf8"));
const logs = index.map(({ file, kind }) => ({
  file, kind, events: readStatelog(readFileSync(new URL(file, folder), "utf8")).events,
}));

/** The short names (`e01`) of the samples of which `holds` is true. */
const samplesWhere = (holds) => logs.filter(({ events }) => holds(events)).map(({ file }) => file.split("-")[0]);

const ofType = (events, ...types) => events.filter(({ type }) => types.includes(type));

const myIndexIn = (events) => new Map(ofType(events, "channel_created").map(({ channelId, myIndex }) => [channelId, myIndex]));

/** Every signature on a state that is in the log by itself: channel, turn, signer and state hash. */
function signatures(events) {
  const states = ofType(events, "state_signed", "state_received").flatMap(({ channelId, state, stateHash, sig, sigs = [sig] }) => (
    sigs.map(({ signerIndex }) => ({ channelId, turnNum: state.turnNum, signerIndex, stateHash }))
  ));
  const proposals = ofType(events, "ledger_proposal_signed", "ledger_proposal_received").map(({ ledgerId, turnNum, sig, stateHash }) => (
    { channelId: ledgerId, turnNum, signerIndex: sig.signerIndex, stateHash }
  ));
  return [...states, ...proposals];
}

test("the kind says which samples are adversarial", () => {
  for (const { file, kind } of index) assert.equal(kind, /^e\d/.test(file) ? "adversarial" : "honest");
});

test("one signer signs two states at one turn", () => {
  assert.deepEqual(samplesWhere((events) => {
    const hashes = new Map();
    return signatures(events).some(({ channelId, turnNum, signerIndex, stateHash }) => {
      const place = [channelId, turnNum, signerIndex].join();
      const other = hashes.get(place);
      hashes.set(place, stateHash);
      return other !== undefined && other !== stateHash;
    });
  }), ["e01", "e02"]);
});

test("a chain fact is taken back", () => {
  assert.deepEqual(samplesWhere((events) => ofType(events, "chain_event_reverted").length > 0), ["e03"]);
});

const places = (events) => events
  .filter(({ type, chain }) => chain !== undefined && type !== "transaction_resolved")
  .map(({ chain }) => chain.blockNumber * 1000 + chain.logIndex);

test("chain facts come out of order, and twice", () => {
  const unordered = (events) => places(events).some((place, at, all) => at > 0 && place < all[at - 1]);
  const repeated = (events) => new Set(places(events)).size < places(events).length;
  assert.deepEqual([samplesWhere(unordered), samplesWhere(repeated)], [["e04"], ["e04"]]);
});

test("a challenge comes after a payout of everything", () => {
  assert.deepEqual(samplesWhere((events) => {
    const paid = events.findIndex(({ type, via }) => type === "allocation_updated" && via === "conclude_and_transfer");
    return paid >= 0 && ofType(events.slice(paid), "challenge_registered").length > 0;
  }), ["e05a", "e05b"]);
});

test("holdings exceed what the prefund needs", () => {
  assert.deepEqual(samplesWhere((events) => ofType(events, "deposit_detected").some(({ channelId, nowHeld }) => {
    const prefund = events.find((event) => event.channelId === channelId && event.state?.turnNum === 0);
    const total = prefund.state.outcome[0].allocations.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
    return BigInt(nowHeld) > total;
  })), ["e05b"]);
});

test("a payout goes to a channel", () => {
  assert.deepEqual(samplesWhere((events) => {
    const channels = myIndexIn(events);
    return events.some(({ state }) => state?.outcome[0].allocations.some(({ destination, allocationType }) => (
      allocationType === 0 && channels.has(destination)
    )));
  }), ["e06"]);
});

test("an objective is rejected after it was complete", () => {
  assert.deepEqual(samplesWhere((events) => ofType(events, "objective_rejected").some((rejected) => (
    ofType(events.slice(0, events.indexOf(rejected)), "objective_completed").some(({ objectiveId }) => objectiveId === rejected.objectiveId)
  ))), ["e07"]);
});

test("a voucher is worth more than the final state gives", () => {
  assert.deepEqual(samplesWhere((events) => ofType(events, "voucher_received").some(({ channelId, amount }) => {
    const final = events.find((event) => event.channelId === channelId && event.state?.isFinal);
    return final !== undefined && BigInt(amount) > BigInt(final.state.outcome[0].allocations.at(-1).amount);
  })), ["e08"]);
});

test("a snapshot names the tree's root", () => {
  const wrong = ({ file }) => {
    const { commits, events } = readStatelog(readFileSync(new URL(file, folder), "utf8"));
    return ofType(events, "snapshot_created").some(({ length, stateHash }) => (
      commits.find((commit) => commit.length === length)?.root === stateHash
    ));
  };
  assert.deepEqual(logs.filter(wrong).map(({ file }) => file.split("-")[0]), ["e09"]);
});

test("the chain shows a state that I signed and did not log", () => {
  assert.deepEqual(samplesWhere((events) => {
    const fixedParts = new Map(ofType(events, "channel_created").map(({ channelId, fixedPart }) => [channelId, fixedPart]));
    const mine = new Set(ofType(events, "state_signed", "ledger_proposal_signed").map(({ stateHash }) => stateHash));
    return events.some(({ channelId, candidate, proof = [] }) => candidate !== undefined && [candidate, ...proof].some(({ state }) => (
      !mine.has(stateHashOf(fixedParts.get(channelId), state))
    )));
  }), ["e10"]);
});

test("a guarantee has the type that contracts do not know", () => {
  assert.deepEqual(samplesWhere((events) => events.some(({ proposal }) => proposal?.allocationType === 1)), ["e11"]);
});

test("a message stays queued while later ones to that peer are written", () => {
  assert.deepEqual(samplesWhere((events) => {
    const sent = ofType(events, "message_sent");
    return sent.some(({ messageId, to, delivery }, at) => (
      delivery === "queued" && !sent.slice(at).some((later) => later.messageId === messageId && later.delivery !== "queued")
        && sent.slice(at).some((later) => later.to === to && later.delivery === "written")
    ));
  }), ["e12"]);
});

test("my deposits and signatures come when they are safe", () => {
  for (const { file, events } of logs) {
    const held = new Map();
    const prefund = new Map();
    for (const event of events) {
      if (event.type === "deposit_detected") held.set(event.channelId, BigInt(event.nowHeld));
      if (event.state?.turnNum === 0) prefund.set(event.channelId, event.state);
      if (event.type === "transaction_submitted") for (const { expectedHeld } of event.amounts ?? []) assertHeld(file, event, expectedHeld);
    }
    function assertHeld(name, { channelId }, expectedHeld) {
      const credited = name.startsWith("e06") && expectedHeld === "20" ? 20n : 0n;
      assert.equal((held.get(channelId) ?? 0n) + credited, BigInt(expectedHeld), name);
      assert.ok(prefund.has(channelId), name);
    }
  }
});
