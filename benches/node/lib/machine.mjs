// On what the figures were measured.

import { cpus, loadavg, totalmem } from "node:os";
import { tryCapture } from "../../../scripts/lib/run.mjs";

/** What a reader needs to judge absolute figures. */
export function machine() {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: tryCapture("git", ["rev-parse", "--short=12", "HEAD"]) ?? "unknown",
    processor: processors[0]?.model.trim() ?? "unknown",
    processors: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    v8: process.versions.v8,
    rust: tryCapture("rustc", ["--version"])?.split(" ")[1] ?? "unknown",
  };
}

/** How many programs wanted a processor, on average over the last minute. */
export const load = () => Number(loadavg()[0].toFixed(1));
