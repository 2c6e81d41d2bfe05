// Flow (b) as the intermediary sees it.
import { tellVirtualPayment } from "./steps/virtual-payment.mjs";

export const name = "virtual-intermediary";
export const title = "Irene in the middle";
export const description = "The same payment in the intermediary's log: two ledgers and two guarantees, no voucher in sight, and 104 + 96 = 200 in the end";

/** Irene's log. */
export function tell() {
  return tellVirtualPayment().irene.log;
}
