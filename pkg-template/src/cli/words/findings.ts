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
