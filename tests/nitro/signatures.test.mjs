// Signers are those that two other implementations recover, from signatures that ethers and viem make.

import assert from "node:assert/strict";
import { test } from "node:test";
import { StatelogError, nitro } from "statelog";
import { privateKeyToAccount } from "viem/accounts";
import { byEthers, byViem, ethers } from "./support/oracles.mjs";
import { Random, effort } from "./support/random.mjs";

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const hex32 = (number) => number.toString(16).padStart(64, "0");
const parts = (signature) => ({ r: BigInt(signature.slice(0, 66)), s: BigInt(`0x${signature.slice(66, 130)}`), v: Number(`0x${signature.slice(130)}`) });
const join = ({ r, s, v }) => `0x${hex32(r)}${hex32(s)}${v.toString(16).padStart(2, "0")}`;

/** The other signature of the same signer: s negated, v flipped. */
const twin = (signature) => {
  const { r, s, v } = parts(signature);
  return join({ r, s: order - s, v: 55 - v });
};

test("1,000 signatures made by ethers and viem recover to their signers, in every form", async (context) => {
  const random = new Random(context);
  for (let left = 500 * effort; left > 0; left -= 1) {
    const [key, hash] = [random.bytes(32), random.bytes(32)];
    const wallet = new ethers.Wallet(key);
    const signatures = [
      ethers.utils.joinSignature(wallet._signingKey().signDigest(byViem.digest(hash))),
      await privateKeyToAccount(key).signMessage({ message: { raw: hash } }),
    ];
    for (const signature of signatures) {
      const signer = wallet.address.toLowerCase();
      assert.equal(nitro.recoverSigner(hash, signature), signer);
      assert.equal(nitro.recoverSigner(hash, twin(signature)), signer);
      const { r, s, v } = parts(signature);
      assert.equal(nitro.recoverSigner(hash, join({ r, s, v: v - 27 })), signer);
    }
  }
});

/** What one implementation recovers, or undefined. */
async function attempt(recover, hash, signature) {
  try {
    return await recover(hash, signature);
  } catch {
    return undefined;
  }
}

/** Whether the EVM would look at a scalar at all. The libraries recover something from an s of 0, too. */
const inGroup = (scalar) => scalar > 0n && scalar < order;

test("1,000 forged signatures recover to the same strangers, or to nobody", async (context) => {
  const random = new Random(context);
  const counts = { somebody: 0, nobody: 0 };
  for (let left = 1000 * effort; left > 0; left -= 1) {
    const hash = random.bytes(32);
    const scalar = () => random.pick([random.integer(256), BigInt(random.bytes(32)), order - 1n, order, order + 1n, 0n, 1n]);
    const [r, s] = [scalar(), scalar()];
    const signature = join({ r, s, v: random.pick([27, 28]) });
    const ours = await attempt(nitro.recoverSigner, hash, signature);
    for (const { recoverSigner } of [byEthers, byViem]) {
      const expected = inGroup(r) && inGroup(s) ? await attempt(recoverSigner, hash, signature) : undefined;
      assert.equal(ours, expected, `${hash} ${signature}`);
    }
    counts[ours === undefined ? "nobody" : "somebody"] += 1;
  }
  context.diagnostic(JSON.stringify(counts));
  assert.ok(counts.somebody > 0 && counts.nobody > 0);
});

test("what cannot be a signature is refused, and the message says which part is wrong", () => {
  const hash = `0x${"11".repeat(32)}`;
  const bad = { v: [{ r: 1n, s: 1n, v: 29 }, /v must be 27 or 28/], r: [{ r: 0n, s: 1n, v: 27 }, /r must be within/], s: [{ r: 1n, s: order, v: 27 }, /s must be within/], point: [{ r: 5n, s: 1n, v: 27 }, /not the x coordinate/] };
  for (const [forged, message] of Object.values(bad)) {
    assert.throws(() => nitro.recoverSigner(hash, join(forged)), (error) => error instanceof StatelogError && error.code === "INVALID_ARGUMENT" && error.details.path === "/signature" && message.test(error.message));
  }
});
