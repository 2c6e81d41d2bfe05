// Where files that are written durably lie, and on what: the cost of a flush is that of the device.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tryCapture } from "../../../scripts/lib/run.mjs";
import { durableDir } from "./places.mjs";

/** Calls `work` with a new directory on the disk of the clone, and removes it afterwards. */
export async function onDisk(work) {
  mkdirSync(durableDir, { recursive: true });
  const dir = mkdtempSync(join(durableDir, "run-"));
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The file system and device below a directory, as text; says so where they make a figure about durability meaningless. */
export function describeDisk(dir) {
  const columns = tryCapture("df", ["--output=fstype,source", dir])?.split("\n").at(-1)?.trim().split(/\s+/);
  if (columns === undefined) return "the file system could not be found out";
  const [type, device] = columns;
  return /^(?:tmpfs|ramfs)$/.test(type) ? `${type}, which is memory: nothing here is durable, and the figures mean nothing` : `${type} on ${device}`;
}
