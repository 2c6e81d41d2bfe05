// What became of the events of a damaged store.

/** The outcomes, in the order of the columns. */
export const outcomes = [
  { id: "reported", title: "reported as damage" },
  { id: "refused", title: "refused, without saying so" },
  { id: "lost", title: "events silently lost" },
  { id: "altered", title: "events silently altered" },
  { id: "unaffected", title: "unaffected" },
];

/**
 * Judges what a store answered after the damage by what it answered before: `{ id, example }`, where `example` says what
 * was seen. Whatever is reported, is not silent, however many events are lost; and an altered event is worse than a lost
 * one.
 */
export function judge(before, { opened, entries, error, report }, isDamage) {
  const when = opened ? "reading" : "opening";
  if (error !== undefined) return { id: isDamage(error) ? "reported" : "refused", when, example: describe(error) };
  if (report !== undefined) return { id: "reported", when: "opening", example: String(report) };
  const altered = entries.find(([position, text]) => before.get(position) !== text);
  if (altered !== undefined) return { id: "altered", when, example: difference(before.get(altered[0]), altered[1]) };
  const twice = entries.length !== new Set(entries.map(([position]) => position)).size;
  if (twice) return { id: "altered", when, example: "an event twice" };
  if (entries.length < before.size) return { id: "lost", when, example: `${before.size - entries.length} of ${before.size} events are missing` };
  return { id: "unaffected", when, example: undefined };
}

/** An error's code and message with those of its cause, where that says more. */
function describe(error) {
  const own = [error.code, error.message].filter(Boolean).join(": ");
  return error.cause instanceof Error && !own.includes(error.cause.message) ? `${own} (${describe(error.cause)})` : own;
}

const shown = 24;

/** The first place at which two texts differ, with a little around it; a store may give something that is no text, too. */
function difference(before, after) {
  if (typeof after !== "string") return `a text became ${after === null ? "null" : `a ${after?.constructor.name}`}`;
  if (before === undefined) return `an event at a position that has none: ${after.slice(0, 2 * shown)}`;
  let at = 0;
  while (at < before.length && before[at] === after[at]) at += 1;
  const around = (text) => text.slice(Math.max(0, at - shown), at + shown);
  return `${around(before)} became ${around(after)}`;
}
