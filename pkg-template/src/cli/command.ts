// What a subcommand is, and the arguments that it gets.

import type { ParseArgsConfig } from "node:util";
import type { Output } from "./output.js";

/** What a process ends with: all is well; the log fails; it could not be judged. */
export const exitCodes = { fine: 0, fails: 1, unusable: 2 } as const;

/** One of them. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The command cannot do what it was asked: a wrong argument, or input that cannot be read. */
export class UsageError extends Error {}

/** An option: with `value`, the name of what it takes, else a flag. */
export interface Option {
  readonly value?: string;
  readonly multiple?: boolean;
  readonly help: string;
}

/** Where a command writes. */
export interface Streams {
  readonly out: Output;
  readonly error: Output;
}

/** A subcommand. */
export interface Command {
  readonly name: string;
  /** What it does, in a line of the overview. */
  readonly summary: string;
  /** The names of its positional arguments; those in brackets may be left out. */
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /** What else there is to know, in paragraphs. */
  readonly about: readonly string[];
  run(args: Arguments, streams: Streams): Promise<ExitCode>;
}

/** The options of `parseArgs` for those of a command. */
export const parserOptions = (options: Command["options"]): NonNullable<ParseArgsConfig["options"]> =>
  Object.fromEntries(Object.entries(options).map(([name, { value, multiple = false }]) => [name, { type: value === undefined ? ("boolean" as const) : ("string" as const), multiple }]));

type Value = string | boolean | (string | boolean)[] | undefined;

/** The arguments of a call, by name. */
export class Arguments {
  readonly #operands: readonly string[];
  readonly #values: Readonly<Record<string, Value>>;

  constructor(operands: readonly string[], values: Readonly<Record<string, Value>>) {
    this.#operands = operands;
    this.#values = values;
  }

  /** The operand at an index; the number of operands was checked. */
  operand(index: number): string {
    return this.#operands[index] ?? "";
  }

  /** Whether a flag was given. */
  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  /** The value of an option. */
  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }

  /** The values of an option that may be given several times. */
  texts(name: string): string[] | undefined {
    const value = this.#values[name];
    return Array.isArray(value) ? value.map(String) : undefined;
  }

  /** The value of an option that is a whole number from 0 on. */
  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : wholeNumber(`--${name}`, text);
  }

  /** The value of an option that must be given. */
  needed(name: string, why: string): string {
    const text = this.text(name);
    if (text === undefined) throw new UsageError(`--${name} is missing: ${why}.`);
    return text;
  }
}

/** A whole number from 0 on, written in decimal. */
export function wholeNumber(name: string, text: string): number {
  const value = /^[0-9]+$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new UsageError(`${name} must be a whole number from 0 on, not "${text}".`);
}
