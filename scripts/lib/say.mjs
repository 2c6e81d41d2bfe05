// What the scripts print. Colours appear on a terminal only, so that logs stay plain text.

const colourful = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (colourful ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);

/** Starts a part of the output. */
export const heading = (text) => console.log(`\n${bold(`== ${text}`)}`);

/** One line about what is being done. */
export const note = (text) => console.log(`   ${text}`);

/** A time span for people: `3.2 s`, `4 min 05 s`. */
export function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

/** A size in bytes for people: `12.3 KB`, a kilobyte being 1,000 bytes as in the size budget. */
export const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;

/** Ends the program on an expected failure: the message is all that a reader needs, so no stack trace. */
export function stop(error) {
  console.error(`\n${red("Stopped.")} ${error instanceof Error ? error.message : error}`);
  if (process.env.DEBUG && error instanceof Error) console.error(error.stack);
  process.exit(1);
}
