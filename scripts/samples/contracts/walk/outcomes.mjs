// Outcomes as no honest node would write them: odd types, repeated assets and destinations, channels as destinations,
// amounts that nobody has.
import { guaranteeMetadata } from "../../nitro/ledger.mjs";

const HUGE = String((1n << 256n) - 1n);

/** Makes outcomes for a world: `{ dice, assets, externals, internals }`. */
export function outcomesOf({ dice, assets, externals, internals }) {
  const destination = () => dice.pick(dice.oneIn(3) ? internals : externals);
  const amount = () => dice.weighed([
    [8, () => "0"], [40, () => String(5 * dice.between(1, 6))], [20, () => String(dice.between(1, 20))], [1, () => HUGE],
  ])();

  const simple = () => ({ destination: destination(), amount: amount(), allocationType: 0, metadata: "0x" });

  const exit = (allocations, asset = dice.pick(assets)) => ({
    asset, assetType: dice.oneIn(8) ? 1 : 0, assetMetadata: dice.oneIn(8) ? "0xabcd" : "0x", allocations,
  });

  /** Allocations with a guarantee at any place. What it names as left and right may be there or not. */
  const withGuarantee = (target, total) => {
    const others = dice.times(dice.between(2, 3), simple);
    const [left, right] = dice.oneIn(12) ? [destination(), destination()] : dice.shuffled(others).map((other) => other.destination);
    const guarantee = {
      destination: target, amount: total, allocationType: dice.oneIn(6) ? 1 : 2, metadata: guaranteeMetadata(left, right),
    };
    const place = dice.between(0, others.length);
    return [...others.slice(0, place), guarantee, ...others.slice(place)];
  };

  return {
    random() {
      const exits = dice.weighed([[1, 0], [24, 1], [10, 2], [3, 3]]);
      return dice.times(exits, () => exit(dice.times(dice.weighed([[1, 0], [4, 1], [9, 2], [4, 3], [1, 5]]), simple)));
    },
    /** Guarantees `total` of the asset to the target channel. */
    guaranteeing(target, total, asset) {
      const first = exit(withGuarantee(target, total), asset);
      return dice.oneIn(4) ? [exit(dice.times(2, simple)), first] : [first];
    },
    /** What the payment app takes: payer and payee in the native asset. */
    payment: (payer, payee, amounts) => [{
      asset: assets[0],
      assetType: 0,
      assetMetadata: "0x",
      allocations: [payer, payee].map((of, index) => ({ destination: of, amount: String(amounts[index]), allocationType: 0, metadata: "0x" })),
    }],
  };
}
