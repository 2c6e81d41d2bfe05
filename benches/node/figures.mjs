// The figures, in the order of docs/performance.md. A new one is a file in figures/ and a line here.

/**
 * Modules are named and not imported, since each figure runs in a process of its own. `natively`: has a peer that must
 * be compiled first.
 */
export const figures = [
  { id: "P1", module: "p01-append.mjs" },
  { id: "P2", module: "p02-batch.mjs", natively: true },
  { id: "P3", module: "p03-signed-states.mjs" },
  { id: "P4", module: "p04-recovery.mjs" },
  { id: "P5", module: "p05-cold-channel.mjs" },
  { id: "P6", module: "p06-past.mjs" },
  { id: "P7", module: "p07-replay.mjs" },
  { id: "P8", module: "p08-open-verify.mjs" },
  { id: "P9", module: "p09-memory.mjs" },
  { id: "P10", module: "p10-durable.mjs", natively: true },
  { id: "P12", module: "p12-growth.mjs" },
  { id: "P13", module: "p13-size.mjs" },
  { id: "P15", module: "p15-opening-memory.mjs" },
];

/** What a figure of the plan still waits for. */
export const later = {
  P11: "proofs",
  P14: "page load and scrubbing",
};
