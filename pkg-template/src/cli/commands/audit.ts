// `statelog audit`: what the rules find.

import type { EventReader } from "../../types.js";
import type { Finding, Severity } from "../../generated/statelog.js";
import { UsageError, exitCodes } from "../command.js";
import type { Arguments, Command, ExitCode, Streams } from "../command.js";
import { shortenUnless } from "../names.js";
import type { Shorten } from "../names.js";
import type { Output } from "../output.js";
import { reading, working } from "../reading.js";
import type { ReadLog } from "../reading.js";
import { styled } from "../text.js";
import { chainTimeOf, dateTimeOf } from "../time.js";
import { alike, contentOf, explainedIn, severities, severityStyle } from "../words/findings.js";
import { counted } from "../words/values.js";

/** The command. */
export const audit: Command = {
  name: "audit",
  summary: "check what happened against the rules",
  operands: ["FILE"],
  options: {
    "min-severity": { value: "S", help: "info, warn, error or critical: print what is at least so bad, and fail if there is any. Without it everything is printed, and error and critical fail" },
    full: { help: "write ids in full, though lines get longer than 80 columns" },
    json: { help: "the findings as one JSON value" },
  },
  about: [
    "Findings are grouped by how bad they are: critical, funds or evidence are at stake; error, it breaks the protocol; warn, it is not as it should be and harmless so far; info, worth knowing. Each has the id of its rule, what was found, and the events that are needed to see it. The documentation explains every rule under its id.",
    "The exit code is 1 if there are such findings or the file is damaged. A finding that a later event settled is printed and does not count.",
  ],
  run: (args, streams) => reading(args.operand(0), streams, (read) => print(args, read, streams)),
};

async function print(args: Arguments, read: ReadLog, { out }: Streams): Promise<ExitCode> {
  const { log } = read;
  const least = leastSeverity(args);
  working(read, "checking");
  const all = log.audit({ signatures: true });
  read.progress.done();
  const findings = all.filter((finding) => isAtLeast(finding, least ?? "info"));
  const failing = findings.filter((finding) => finding.resolvedBy === undefined && isAtLeast(finding, least ?? "error"));
  if (args.flag("json")) {
    await out.json(findings);
  } else {
    await out.hanging("", [styled("bold", read.path), `: ${counted(log.length, "event")}, ${summaryOf(findings, all.length - findings.length, least)}`]);
    for (const severity of severities) {
      const some = findings.filter((finding) => finding.severity === severity);
      for (const group of alike(some, contentOf)) await printFindings(log, group, out, shortenUnless(args.flag("full")));
    }
  }
  return failing.length > 0 ? exitCodes.fails : exitCodes.fine;
}

function leastSeverity(args: Arguments): Severity | undefined {
  const given = args.text("min-severity");
  const severity = severities.find((one) => one === given);
  if (given !== undefined && severity === undefined) throw new UsageError(`--min-severity must be info, warn, error or critical, not "${given}".`);
  return severity;
}

const isAtLeast = ({ severity }: Finding, least: Severity): boolean => severities.indexOf(severity) <= severities.indexOf(least);

/** How many there are of each severity. */
function summaryOf(findings: readonly Finding[], hidden: number, least: Severity | undefined): string {
  const counts = severities.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const).filter(([, count]) => count > 0);
  const found = counts.map(([severity, count]) => `${count} ${severity}`).join(", ") || `nothing found${least === undefined ? "" : ` from ${least} on`}`;
  const settled = findings.filter(({ resolvedBy }) => resolvedBy !== undefined).length;
  return `${found}${settled === 0 ? "" : `, ${settled} of them settled`}${hidden === 0 ? "" : `; ${hidden} less severe`}`;
}

/** Prints findings that differ in their events only. */
async function printFindings(log: EventReader, group: readonly [Finding, ...Finding[]], out: Output, shorten: Shorten): Promise<void> {
  const { rule, severity, name, message, channelId, objectiveId, details = {}, resolvedBy } = group[0];
  const style = severityStyle(group[0]);
  const times = group.length === 1 ? "" : `  ${group.length} times`;
  await out.line();
  await out.hanging("", [styled(style, severity.toUpperCase()), " ", styled("bold", rule), name === undefined ? "" : ` ${name}`, times, styled("dim", `  ${explainedIn(group[0])}`)]);
  await out.hanging("  ", shorten(`${message.replace(/^./, (first) => first.toUpperCase())}.`));
  const about = objectiveId ?? channelId;
  if (about !== undefined) await out.hanging(["  ", styled("dim", "about     ")], shorten(about));
  // Mostly the message says them already.
  const figures = [details.expected, details.got];
  if (figures.some((figure) => figure !== undefined && !message.includes(figure))) await out.hanging(["  ", styled("dim", "expected  ")], shorten(`${details.expected ?? "nothing"}, got ${details.got ?? "nothing"}`));
  if (details.deadline !== undefined) await out.hanging(["  ", styled("dim", "deadline  ")], `${chainTimeOf(details.deadline)}, by the clock of the chain`);
  if (details.advice !== undefined) await out.hanging(["  ", styled("dim", "advice    ")], details.advice);
  for (const offset of group.flatMap(({ offsets }) => offsets)) await printEvent(log, offset, "", out);
  if (resolvedBy !== undefined) await printEvent(log, resolvedBy, "  settled it", out);
}

async function printEvent(log: EventReader, offset: number, note: string, out: Output): Promise<void> {
  const event = log.get(offset);
  if (event !== undefined) await out.line(["  ", styled("bold", String(offset).padStart(8)), "  ", styled("dim", dateTimeOf(event.timestamp)), "  ", styled("cyan", event.type), styled("green", note)]);
}
