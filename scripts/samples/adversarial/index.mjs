// The adversarial samples, in the order of the guide (docs/guides/adversarial-samples.md).
import * as e01 from "./e01-equivocation.mjs";
import * as e02 from "./e02-dual-sign.mjs";
import * as e03 from "./e03-reorged-deposit.mjs";
import * as e04 from "./e04-shuffled-logs.mjs";
import * as e05a from "./e05a-zombie-challenge.mjs";
import * as e05b from "./e05b-drain.mjs";
import * as e06 from "./e06-silent-credit.mjs";
import * as e07 from "./e07-late-rejection.mjs";
import * as e08 from "./e08-late-voucher.mjs";
import * as e09 from "./e09-wrong-snapshot.mjs";
import * as e10 from "./e10-unlogged-signature.mjs";
import * as e11 from "./e11-guarantee-type.mjs";
import * as e12 from "./e12-lost-message.mjs";

export const ADVERSARIAL = [e01, e02, e03, e04, e05a, e05b, e06, e07, e08, e09, e10, e11, e12];
