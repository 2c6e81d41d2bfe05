// The tables in docs/performance.md. They stand between two markers; everything else in the document is written by hand
// and left alone.

import { markdownTable } from "./table.mjs";

const opening = (id) => `<!-- bench:${id} (made by npm run bench -- --write) -->`;
const closing = (id) => `<!-- /bench:${id} -->`;

/** What stands between the markers of each section, by its id. */
function sections({ machine, figures }) {
  const about = [
    `Measured on ${machine.date} at commit \`${machine.commit}\`: ${machine.processor}, ${machine.processors} processors,`,
    `${machine.memoryGiB} GiB, ${machine.platform}, Node ${machine.node} (V8 ${machine.v8}), Rust ${machine.rust}. Load before and`,
    `after the run: ${machine.loadBefore} and ${machine.loadAfter}.`,
  ];
  return { machine: about.join("\n"), ...Object.fromEntries(figures.map((figure) => [figure.id, markdownTable(figure)])) };
}

/** The document with the tables of these results. Every section must have its place. */
export function withTables(document, results) {
  return Object.entries(sections(results)).reduce((text, [id, content]) => {
    const start = text.indexOf(opening(id));
    const end = text.indexOf(closing(id));
    if (start < 0 || end < start) throw new Error(`The document has no place for ${id}: ${opening(id)} … ${closing(id)}`);
    return `${text.slice(0, start)}${opening(id)}\n${content}\n${text.slice(end)}`;
  }, document);
}
