// Findings in words.

import type { Finding, Severity } from "../../generated/statelog.js";
import type { Style } from "../text.js";

/** How bad a finding can be, the worst first. */
export const severities: readonly Severity[] = ["critical", "error", "warn", "info"];

const styles: Record<Severity, Style> = { critical: "red", error: "red", warn: "yellow", info: "dim" };

/** The style of a finding; what is settled does not shout. */
export const severityStyle = ({ severity, resolvedBy }: Finding): Style => (resolvedBy === undefined ? styles[severity] : "dim");

/** The rule, how bad it is, and the name of what was found. */
export const titleOf = ({ rule, severity, name }: Finding): string => `${rule} ${severity}${name === undefined ? "" : ` ${name}`}`;

/** Where the documentation explains a rule. */
export const explainedIn = ({ rule }: Finding): string => `docs/rules.md#${rule.toLowerCase()}`;

/** Findings that have the same key, together, where the first of them stood. */
export function alike(findings: readonly Finding[], keyOf: (finding: Finding) => string): [Finding, ...Finding[]][] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const group = groups.get(keyOf(finding));
    if (group === undefined) groups.set(keyOf(finding), [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

/** Everything that a finding says but the events. */
export const contentOf = ({ rule, severity, name, message, channelId, objectiveId, details, resolvedBy }: Finding): string => JSON.stringify([rule, severity, name, message, channelId, objectiveId, details, resolvedBy]);
