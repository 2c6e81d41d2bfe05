// Keeping a log in a file: open, append, close, and open again. Checked as it stands in the package's README.

import { openLog } from "statelog/node";

const log = await openLog("alice.statelog");
if (log.opened.torn) console.warn("the last write was interrupted:", log.opened.torn);
await log.append({ type: "objective_created", objectiveId: "chess", kind: "other", source: "local_request", status: "unapproved" });
console.log(log.durableLength); // 1: on the device when append resolves
await log.close();

const again = await openLog("alice.statelog", { create: false });
console.log(again.reconstructObjective("chess")?.status); // unapproved
await again.close();
