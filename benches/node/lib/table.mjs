// A figure's result as a table, for the terminal and as Markdown.

import { cell } from "./cells.mjs";

/** The texts of all cells, heads first; a column's unit is written into its head where all values share it. */
function texts({ columns, rows }) {
  const head = columns.map(({ name, unit }) => (unit === undefined ? name : `${name} (${unit})`));
  const body = rows.map(({ name, values }) => [name, ...values.map((value) => cell(value))]);
  return [["", ...head], ...body];
}

/** Whether a target is met, in words. */
export function verdict({ what, measured, limit, unit, least }) {
  const met = least ? measured >= limit : measured <= limit;
  const sign = least ? "≥" : "≤";
  const factor = least ? limit / measured : measured / limit;
  const missed = `missed: ${cell(factor)} × the target`;
  return `${what}: ${cell(measured, unit)}, target ${sign} ${cell(limit, unit)} – ${met ? "met" : missed}`;
}

/** For the terminal. */
export function plainTable(result) {
  const lines = texts(result);
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => [...line[column]].length)));
  const pad = (text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column]));
  const table = lines.map((line) => `   ${line.map(pad).join("   ")}`.trimEnd());
  return [...table, ...result.targets.map((target) => `   ${verdict(target)}`)].join("\n");
}

/** For docs/performance.md. */
export function markdownTable(result) {
  const lines = texts(result).map((line) => `| ${line.join(" | ")} |`);
  const rule = `|---|${result.columns.map(() => "--:|").join("")}`;
  const targets = result.targets.map((target) => `- ${verdict(target)}`);
  const list = targets.length === 0 ? [] : ["", ...targets];
  return [lines[0], rule, ...lines.slice(1), ...list].join("\n");
}
