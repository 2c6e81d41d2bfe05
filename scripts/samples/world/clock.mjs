/** The one clock of a sample's world, in Unix milliseconds. It only goes forward. */
export function createClock(startMillis) {
  let now = startMillis;
  return {
    now: () => now,
    pass(millis) {
      now += millis;
    },
    /** Goes forward to a moment; a script whose steps take longer than the chain allows is a mistake in the script. */
    reach(millis) {
      if (millis < now) throw new Error(`${millis} is already past, it is ${now}`);
      now = millis;
    },
  };
}
