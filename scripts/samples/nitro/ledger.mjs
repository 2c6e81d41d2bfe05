// How a ledger channel's next state follows from a proposal: a guarantee is added, or removed again.
// The vectors V2b2, V2c, V7b and V7c of tests/golden/vectors/nitro.json prove it (samples.test.mjs).
import { ALLOCATION_GUARANTEE } from "./protocol.mjs";

/** The ledger state that follows `base` (a state in ledger form, one asset) when `proposal` is carried out. */
export function ledgerStateAfter(base, proposal) {
  const [exit] = base.outcome;
  const [leader, follower, ...guarantees] = exit.allocations;
  const after = proposal.kind === "add"
    ? add(leader, follower, guarantees, proposal)
    : remove(leader, follower, guarantees, proposal);
  const allocations = [...after.balances, ...after.guarantees.sort(byTarget)];
  return { appData: "0x", outcome: [{ ...exit, allocations }], turnNum: base.turnNum + 1, isFinal: false };
}

function add(leader, follower, guarantees, { target, amount, left, right, leftDeposit, allocationType }) {
  const rightDeposit = BigInt(amount) - BigInt(leftDeposit);
  const guarantee = {
    destination: target,
    amount,
    allocationType: allocationType ?? ALLOCATION_GUARANTEE,
    metadata: guaranteeMetadata(left, right),
  };
  const balances = leftIsLeader(leader, follower, left, right)
    ? [changed(leader, -BigInt(leftDeposit)), changed(follower, -rightDeposit)]
    : [changed(leader, -rightDeposit), changed(follower, -BigInt(leftDeposit))];
  return { balances, guarantees: [...guarantees, guarantee] };
}

function remove(leader, follower, guarantees, { target, leftAmount }) {
  const guarantee = guarantees.find(({ destination }) => destination === target);
  if (guarantee === undefined) throw new Error(`no guarantee for ${target}`);
  const rightAmount = BigInt(guarantee.amount) - BigInt(leftAmount);
  const left = guarantee.metadata.slice(0, 66);
  const right = `0x${guarantee.metadata.slice(66)}`;
  const balances = leftIsLeader(leader, follower, left, right)
    ? [changed(leader, BigInt(leftAmount)), changed(follower, rightAmount)]
    : [changed(leader, rightAmount), changed(follower, BigInt(leftAmount))];
  return { balances, guarantees: guarantees.filter((other) => other !== guarantee) };
}

/** A guarantee's metadata: both destinations it returns to, 64 bytes. */
export function guaranteeMetadata(left, right) {
  return left + right.slice(2);
}

/** Both destinations must be the ledger's two, or a reclaim on chain would fail. */
function leftIsLeader(leader, follower, left, right) {
  const pair = [leader.destination, follower.destination];
  if (left === right || !pair.includes(left) || !pair.includes(right)) throw new Error("not the parties of this ledger");
  return left === leader.destination;
}

function changed(allocation, difference) {
  const amount = BigInt(allocation.amount) + difference;
  if (amount < 0n) throw new Error(`${allocation.destination} cannot pay`);
  return { ...allocation, amount: String(amount) };
}

function byTarget(one, other) {
  return one.destination < other.destination ? -1 : 1;
}
