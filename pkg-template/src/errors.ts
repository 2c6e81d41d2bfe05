// The one error class of the package. What a program decides by is `code`; the message is for people.

/** Why a call failed. Codes never change their meaning; new ones may appear. */
export type StatelogErrorCode =
  | "INVALID_ARGUMENT"
  | "INVALID_EVENT"
  | "TIMESTAMP_REGRESSION"
  | "CONFLICT"
  | "IDENTITY_CONFLICT"
  | "RULE_VIOLATION"
  | "UNKNOWN_FORMAT"
  | "CORRUPT_LOG"
  | "LOCKED"
  | "READ_ONLY"
  | "STORAGE_FAILED"
  | "STORAGE_FULL"
  | "CLOSED"
  | "FATAL";

/** A failed call. Nothing was recorded by it. */
export class StatelogError extends Error {
  /** What went wrong, for programs. */
  readonly code: StatelogErrorCode;
  /** What belongs to the code, such as `path`, `expected` and `got` of `INVALID_EVENT`. */
  readonly details: Record<string, unknown>;

  constructor(code: StatelogErrorCode, message: string, details: Record<string, unknown> = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.details = details;
  }

  static {
    // On the prototype, where the names of the built-in errors are, too.
    Object.defineProperty(this.prototype, "name", { value: "StatelogError", configurable: true, writable: true });
  }
}

/**
 * Whether a caught value is an error of this package and, if given, has this code. Unlike `instanceof` it recognises
 * errors of another copy of the package and of another realm.
 */
export function isStatelogError(error: unknown, code?: StatelogErrorCode): error is StatelogError {
  if (typeof error !== "object" || error === null) return false;
  const { name, code: found, details } = error as Record<string, unknown>;
  if (name !== "StatelogError" || typeof found !== "string" || typeof details !== "object") return false;
  return code === undefined || found === code;
}

/** An error about an argument, with its name and value. */
export function invalidArgument(message: string, details: Record<string, unknown>): StatelogError {
  return new StatelogError("INVALID_ARGUMENT", message, details);
}

/** A short form of any value, for messages. Never runs code of the value. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "string":
      return value.length > 48 ? `${JSON.stringify(value.slice(0, 48))}… (${value.length} characters)` : JSON.stringify(value);
    case "bigint":
      return `${value}n`;
    case "object":
      return Array.isArray(value) ? "an array" : "an object";
    case "function":
      return "a function";
    default:
      return String(value);
  }
}
