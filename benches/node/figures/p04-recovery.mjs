// P4: who signed a state?

import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { nitro } from "statelog";
import { bytesToHex, concat, hexToBytes, recoverMessageAddress, stringToBytes } from "viem";
import { timeAsync } from "../lib/clock.mjs";
import { contest } from "../lib/contest.mjs";
import { contestTable } from "../lib/rows.mjs";
import { logEvents } from "../lib/workload.mjs";

/** How many recoveries the clock covers at a time. */
const pieceLength = 10;

export const figure = {
  id: "P4",
  title: "recovery of the signer of a state hash (per signature)",
  async run({ quick }) {
    const signed = (await logEvents("realistic", quick ? 400 : 2_000)).filter(({ type }) => type === "state_signed");
    await agree(signed[0]);
    const results = await contest(contestants(signed), { rounds: quick ? 3 : 9 });
    const [ours, viem, noble] = results.map(({ median }) => median);
    return {
      ...contestTable(results, "µs"),
      targets: [
        { what: "viem ÷ statelog", measured: viem / ours, limit: 4, unit: "×", least: true },
        { what: "@noble/curves ÷ statelog", measured: noble / ours, limit: 2, unit: "×", least: true },
      ],
    };
  },
};

const ours = (hash, signature) => nitro.recoverSigner(hash, signature);
const viem = (hash, signature) => recoverMessageAddress({ message: { raw: hash }, signature });

/** What a program writes that has only the curve and the hash function. */
function noble(hash, signature) {
  const digest = keccak_256(concat([stringToBytes("\x19Ethereum Signed Message:\n32"), hexToBytes(hash)]));
  const bytes = hexToBytes(signature);
  const recovered = concat([bytes.subarray(64).map((v) => v - 27), bytes.subarray(0, 64)]);
  const key = secp256k1.Signature.fromBytes(recovered, "recovered").recoverPublicKey(digest).toBytes(false);
  return bytesToHex(keccak_256(key.subarray(1)).subarray(12));
}

function contestants(signed) {
  return [
    { name: "statelog: nitro.recoverSigner", round: () => recoverAll(signed, ours) },
    { name: "viem 2.57.20: recoverMessageAddress", round: () => recoverAll(signed, viem) },
    { name: "@noble/curves 2.4.0, @noble/hashes 2.4.0", round: () => recoverAll(signed, noble) },
  ];
}

async function recoverAll(signed, recover) {
  const samples = [];
  for (let start = 0; start + pieceLength <= signed.length; start += pieceLength) {
    const piece = signed.slice(start, start + pieceLength);
    const ms = await timeAsync(async () => {
      for (const { stateHash, sig } of piece) await recover(stateHash, sig.signature);
    });
    samples.push({ ms, count: piece.length });
  }
  return samples;
}

/** Contestants that find different signers do not do the same work. */
async function agree({ stateHash, sig }) {
  const found = await Promise.all([ours, viem, noble].map((recover) => recover(stateHash, sig.signature)));
  if (new Set(found.map((address) => address.toLowerCase())).size !== 1) throw new Error(`The contestants disagree: ${found.join(", ")}.`);
}
