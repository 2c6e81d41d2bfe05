// Loads a sample log and shows its events and the states they led to.

import { show, type ShownEvent, type ShownState } from "./session.js";

const sample = "samples/direct-fund-defund.statelog";

async function main(): Promise<void> {
  const response = await fetch(sample);
  if (!response.ok) throw new Error(`${sample} could not be loaded: status ${response.status}.`);
  const { events, states } = show(await response.text());
  element("events").replaceChildren(...events.map(eventRow));
  element("states").replaceChildren(...states.map(stateCard));
}

function eventRow({ offset, type, timestamp }: ShownEvent): HTMLElement {
  return tag("li", "", [
    tag("span", "offset", [String(offset)]),
    tag("span", "type", [type]),
    tag("time", "time", [new Date(timestamp).toLocaleString()]),
  ]);
}

function stateCard({ title, state }: ShownState): HTMLElement {
  return tag("article", "", [tag("h3", "", [title]), tag("pre", "", [JSON.stringify(state, undefined, 2)])]);
}

/** An element with a class and children; text is never read as HTML. */
function tag(name: string, className: string, children: readonly (string | Node)[]): HTMLElement {
  const made = document.createElement(name);
  if (className !== "") made.className = className;
  made.append(...children);
  return made;
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element "${id}".`);
  return found;
}

main().catch((error: unknown) => {
  element("about").replaceChildren(tag("span", "failure", [error instanceof Error ? error.message : String(error)]));
});
