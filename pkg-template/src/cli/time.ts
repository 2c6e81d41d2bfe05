// Times for people, in UTC, so that logs of several nodes can be compared.

/** A date, such as 2026-01-31. */
export const dateOf = (millis: number): string => iso(millis).slice(0, 10);

/** A time of day to the millisecond, such as 08:13:08.124. */
export const timeOf = (millis: number): string => iso(millis).slice(11, 23);

/** Both. */
export const dateTimeOf = (millis: number): string => `${dateOf(millis)} ${timeOf(millis)}`;

/** A time of a chain, which counts in seconds. */
export const chainTimeOf = (seconds: number): string => iso(seconds * 1000).slice(0, 19).replace("T", " ");

/** The first moment, in milliseconds, whose year has more than four digits. */
const year10000 = 253_402_300_800_000;

/** Timestamps may say anything; what no calendar of four-digit years has is shown as the number that it is. */
const iso = (millis: number): string => (millis < year10000 ? new Date(millis).toISOString() : `year 10000+ ${millis} ms`.padEnd(24));
