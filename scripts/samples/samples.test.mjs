// The committed sample logs, read back: everything in them that can be recomputed is.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { problemsOfEvent } from "./event-forms.mjs";
import { contractFlow } from "./nitro/contract-flows.mjs";
import { ledgerStateAfter } from "./nitro/ledger.mjs";
import { challengeHashOf, channelIdOf, recoverSigner, stateHashOf, voucherHashOf } from "./nitro/protocol.mjs";
import { buildSamples } from "./samples.mjs";
import { readStatelog } from "./statelog-file.mjs";

const read = (file) => readFileSync(new URL(`../../www/public/samples/${file}`, import.meta.url), "utf8");
const index = JSON.parse(read("index.json"));
const logs = new Map(index.map(({ file }) => [file, readStatelog(read(file))]));

test("two runs of the generator give the same bytes", () => {
  assert.deepEqual(buildSamples(), buildSamples());
});

test("a snapshot is appended where the core is at hand to compute it", () => {
  const stateHash = `0x${"ab".repeat(32)}`;
  const takeSnapshot = (text) => ({ length: readStatelog(text).length, stateHash, foldVersion: 1 });
  const { events } = readStatelog(buildSamples({ takeSnapshot }).get("direct-fund-defund.statelog"));
  const { timestamp, ...snapshot } = events.at(-1);
  assert.deepEqual(snapshot, { type: "snapshot_created", length: events.length - 1, stateHash, foldVersion: 1 });
  assert.ok(timestamp >= events.at(-2).timestamp);
});

test("what Alice sends to Irene is what Irene receives, and the other way round", () => {
  const alice = logs.get("virtual-fund-pay-defund.statelog").events;
  const irene = logs.get("virtual-intermediary.statelog").events;
  const sent = (from, to) => messageIds(from, "message_sent", "to", myAddress(to));
  const received = (by, from) => messageIds(by, "message_received", "from", myAddress(from));
  assert.ok(sent(alice, irene).length > 0 && sent(irene, alice).length > 0);
  assert.deepEqual(received(irene, alice), sent(alice, irene));
  assert.deepEqual(received(alice, irene), sent(irene, alice));
});

function messageIds(events, type, peer, address) {
  return events.filter((event) => event.type === type && event[peer] === address).map(({ messageId }) => messageId);
}

function myAddress(events) {
  const { fixedPart, myIndex } = events.find(({ type }) => type === "channel_created");
  return fixedPart.participants[myIndex];
}

test("the ledger state that the sample derives is the one that the contract saw", () => {
  const { events } = logs.get("virtual-intermediary.statelog");
  const flow = contractFlow("F_virtual_challenge_reclaim");
  const [{ channelId, candidate }] = flow.transaction("bob challenges ledger").events;
  const proposals = events.filter(({ ledgerId, turnNum }) => ledgerId === channelId && turnNum === candidate.state.turnNum);
  assert.deepEqual(proposals.map(({ sig }) => sig.signature), candidate.sigs);

  const [{ channelId: virtual, proof: [postfund] }] = flow.transaction("bob challenges V").events;
  const signatures = events
    .filter((event) => event.channelId === virtual && event.state?.turnNum === 1)
    .flatMap(({ sig, sigs = [sig] }) => sigs)
    .sort((one, other) => one.signerIndex - other.signerIndex);
  assert.deepEqual(signatures.map(({ signature }) => signature), postfund.sigs);
});

for (const { file, events: eventCount, channels: channelCount } of index) {
  const { events, ids, closed } = logs.get(file);
  const channels = new Map(events.filter(({ type }) => type === "channel_created").map((event) => [event.channelId, event]));

  describe(file, () => {
    test("has as many events and channels as the index says, and was closed", () => {
      assert.deepEqual([events.length, channels.size, closed], [eventCount, channelCount, true]);
    });

    test("every event has its members in their forms", () => {
      for (const [offset, event] of events.entries()) assert.deepEqual(problemsOfEvent(event), [], `at ${offset}`);
    });

    test("timestamps never decrease", () => {
      for (const [offset, { timestamp }] of events.entries()) {
        assert.ok(offset === 0 || timestamp >= events[offset - 1].timestamp, `at ${offset}`);
      }
    });

    test("a cause is earlier in the log", () => {
      for (const [offset, { causationId }] of events.entries()) {
        assert.ok(causationId === undefined || ids.slice(0, offset).includes(causationId), `at ${offset}`);
      }
    });

    test("every channel id, state hash, signature and message id recomputes", () => {
      const known = { channels, myself: myAddress(events), ledgers: new Map() };
      for (const [offset, event] of events.entries()) {
        assert.doesNotThrow(() => RECOMPUTE[event.type]?.(event, known), `at ${offset}`);
      }
    });

    test("a node signs for itself and others do not", () => {
      for (const event of events.filter(({ type }) => /_signed$/.test(type))) {
        const { myIndex } = channels.get(event.channelId ?? event.ledgerId);
        assert.equal(event.sig?.signerIndex ?? 0, myIndex);
      }
      for (const event of events.filter(({ type }) => /^(state|ledger_proposal)_received$/.test(type))) {
        const { participants } = channels.get(event.channelId ?? event.ledgerId).fixedPart;
        const signers = (event.sigs ?? [event.sig]).map(({ signerIndex }) => participants[signerIndex]);
        assert.deepEqual(signers, [event.from]);
      }
    });

    test("every transaction of the node is resolved by the logs it left", () => {
      for (const submitted of events.filter(({ type }) => type === "transaction_submitted")) {
        const resolved = events.filter(({ type, txHash }) => type === "transaction_resolved" && txHash === submitted.txHash);
        const facts = events.filter(({ chain }) => chain?.txHash === submitted.txHash);
        assert.equal(resolved.length, 1);
        if (resolved[0].result === "reverted") assert.deepEqual(facts, [], "a call that failed left logs");
        else assert.ok(facts.includes(resolved[0]) && facts.length > 1);
        const { fixedPart } = channels.get(submitted.channelId);
        for (const { candidate } of facts.filter((fact) => fact.candidate)) {
          assert.equal(submitted.stateHash, stateHashOf(fixedPart, candidate.state));
        }
      }
    });

    test("chain facts lie on the chain and the contract of their channel", () => {
      for (const { channelId, chain } of events.filter((event) => event.chain && event.channelId)) {
        const { chainId, adjudicator } = channels.get(channelId);
        assert.deepEqual([chain.chainId, chain.contract], [chainId, adjudicator]);
      }
    });
  });
}

/** What can be recomputed, by event type. A ledger's latest state is kept on the way, for the proposals. */
const RECOMPUTE = {
  channel_created: ({ channelId, fixedPart }) => assert.equal(channelId, channelIdOf(fixedPart)),
  state_signed: (event, known) => checkState(event, [event.sig], known),
  state_received: (event, known) => checkState(event, event.sigs, known),
  ledger_proposal_signed: checkProposal,
  ledger_proposal_received: checkProposal,
  voucher_signed: checkVoucher,
  voucher_received: checkVoucher,
  challenge_registered: checkChallenge,
  challenge_cleared: checkCandidate,
  checkpoint_recorded: checkCandidate,
  channel_concluded: checkCandidate,
  message_sent: (message, { myself }) => checkMessage(message, { From: myself, To: message.to }),
  message_received: (message, { myself }) => checkMessage(message, { From: message.from, To: myself }),
};

function checkSigners(fixedPart, hash, sigs) {
  for (const { signature, signerIndex } of sigs) {
    assert.equal(recoverSigner(hash, signature), fixedPart.participants[signerIndex]);
  }
}

function checkState({ channelId, state, stateHash }, sigs, { channels, ledgers }) {
  const { fixedPart } = channels.get(channelId);
  assert.equal(stateHash, stateHashOf(fixedPart, state));
  checkSigners(fixedPart, stateHash, sigs);
  ledgers.set(`${channelId} ${state.turnNum}`, state);
}

function checkProposal({ ledgerId, turnNum, proposal, stateHash, sig }, { channels, ledgers }) {
  const { fixedPart } = channels.get(ledgerId);
  const state = ledgerStateAfter(ledgers.get(`${ledgerId} ${turnNum - 1}`), proposal);
  assert.equal(stateHash, stateHashOf(fixedPart, state));
  checkSigners(fixedPart, stateHash, [sig]);
  ledgers.set(`${ledgerId} ${turnNum}`, state);
}

function checkVoucher({ channelId, amount, signature }, { channels }) {
  const [payer] = channels.get(channelId).fixedPart.participants;
  assert.equal(recoverSigner(voucherHashOf(channelId, amount), signature), payer);
}

/**
 * In these samples every state on the chain bears all signatures, in the order of the participants; only a redemption,
 * which rests on a proof, bears the payee's alone.
 */
function checkCandidate({ channelId, candidate, proof = [] }, { channels }) {
  const { fixedPart } = channels.get(channelId);
  const signers = ({ state, sigs }) => sigs.map((signature) => recoverSigner(stateHashOf(fixedPart, state), signature));
  for (const supporting of proof) assert.deepEqual(signers(supporting), fixedPart.participants);
  assert.deepEqual(signers(candidate), proof.length > 0 ? fixedPart.participants.slice(-1) : fixedPart.participants);
  return stateHashOf(fixedPart, candidate.state);
}

function checkChallenge(event, known) {
  const hash = challengeHashOf(checkCandidate(event, known));
  const { participants } = known.channels.get(event.channelId).fixedPart;
  if (event.challengerSig !== undefined) assert.ok(participants.includes(recoverSigner(hash, event.challengerSig)));
}

function checkMessage({ body, messageId }, expected) {
  assert.equal(messageId, `0x${createHash("sha256").update(body).digest("hex")}`);
  const { From, To } = JSON.parse(body);
  assert.deepEqual({ From, To }, expected);
}
