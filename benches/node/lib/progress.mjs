// What goes on, on standard error: one line that overwrites itself on a terminal, nothing in a log but the long steps.

const onTerminal = process.stderr.isTTY === true;

/** A short-lived remark; a log does not get it. */
export function progress(text) {
  if (onTerminal) process.stderr.write(`\r\u001b[2K   ${text.slice(0, 90)}`);
}

/** A remark about a step that takes a while; a log gets it too. */
export function longStep(text) {
  process.stderr.write(onTerminal ? `\r\u001b[2K   ${text}` : `   ${text}\n`);
}

/** Removes the line before a result is printed. */
export function endProgress() {
  if (onTerminal) process.stderr.write("\r\u001b[2K");
}
