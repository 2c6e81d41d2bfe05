// Telling events apart by their type, with the compiler's help.

import { callback } from "./arguments.js";
import { describe, invalidArgument } from "./errors.js";
import type { EventType, NewEvent } from "./generated/statelog.js";

/** One handler per type of event. */
export type Handlers<E extends NewEvent, R> = { [T in EventType]: (event: Extract<E, { type: T }>) => R };

/** Handlers for some types, and one for all others. */
export type SomeHandlers<E extends NewEvent, R> = Partial<Handlers<E, R>> & { otherwise: (event: E) => R };

/**
 * Calls the handler of the event's type and returns what it returns. Either every type has a handler, or `otherwise`
 * takes the rest; the compiler checks it.
 */
export function match<E extends NewEvent, R>(event: E, handlers: Handlers<E, R> | SomeHandlers<E, R>): R {
  if (typeof event !== "object" || event === null) throw invalidArgument(`match() takes an event, not ${describe(event)}.`, { got: describe(event) });
  if (typeof handlers !== "object" || handlers === null) throw invalidArgument(`match() takes an object of handlers, not ${describe(handlers)}.`, { got: describe(handlers) });
  const name = Object.hasOwn(handlers, event.type) ? event.type : "otherwise";
  const handler = (handlers as unknown as Record<string, ((event: E) => R) | undefined>)[name];
  if (handler === undefined) throw invalidArgument(`There is no handler for ${describe(event.type)}, and no "otherwise".`, { type: event.type });
  return callback(`The handler "${name}"`, handler)(event);
}
