// Loaded before a program: kills it after its n-th line of output, or when half of its n-th write to a file is done.

import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const die = () => process.kill(process.pid, "SIGKILL");
let [lines, writes] = [Number(process.env.DIE_AFTER_LINE), Number(process.env.DIE_IN_WRITE)];

const { log } = console;
console.log = (...words) => {
  log(...words);
  lines -= 1;
  if (lines === 0) die();
};

const { writeSync } = fs;
fs.writeSync = (fd, bytes, from, length, at) => {
  writes -= 1;
  if (writes !== 0) return writeSync(fd, bytes, from, length, at);
  writeSync(fd, bytes, from, length >> 1, at);
  return die();
};
syncBuiltinESMExports();
