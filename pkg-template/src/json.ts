// Events and arguments on their way into the core: as JSON text, which the core reads strictly. What JSON cannot carry
// is refused here, everything else there.

import { StatelogError, describe } from "./errors.js";

/** The JSON text of an event. `index` is its place in a batch. */
export function textOf(event: unknown, index?: number): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(event);
  } catch (error) {
    throw invalidEvent(problemOf(event, error), index, error);
  }
  if (text === undefined) throw invalidEvent({ path: "", expected: "an event object", got: describe(event) }, index);
  return text;
}

/** The JSON text of the arguments of a call, by name. */
export function textOfArguments(given: Record<string, unknown>): string {
  try {
    return JSON.stringify(given);
  } catch (error) {
    const problem = problemOf(given, error);
    throw new StatelogError("INVALID_ARGUMENT", `Invalid argument: ${problem.path}: expected ${problem.expected}, got ${problem.got}.`, { ...problem }, { cause: error });
  }
}

interface Problem {
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}

/** What JSON.stringify could not write. */
const problemOf = (value: unknown, error: unknown): Problem => findUnwritable(value) ?? { path: "", expected: "a value that JSON.stringify can write", got: messageOf(error) };

function invalidEvent(problem: Problem, index: number | undefined, cause?: unknown): StatelogError {
  const place = problem.path === "" ? "the event" : problem.path;
  const which = index === undefined ? "" : `event ${index} of the batch: `;
  const message = `Not a valid event: ${which}${place}: expected ${problem.expected}, got ${problem.got}.`;
  const details = { ...problem, ...(index === undefined ? {} : { index }) };
  return new StatelogError("INVALID_EVENT", message, details, cause === undefined ? undefined : { cause });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : describe(error));

/** Deeper than any event may be nested; below it there is nothing worth naming. */
const maxDepth = 64;

/** Looks for the member that JSON.stringify stumbled over: a bigint, or an object inside itself. */
function findUnwritable(value: unknown, path = "", within: readonly unknown[] = []): Problem | undefined {
  if (typeof value === "bigint") return { path, expected: "a decimal string (JSON has no bigint)", got: describe(value) };
  if (typeof value !== "object" || value === null || within.length > maxDepth) return undefined;
  if (within.includes(value)) return { path, expected: "a value that does not contain itself", got: "a cycle" };
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    // Only data members: a getter may be what threw.
    const segment = name.replaceAll("~", "~0").replaceAll("/", "~1");
    const found = descriptor.enumerable ? findUnwritable(descriptor.value, `${path}/${segment}`, [...within, value]) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
