// e8: a voucher over 5 arrives when the final state, over 4, has long been signed. It came too late to be worth anything.
import { sendVoucher } from "../world/talk.mjs";
import { defund, tellUntilPaid } from "../flows/steps/virtual-payment.mjs";

export const name = "e08-late-voucher";
export const title = "A voucher after the final state";
export const description = "Alice signs a third voucher, over 5, which reaches Bob only after both have closed the channel with 4 for him";

const DELAY_MILLIS = 4000;

/** Bob's log. */
export function tell() {
  const cast = tellUntilPaid("F_virtual_challenge_reclaim");
  const { alice, bob, channel, clock } = cast;
  const arrive = sendVoucher(alice, bob, channel, 5, "Payment-3");
  defund(cast);
  clock.pass(DELAY_MILLIS);
  arrive();
  return bob.log;
}
