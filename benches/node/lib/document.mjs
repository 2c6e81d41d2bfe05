// The tables that commands write into documents. They stand between two markers; everything else in a document is
// written by hand and left alone.

import { markdownTable } from "./table.mjs";

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
export const withTables = (document, results) => withSections(document, sections(results), { name: "bench", command: "npm run bench -- --write" });

/**
 * A document with contents, by their id, between the markers of their sections. `name` is that of the markers, `command`
 * the one that writes them. Every section must have its place.
 */
export function withSections(document, contents, { name, command }) {
  return Object.entries(contents).reduce((text, [id, content]) => {
    const opening = `<!-- ${name}:${id} (made by ${command}) -->`;
    const closing = `<!-- /${name}:${id} -->`;
    const start = text.indexOf(opening);
    const end = text.indexOf(closing);
    if (start < 0 || end < start) throw new Error(`The document has no place for ${id}: ${opening} … ${closing}`);
    return `${text.slice(0, start)}${opening}\n${content}\n${text.slice(end)}`;
  }, document);
}
