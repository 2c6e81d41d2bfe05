// Random protocol values, all of them decided by one seed. Extremes of each width come up often.

/** The seed of this run: new each time, and given back through STATELOG_SEED to repeat a run. */
export const seed = Number(process.env.STATELOG_SEED ?? Date.now() % 2 ** 32);

/** How many times as many cases there are when there is time. */
export const effort = process.env.STATELOG_LONG ? 10 : 1;

/** A generator (SplitMix64) for one test. */
export class Random {
  #state;

  /** Shows the seed among the output of the test. */
  constructor(context) {
    this.#state = BigInt(seed);
    context.diagnostic(`repeat with STATELOG_SEED=${seed}`);
  }

  #next() {
    this.#state = BigInt.asUintN(64, this.#state + 0x9e3779b97f4a7c15n);
    let mixed = this.#state;
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    return mixed ^ (mixed >> 31n);
  }

  /** A number within [0, end). */
  below(end) {
    return Number(this.#next() % BigInt(end));
  }

  oneIn(count) {
    return this.below(count) === 0;
  }

  pick(items) {
    return items[this.below(items.length)];
  }

  list(most, item) {
    return Array.from({ length: this.below(most + 1) }, (_, at) => item(at));
  }

  /** An unsigned integer of at most `bits` bits; often the largest, or next to a power of two. */
  integer(bits) {
    const largest = (1n << BigInt(bits)) - 1n;
    if (this.oneIn(8)) return largest;
    if (this.oneIn(8)) return 0n;
    const power = 1n << BigInt(this.below(bits));
    if (this.oneIn(4)) return power - BigInt(this.below(2));
    const words = Array.from({ length: Math.ceil(bits / 64) }, () => this.#next().toString(16).padStart(16, "0"));
    return BigInt(`0x${words.join("")}`) % (power * 2n);
  }

  /** Bytes in hex; not zero for lengths above one. */
  bytes(length) {
    let digits = "";
    while (digits.length < length * 2) digits += this.#next().toString(16).padStart(16, "0");
    return `0x${digits.slice(0, length * 2)}`;
  }

  /** Bytes of any length around the edges of words, and now and then long ones. */
  anyBytes() {
    return this.bytes(this.oneIn(40) ? this.below(2000) : this.pick([0, 0, 0, 1, 31, 32, 33, 64, 65]));
  }

  address() {
    return this.oneIn(8) ? `0x${"00".repeat(20)}` : this.bytes(20);
  }

  /** A channel, or an address padded. */
  destination() {
    return this.oneIn(2) ? this.bytes(32) : `0x${"00".repeat(12)}${this.address().slice(2)}`;
  }

  fixedPart() {
    const count = this.oneIn(50) ? 255 : 1 + this.below(4);
    return {
      participants: Array.from({ length: count }, () => this.bytes(20)),
      channelNonce: this.integer(64).toString(),
      appDefinition: this.address(),
      challengeDuration: Number(this.integer(48)),
    };
  }

  allocation() {
    return { destination: this.destination(), amount: this.integer(256).toString(), allocationType: Number(this.integer(8)), metadata: this.anyBytes() };
  }

  outcome() {
    const [assets, allocations] = this.oneIn(100) ? [20, 10] : [2, 3];
    const exit = () => ({
      asset: this.address(),
      assetType: Number(this.integer(8)),
      assetMetadata: this.anyBytes(),
      allocations: this.list(allocations, () => this.allocation()),
    });
    return this.list(assets, exit);
  }

  state() {
    return { appData: this.anyBytes(), outcome: this.outcome(), turnNum: Number(this.integer(48)), isFinal: this.oneIn(2) };
  }
}
