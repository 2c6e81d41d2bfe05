// Reading how many tests ran from what the runners print. A colour code in the middle of a line would hide it, so
// they are removed first.

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Counts} */
export const nothing = { passed: 0, failed: 0, skipped: 0 };

export const add = (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped });

/** `12 passed, 0 failed`, and the skipped ones where there are any. */
export const closingLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;

// eslint-disable-next-line no-control-regex
const plain = (output) => output.replace(/\u001b\[[\d;]*m/g, "");

/** `cargo test` and the wasm-bindgen test runner: one `test result:` line per test program. */
export function cargoTestCounts(output) {
  const lines = plain(output).matchAll(/^\s*test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm);
  return [...lines].map(([, passed, failed, skipped]) => ({ passed: +passed, failed: +failed, skipped: +skipped })).reduce(add, nothing);
}

/** `cargo nextest run`: one summary line, whose parts are left out when they are zero. */
export function nextestCounts(output) {
  const line = /^\s*Summary \[.*?\] (.*)$/m.exec(plain(output))?.[1] ?? "";
  const count = (words) => [...line.matchAll(new RegExp(`(\\d+) (?:${words})\\b`, "g"))].reduce((sum, match) => sum + Number(match[1]), 0);
  return { passed: count("passed"), failed: count("failed|timed out|exec failed"), skipped: count("skipped") };
}

/** `node --test`, with the reporter for people or the one for programs. */
export function nodeTestCounts(output) {
  const text = plain(output);
  const count = (word) => Number(new RegExp(`^(?:ℹ|#) ${word} (\\d+)`, "m").exec(text)?.[1] ?? 0);
  return { passed: count("pass"), failed: count("fail") + count("cancelled"), skipped: count("skipped") + count("todo") };
}

/** Checks that pass or fail as a whole (formatting, types) are no tests. */
export const noCounts = () => nothing;
