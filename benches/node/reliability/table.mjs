// The results as tables, for the terminal and for docs/reliability.md.

import { plainRows, markdownRows } from "../lib/table.mjs";
import { damages } from "./damage.mjs";
import { outcomes } from "./outcome.mjs";

/** Columns: outcomes, and that the process was ended, where that ever happened. */
function columnsOf({ stores }) {
  const crashed = stores.some(({ trials }) => Object.values(trials).some(({ counts }) => counts.crashed > 0));
  return crashed ? [...outcomes, { id: "crashed", title: "process ended" }] : outcomes;
}

/** Rows of texts for one kind of damage, heads first. */
function rowsOf(results, damageId) {
  const columns = columnsOf(results);
  const head = ["", ...columns.map(({ title }) => title)];
  return [head, ...results.stores.map(({ name, trials }) => [name, ...columns.map(({ id }) => String(trials[damageId].counts[id] ?? 0))])];
}

/** One example of each outcome of a store, as Markdown. */
function examplesOf({ name, trials }) {
  const examples = damages.flatMap(({ id: damageId, title }) =>
    outcomes.filter(({ id }) => trials[damageId].examples[id] !== undefined).map(({ id, title: outcome }) => `  - ${title}, ${outcome}: ${quoted(trials[damageId].examples[id])}`),
  );
  return [`- ${name}`, ...examples].join("\n");
}

// A message may hold backticks and bytes that no document should hold.
const quoted = (text) => `\`\` ${printable(text)} \`\``;
const printable = (text) => text.replace(/[^\x20-\x7e]/g, "?").replaceAll("``", "''").slice(0, 300);

const settingsOf = ({ name, settings, files }) => `- ${name}: ${settings}. ${files.map(({ path, bytes }) => `\`${path}\` ${bytes.toLocaleString("en")} bytes`).join(", ")}.`;

/** What stands between the markers of the document, by section. */
export function sectionsOf(results) {
  const { machine, seed, count, events } = results;
  const about = [
    `Run on ${machine.date} at commit \`${machine.commit}\`: ${machine.platform}, Node ${machine.node}; ${events.toLocaleString("en")} events, ${count} places of each kind`,
    `and store, seed ${seed}.`,
  ].join("\n");
  const tables = damages.map(({ id }) => [id, markdownRows(rowsOf(results, id))]);
  return { run: about, stores: results.stores.map(settingsOf).join("\n"), ...Object.fromEntries(tables), examples: results.stores.map(examplesOf).join("\n") };
}

/** For the terminal. */
export function plainResults(results) {
  return damages.map(({ id, title }) => `   ${title}, seed ${results.seed}\n\n${plainRows(rowsOf(results, id))}\n`).concat(sectionsOf(results).examples).join("\n");
}
