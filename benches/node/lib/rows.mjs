// The columns that most figures have: median, 95th percentile, and how many times as long as ours it took.

/** `contest` gives milliseconds; the table shows them in `unit`. The first contestant is statelog. */
export function contestTable(results, unit) {
  const scale = { "µs": 1000, ms: 1 }[unit];
  const [ours] = results;
  return {
    columns: [{ name: "median", unit }, { name: "P95", unit }, { name: "÷ statelog" }],
    rows: results.map(({ name, median, p95 }) => ({ name, values: [median * scale, p95 * scale, median / ours.median] })),
  };
}
