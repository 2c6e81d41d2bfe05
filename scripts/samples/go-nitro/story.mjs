// What a store holds and what must come of it, told together: every signature that goes into the store is an event that
// an import must find. Hashes and signatures are those of ethers.
import { channelIdOf, signHash, stateHashOf, voucherHashOf } from "../nitro/protocol.mjs";

export const CHAIN_ID = 1337;
export const ADJUDICATOR = `0x${"a4".repeat(20)}`;

const IMPORTED = { correlationId: "import:go-nitro" };
const REASON = { override: "imported from go-nitro" };

const SUPPORT_RULES = { ledger: "unanimous", virtual: "virtual_payment", swap: "custom" };

/** A story of one node's data. */
export function createStory(me) {
  const [events, remarks] = [[], []];
  const expect = (event) => events.push({ ...event, ...IMPORTED });

  /** A channel: `{ channelId, fixedPart, parties }`. */
  function channel(kind, parties, { channelNonce, appDefinition = `0x${"11".repeat(20)}`, challengeDuration = 86400 }) {
    const fixedPart = { participants: parties.map(({ address }) => address), channelNonce: String(channelNonce), appDefinition, challengeDuration };
    const channelId = channelIdOf(fixedPart);
    const known = { chainId: CHAIN_ID, adjudicator: ADJUDICATOR, protocol: "nitro-2", supportRule: SUPPORT_RULES[kind] };
    expect({ type: "channel_created", channelId, fixedPart, kind, ...known, myIndex: parties.indexOf(me) });
    return { channelId, fixedPart, parties };
  }

  /** The signatures of some parties under a state, by place, as go-nitro's map. */
  function signed({ channelId, fixedPart, parties }, state, signers) {
    const stateHash = stateHashOf(fixedPart, state);
    return Object.fromEntries(signers.map((signer) => {
      const signature = signHash(signer, stateHash);
      const sig = { signature, signerIndex: parties.indexOf(signer) };
      expect(signer === me
        ? { type: "state_signed", channelId, state, stateHash, sig, ...REASON }
        : { type: "state_received", channelId, state, stateHash, sigs: [sig], from: signer.address });
      return [sig.signerIndex, signature];
    }));
  }

  /** A signature of the ledger state that a proposal leads to. */
  function proposed({ channelId, fixedPart, parties }, proposal, state, signer) {
    const stateHash = stateHashOf(fixedPart, state);
    const sig = { signature: signHash(signer, stateHash), signerIndex: parties.indexOf(signer) };
    const role = sig.signerIndex === 0 ? "leader" : "follower";
    const facts = { ledgerId: channelId, turnNum: state.turnNum, proposal, role, stateHash, sig };
    expect(signer === me ? { type: "ledger_proposal_signed", ...facts, ...REASON } : { type: "ledger_proposal_received", ...facts, from: signer.address });
    return sig.signature;
  }

  /** The payer's signature of a voucher. */
  function promised({ channelId, parties: [payer] }, amount) {
    const signature = signHash(payer, voucherHashOf(channelId, String(amount)));
    const voucher = { channelId, amount: String(amount), signature };
    expect(payer === me ? { type: "voucher_signed", ...voucher, ...REASON } : { type: "voucher_received", ...voucher, from: payer.address });
    return signature;
  }

  /** An objective with how it ended; members that are undefined are left out. */
  function objective(created, ending) {
    const { objectiveId } = created;
    expect({ type: "objective_created", ...created });
    if (ending === "completed") expect({ type: "objective_completed", objectiveId, ...REASON });
    if (ending === "rejected") expect({ type: "objective_rejected", objectiveId, via: "policy", reason: "imported from go-nitro, which does not say who rejected" });
  }

  const remark = (path, reason) => remarks.push({ path, reason });

  /** The fixture: the text to import, and what must come of it in whatever order. */
  const fixture = (text) => `${JSON.stringify({ chainId: CHAIN_ID, adjudicator: ADJUDICATOR, text, events, remarks }, undefined, 1)}\n`;

  return { channel, signed, proposed, promised, objective, remark, fixture };
}
