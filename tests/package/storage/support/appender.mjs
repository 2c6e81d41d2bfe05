// Appends numbered records to the file that is named on the command line until it is killed. A record's number is
// printed after its append was acknowledged; standard output is a pipe, so what is printed survives this process.

import { writeSync } from "node:fs";
import { fileStorage, textOf } from "./files.mjs";

const [, , path, durability] = process.argv;
const storage = await fileStorage(path, { durability });
const text = await textOf(storage);
let at = text.lastIndexOf("\n") + 1;
if (at < text.length) await storage.truncate(at);
for (let number = text.split("\n").length - 1; ; number += 1) {
  // Some records are so long that they are written by another thread, and in several pages.
  const bytes = Buffer.from(`${number} ${"x".repeat(number % 5 === 0 ? 150_000 : number % 97)}\n`);
  await storage.append(bytes, { at, length: number + 1 });
  at += bytes.length;
  writeSync(1, `${number}\n`);
}
