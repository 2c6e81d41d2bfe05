// Flow (b) as the payer sees it.
import { tellVirtualPayment } from "./steps/virtual-payment.mjs";

export const name = "virtual-fund-pay-defund";
export const title = "Pay Bob through Irene";
export const description = "Alice opens a virtual channel out of her ledger with Irene, pays Bob 1 and then 4 by voucher, and takes the rest back, all off chain";

/** Alice's log. */
export function tell() {
  return tellVirtualPayment().alice.log;
}
