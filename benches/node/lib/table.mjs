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

/** What stands below a table: the targets, and what a reader must know to judge the figures, found out by the run. */
const remarks = ({ targets, notes = [] }) => [...targets.map(verdict), ...notes];

/** For the terminal. */
export const plainTable = (result) => [plainRows(texts(result)), ...remarks(result).map((remark) => `   ${remark}`)].join("\n");

/** Rows of texts, heads first, as a table for the terminal. */
export function plainRows(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => [...line[column]].length)));
  const pad = (text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column]));
  return lines.map((line) => `   ${line.map(pad).join("   ")}`.trimEnd()).join("\n");
}

/** For a document. */
export function markdownTable(result) {
  const items = remarks(result).map((remark) => `- ${remark}`);
  const list = items.length === 0 ? [] : ["", ...items];
  return [markdownRows(texts(result)), ...list].join("\n");
}

/** Rows of texts, heads first, as a table for a document. */
export function markdownRows(rows) {
  const lines = rows.map((row) => `| ${row.join(" | ")} |`);
  return [lines[0], `|---|${"--:|".repeat(rows[0].length - 1)}`, ...lines.slice(1)].join("\n");
}
