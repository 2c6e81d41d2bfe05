// How numbers are written in tables. Results hold plain numbers with a unit, so that the terminal, the document and
// whoever reads the JSON start from the same.

const units = new Set(["µs", "ms", "×", "MB", "KB", "M/s"]);

/** A number with three significant digits, or whole where it has more; `null` is a dash. */
export function cell(value, unit) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string") return value;
  if (unit !== undefined && !units.has(unit)) throw new Error(`Unknown unit ${unit}.`);
  return unit === undefined ? number(value) : `${number(value)} ${unit}`;
}

function number(value) {
  const size = Math.abs(value);
  if (size >= 999.5) return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return size !== 0 && size < 0.1 ? value.toPrecision(2) : value.toFixed(digits);
}
