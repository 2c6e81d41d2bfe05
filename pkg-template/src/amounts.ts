// Amounts are decimal strings, because JSON numbers would round them.

import { describe, invalidArgument } from "./errors.js";
import type { U256, U64 } from "./generated/statelog.js";

/** The bigint of an amount. */
export function asBigInt(amount: U256 | U64): bigint {
  // BigInt() alone would take "", " 1" and "0x1" as well.
  if (typeof amount === "string" && /^(0|[1-9][0-9]{0,77})$/.test(amount)) return BigInt(amount);
  throw invalidArgument(`An amount is a decimal string such as "1000", not ${describe(amount)}.`, { got: describe(amount) });
}
