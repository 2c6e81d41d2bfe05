// P12: does appending cost more when the log is long?

import { EventStore } from "statelog";
import { time } from "../lib/clock.mjs";
import { fill } from "../lib/fill.mjs";
import { collectGarbage } from "../lib/garbage.mjs";
import { median, p95, sum } from "../lib/stats.mjs";
import { chunks, linesOf, logBytes } from "../lib/workload.mjs";
import { withoutSignatures } from "../lib/unsigned.mjs";

/** How many events are appended to each store while the clock runs. */
const measuredCount = 10_000;

export const figure = {
  id: "P12",
  title: "append to a long log beside a short one, realistic events (per event)",
  async run({ quick }) {
    const [short, long] = [1_000, quick ? 100_000 : 1_000_000];
    const bytes = await logBytes("realistic", long + measuredCount);
    const logs = [short, long].map((length) => ({
      name: `after ${length.toLocaleString("en")} events`,
      store: fill(new EventStore(withoutSignatures), bytes, length),
      pieces: chunks(eventsOf(bytes, length), 100),
      spans: [],
    }));
    await measure(logs);
    return { ...table(logs), targets: [{ what: "long ÷ short", measured: ratio(logs), limit: 1.3, unit: "×" }] };
  },
};

function eventsOf(bytes, start) {
  const events = [];
  let offset = 0;
  for (const line of linesOf(bytes)) {
    offset += 1;
    if (offset <= start) continue;
    events.push(JSON.parse(line));
    if (events.length === measuredCount) break;
  }
  return events;
}

/** In turns, a hundred events at a time. */
async function measure(logs) {
  await collectGarbage();
  for (const index of logs[0].pieces.keys()) {
    for (const { store, pieces, spans } of logs) {
      const events = pieces[index];
      spans.push(time(() => events.forEach((event) => store.append(event))) / events.length);
    }
  }
}

const mean = ({ spans }) => sum(spans) / spans.length;
const ratio = ([short, long]) => mean(long) / mean(short);

function table(logs) {
  const [short] = logs;
  return {
    columns: [{ name: "mean", unit: "µs" }, { name: "median of 100", unit: "µs" }, { name: "P95 of 100", unit: "µs" }, { name: "÷ short log" }],
    rows: logs.map((log) => ({ name: log.name, values: [mean(log) * 1000, median(log.spans) * 1000, p95(log.spans) * 1000, mean(log) / mean(short)] })),
  };
}
