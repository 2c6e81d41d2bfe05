// The texts of help, made of what the commands say about themselves.

import type { Output } from "./output.js";
import type { Command, Option } from "./command.js";
import { hardSpace, padded, styled } from "./text.js";

/** How a command is called. */
export const usageOf = ({ name, operands, options }: Command): string => ["statelog", name, ...operands, ...Object.entries(options).map(([option, given]) => `[${written(option, given)}]`)].join(" ");

/** What the command can do as a whole. */
export async function overview(out: Output, commands: readonly Command[]): Promise<void> {
  await out.line("statelog: read, check and write the event log of a state channel node");
  await out.line();
  await out.line(styled("bold", "Commands"));
  for (const { name, summary, operands } of commands) await out.hanging(["  ", styled("cyan", padded([name, ...operands].join(" "), 30))], summary);
  await out.line();
  await out.line(styled("bold", "Options"));
  await out.line("  --help, --version; statelog help COMMAND tells more about a command");
  await out.line();
  await out.line(styled("bold", "Exit codes"));
  await out.line("  0  all is well");
  await out.line("  1  the log fails: findings, damage, problems, or an event that is refused");
  await out.line("  2  wrong usage, or a file that cannot be read or written");
}

/** What a command can do. */
export async function helpFor(out: Output, command: Command): Promise<void> {
  const { name, operands, options, summary, about } = command;
  const calls = Object.entries(options).map(([option, given]) => `[${written(option, given).replaceAll(" ", hardSpace)}]`);
  await out.hanging(`statelog ${name} `, [...operands, ...calls].join(" "));
  await out.line();
  await out.hanging("", `${summary.replace(/^./, (first) => first.toUpperCase())}.`);
  await out.line();
  for (const [option, given] of Object.entries(options)) await out.hanging(["  ", styled("cyan", padded(written(option, given), 22))], given.help);
  for (const paragraph of about) {
    await out.line();
    await out.hanging("", paragraph);
  }
}

const written = (name: string, { value }: Option): string => (value === undefined ? `--${name}` : `--${name} ${value}`);
