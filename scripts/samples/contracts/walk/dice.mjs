/** Reproducible choices (SplitMix64). */
export function createDice(seed) {
  const mask = (1n << 64n) - 1n;
  let state = BigInt(seed);
  const next = () => {
    state = (state + 0x9e3779b97f4a7c15n) & mask;
    let word = state;
    word = ((word ^ (word >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    word = ((word ^ (word >> 27n)) * 0x94d049bb133111ebn) & mask;
    return word ^ (word >> 31n);
  };
  const below = (bound) => Number(next() % BigInt(bound));
  const pick = (list) => list[below(list.length)];
  return {
    below,
    pick,
    between: (low, high) => low + below(high - low + 1),
    oneIn: (odds) => below(odds) === 0,
    /** One of the values of `[[weight, value], …]`. */
    weighed(choices) {
      let left = below(choices.reduce((sum, [weight]) => sum + weight, 0));
      return choices.find(([weight]) => (left -= weight) < 0)[1];
    },
    times: (count, make) => Array.from({ length: count }, (_, index) => make(index)),
    /** Some of the list, in its order. */
    some: (list) => list.filter(() => below(2) === 0),
    shuffled(list) {
      const rest = [...list];
      return list.map(() => rest.splice(below(rest.length), 1)[0]);
    },
  };
}
