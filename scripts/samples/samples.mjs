// All sample logs: their texts, and the index that the page reads.
import { createHash } from "node:crypto";
import { ADVERSARIAL } from "./adversarial/index.mjs";
import * as challengeClear from "./flows/challenge-clear.mjs";
import * as challengeTimeoutWithdraw from "./flows/challenge-timeout-withdraw.mjs";
import * as directFundDefund from "./flows/direct-fund-defund.mjs";
import * as virtualFundPayDefund from "./flows/virtual-fund-pay-defund.mjs";
import * as virtualIntermediary from "./flows/virtual-intermediary.mjs";
import { writeStatelog } from "./statelog-file.mjs";

const HONEST = [directFundDefund, virtualFundPayDefund, virtualIntermediary, challengeClear, challengeTimeoutWithdraw];

/** A log id is random in real life; here it follows from the name, so that every run gives the same bytes. */
function logIdOf(name) {
  return createHash("sha256").update(`statelog sample ${name}`).digest("hex").slice(0, 32);
}

/**
 * The files of the samples: `Map` of file name to text, the index among them.
 * `takeSnapshot(text)` answers `{ length, stateHash, foldVersion }` of a log; without it no log ends with a snapshot,
 * because only the core can compute the hash of a state.
 */
export function buildSamples({ takeSnapshot } = {}) {
  const logs = [
    ...HONEST.map((flow) => buildLog({ ...flow, kind: "honest" }, takeSnapshot)),
    ...ADVERSARIAL.map((flow) => buildLog({ ...flow, kind: "adversarial" }, takeSnapshot)),
  ];
  const index = logs.map(({ entry }) => entry);
  const files = logs.map(({ entry, text }) => [entry.file, text]);
  return new Map([...files, ["index.json", `${JSON.stringify(index, null, 2)}\n`]]);
}

function buildLog({ name, title, description, kind, endsWithSnapshot, tell }, takeSnapshot) {
  const log = tell();
  const write = (closed) => writeStatelog({ logId: logIdOf(name), commits: log.commits, closed });
  if (endsWithSnapshot && takeSnapshot !== undefined) {
    log.record({ type: "snapshot_created", ...takeSnapshot(write(false)) });
  }
  const events = log.commits.flat();
  const channels = events.filter(({ type }) => type === "channel_created").length;
  return { entry: { file: `${name}.statelog`, title, description, kind, events: events.length, channels }, text: write(true) };
}
