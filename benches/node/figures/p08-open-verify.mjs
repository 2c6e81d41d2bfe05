// P8: opening a stored log and verifying it.

import { EventStore } from "statelog";
import { time } from "../lib/clock.mjs";
import { contest } from "../lib/contest.mjs";
import { contestTable } from "../lib/rows.mjs";
import { fill } from "../lib/fill.mjs";
import { logBytes } from "../lib/workload.mjs";
import { withoutSignatures } from "../lib/unsigned.mjs";

export const figure = {
  id: "P8",
  title: "open and verify 100k realistic events (the whole)",
  async run({ quick }) {
    const bytes = await logBytes("realistic", quick ? 20_000 : 100_000);
    const file = new TextEncoder().encode(fill(new EventStore(withoutSignatures), bytes).export());
    const results = await contest(contestants(file), { rounds: quick ? 3 : 7 });
    const [both, , , parse] = results;
    return { ...contestTable(results, "ms"), targets: [{ what: "open + verify ÷ JSON.parse", measured: both.median / parse.median, limit: 4, unit: "×" }] };
  },
};

function contestants(file) {
  const once = (work) => () => [{ count: 1, ms: time(work) }];
  let opened = EventStore.import(file, withoutSignatures);
  const open = () => (opened = EventStore.import(file, withoutSignatures));
  return [
    { name: "open + verify", round: once(() => open().verify()) },
    { name: "open: EventStore.import(file)", round: once(open) },
    { name: "verify()", round: once(() => opened.verify()) },
    { name: "JSON.parse of the lines of the same file", round: once(() => parseLines(file)) },
  ];
}

function parseLines(file) {
  const lines = new TextDecoder().decode(file).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}
