// The RFC 6962 Merkle tree over SHA-256, as far as a writer needs it: append a leaf, tell the root.
// tests/golden/vectors/merkle.json proves it (statelog-file.test.mjs).
import { createHash } from "node:crypto";

const EMPTY_ROOT = createHash("sha256").update("").digest();
const NODE_PREFIX = Buffer.from([1]);

function nodeHash(left, right) {
  return createHash("sha256").update(NODE_PREFIX).update(left).update(right).digest();
}

/** A tree that only grows. It keeps one peak per 1-bit of its length, the largest subtree first. */
export class MerkleTree {
  #length = 0;
  #peaks = [];

  get length() {
    return this.#length;
  }

  /** Appends a leaf hash (`0x` and 64 hex digits); folds one peak for each trailing 1-bit of the old length. */
  append(leafHash) {
    let peak = Buffer.from(leafHash.slice(2), "hex");
    for (let rest = this.#length; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      peak = nodeHash(this.#peaks.pop(), peak);
    }
    this.#peaks.push(peak);
    this.#length += 1;
  }

  /** The root of all leaves so far, `0x` and 64 lower-case hex digits. */
  root() {
    if (this.#peaks.length === 0) return `0x${EMPTY_ROOT.toString("hex")}`;
    const root = this.#peaks.reduceRight((right, left) => nodeHash(left, right));
    return `0x${root.toString("hex")}`;
  }
}
