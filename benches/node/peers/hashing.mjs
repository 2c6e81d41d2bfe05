// What statelog does to an event, put together from what JavaScript offers: canonical JSON (RFC 8785) by the package
// `canonicalize`, SHA-256 by Node's OpenSSL, a map from id to offset, and the reducer. Still without validation, Merkle
// tree, index by channel, snapshots, and most of the state.

import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { reduceInPlace } from "./subset.mjs";

const leaf = Uint8Array.of(0);

export class HashingLog {
  texts = [];
  offsets = new Map();
  channels = new Map();

  append(event) {
    const text = canonicalize(event);
    const id = createHash("sha256").update(leaf).update(text).digest("hex");
    if (this.offsets.has(id)) return;
    this.offsets.set(id, this.texts.length);
    this.texts.push(text);
    reduceInPlace(this.channels, event);
  }
}
