// The command `statelog`: finds the subcommand, reads its arguments, and turns what happens into an exit code.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import "../wasm-inline.js";
import { Arguments, UsageError, exitCodes, parserOptions } from "./command.js";
import type { Command, ExitCode, Streams } from "./command.js";
import { append } from "./commands/append.js";
import { audit } from "./commands/audit.js";
import { diff } from "./commands/diff.js";
import { importLog } from "./commands/import.js";
import { show } from "./commands/show.js";
import { state } from "./commands/state.js";
import { verify } from "./commands/verify.js";
import { tellFailure } from "./failures.js";
import { helpFor, overview, usageOf } from "./help.js";

const commands: readonly Command[] = [show, state, diff, audit, verify, append, importLog];

/** Runs the command with these arguments. */
export async function run(given: readonly string[], streams: Streams): Promise<ExitCode> {
  try {
    return await dispatch(given, streams);
  } catch (error) {
    return tellFailure(error, streams.error);
  }
}

async function dispatch([name, ...rest]: readonly string[], streams: Streams): Promise<ExitCode> {
  const { out } = streams;
  if (name === "--version" || name === "-V") {
    await out.line(version());
    return exitCodes.fine;
  }
  if (name === "--help" || name === "-h" || (name === "help" && rest.length === 0)) {
    await overview(out, commands);
    return exitCodes.fine;
  }
  if (name === undefined) {
    await overview(streams.error, commands);
    return exitCodes.unusable;
  }
  const isHelp = name === "help";
  const command = commandNamed(isHelp ? (rest[0] ?? "") : name);
  if (isHelp || asksForHelp(rest)) {
    await helpFor(out, command);
    return exitCodes.fine;
  }
  return command.run(argumentsOf(command, rest), streams);
}

function commandNamed(name: string): Command {
  const command = commands.find((one) => one.name === name);
  if (command !== undefined) return command;
  throw new UsageError(`There is no command "${name}"; there are ${commands.map((one) => one.name).join(", ")}. See statelog --help.`);
}

function asksForHelp(given: readonly string[]): boolean {
  const end = given.indexOf("--");
  return given.slice(0, end === -1 ? given.length : end).some((word) => word === "--help" || word === "-h");
}

function argumentsOf(command: Command, given: readonly string[]): Arguments {
  const { positionals, values } = parsed(command, given);
  const least = command.operands.filter((name) => !name.startsWith("[")).length;
  if (positionals.length < least || positionals.length > command.operands.length) {
    const missing = command.operands[positionals.length];
    throw new UsageError(`${missing === undefined ? `"${positionals.at(-1)}" is one argument too many` : `${missing} is missing`}. Usage: ${usageOf(command)}`);
  }
  return new Arguments(positionals, values);
}

function parsed(command: Command, given: readonly string[]): { positionals: string[]; values: Record<string, string | boolean | (string | boolean)[] | undefined> } {
  try {
    return parseArgs({ args: [...given], options: parserOptions(command.options), allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(/\. |\n/)[0]?.replace(/\.?$/, ".")} See statelog help ${command.name}.`);
  }
}

function version(): string {
  const { version: number } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  return number;
}
