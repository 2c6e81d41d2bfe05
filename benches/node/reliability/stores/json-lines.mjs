// The least that a program could do: a line of JSON for each event, flushed.

import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { readIn } from "./reading.mjs";

const pathIn = (dir) => join(dir, "log.ndjson");

export const jsonLines = {
  id: "json-lines",
  name: "lines of JSON",
  settings: "a file with a line for each event, each written and flushed, read with `JSON.parse`; no library",
  async write(dir, events) {
    const file = openSync(pathIn(dir), "w");
    for (const event of events) {
      writeSync(file, `${JSON.stringify(event)}\n`);
      fdatasyncSync(file);
    }
    closeSync(file);
  },
  read: (dir) =>
    readIn({
      open: () => readFileSync(pathIn(dir), "utf8").trimEnd().split("\n"),
      *entriesOf(lines) {
        for (const [position, line] of lines.entries()) yield [position, JSON.stringify(JSON.parse(line))];
      },
      close: () => undefined,
    }),
  isDamage: (error) => error instanceof SyntaxError,
};
