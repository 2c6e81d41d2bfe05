// The example at the top of the package's README, and checked as it stands there.

import { EventStore } from "statelog";

const store = new EventStore();
const objectiveId = "chess-with-bob";

store.subscribe((event, offset) => console.log(offset, event.type));
store.append({ type: "objective_created", objectiveId, kind: "other", source: "local_request", status: "unapproved" });
store.append({ type: "objective_approved", objectiveId, by: "api" });

console.log(store.reconstructObjective(objectiveId)?.status); // approved
console.log(store.reconstructObjective(objectiveId, { at: 1 })?.status); // unapproved: any past moment
console.log(store.root()); // the Merkle root over both events
