// Keeping a log in a file: open, append, close, and open again. Checked as it stands in the package's README.

import { openLog } from "statelog/node";

const log = await openLog("alice.statelog");
if (log.opened.torn) console.warn("the last write was interrupted:", log.opened.torn);
if (log.reconstructObjective("chess") === undefined) {
  await log.append({ type: "objective_created", objectiveId: "chess", kind: "other", source: "local_request", status: "unapproved" });
}
console.log(log.durableLength); // 1: append has resolved, so it is on the device
await log.close();

const again = await openLog("alice.statelog", { create: false });
console.log(again.reconstructObjective("chess")?.status); // unapproved
await again.close();
