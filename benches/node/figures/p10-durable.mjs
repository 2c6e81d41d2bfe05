// P10: appending durably in Node: resolved means that the event is on the device.

import { closeSync, fdatasync, fdatasyncSync, fstatSync, openSync, readSync, write, writeSync } from "node:fs";
import { join } from "node:path";
import { openLog } from "statelog/node";
import { time, timeAsync } from "../lib/clock.mjs";
import { contest } from "../lib/contest.mjs";
import { describeDisk, onDisk } from "../lib/disk.mjs";
import { contestTable } from "../lib/rows.mjs";
import { logEvents } from "../lib/workload.mjs";
import { withoutSignatures } from "../lib/unsigned.mjs";
import { SqliteLog, hasSqlite, sqliteVersion } from "../peers/sqlite.mjs";

/**
 * How many events one caller appends in a round, and how many each of many does. Few: a flush takes a
 * fraction of a millisecond or several, for reasons of the machine that last longer than a flush, and all contestants
 * should meet the same.
 */
const oneLength = 3;
const eachLength = 5;
const callers = 100;

export const figure = {
  id: "P10",
  title: "durable append of small events in Node (per event)",
  run: ({ quick }) => onDisk((dir) => measure(dir, { rounds: quick ? 30 : 200, warmups: 10, brief: true })),
};

async function measure(dir, schedule) {
  const manyLength = callers * eachLength;
  const events = await logEvents("small", (schedule.rounds + schedule.warmups + 1) * manyLength);
  const one = await Statelog.open(join(dir, "one.statelog"), events);
  const many = await Statelog.open(join(dir, "many.statelog"), events);
  const sqlite = hasSqlite ? new SqliteLog(join(dir, "log.sqlite")) : undefined;
  const raw = new RawFiles(dir);
  // So that there are lines from the first turn on, whoever's it is.
  await one.appendOneByOne(oneLength);
  await many.appendTogether(manyLength);
  const results = await contest(contestants({ one, many, raw, sqlite, events }), schedule);
  raw.close();
  sqlite?.close();
  await many.close();
  await one.close();
  return { ...contestTable(results, "µs"), targets: targets(results), notes: [`the files: ${describeDisk(dir)}`] };
}

function contestants({ one, many, raw, sqlite, events }) {
  const inserted = events[Symbol.iterator]();
  const withSqlite = {
    name: `SQLite ${sqliteVersion} (better-sqlite3), WAL, synchronous=FULL, one INSERT a transaction`,
    round: () => each(take(inserted, oneLength), (event) => sqlite.append("s", event)),
  };
  // The lines that are written raw are those that statelog wrote last.
  return [
    { name: "statelog, one caller", round: () => one.appendOneByOne(oneLength) },
    { name: "the same lines: fs.write + fs.fdatasync", round: () => eachAsync(one.lastLines, (line) => raw.append(line)) },
    { name: "the same lines: fs.writeSync + fs.fdatasyncSync", round: () => each(one.lastLines, (line) => raw.appendSync(line)) },
    { name: `statelog, ${callers} callers`, round: () => many.appendTogether(callers * eachLength) },
    { name: `the same lines, ${callers} at a time: fs.write + fs.fdatasync`, round: () => inGroups(many.lastLines, (lines) => raw.append(lines)) },
    ...(sqlite ? [withSqlite] : []),
  ];
}

/** A log in a file, and the lines that the last round has put into it. */
class Statelog {
  #file;
  #log;
  #events;
  #end;
  lastLines = [];

  static async open(path, events) {
    const log = new Statelog();
    log.#log = await openLog(path, withoutSignatures);
    log.#events = events[Symbol.iterator]();
    log.#file = openSync(path);
    log.#end = fstatSync(log.#file).size;
    return log;
  }

  async appendOneByOne(count) {
    const samples = await eachAsync(take(this.#events, count), (event) => this.#log.append(event));
    this.#readLines(count);
    return samples;
  }

  /** Every caller appends its next event when the one before is durable. */
  async appendTogether(count) {
    const waiting = take(this.#events, count)[Symbol.iterator]();
    const caller = async () => {
      for (const event of waiting) await this.#log.append(event);
    };
    const ms = await timeAsync(() => Promise.all(Array.from({ length: callers }, caller)));
    this.#readLines(count);
    return [{ ms, count }];
  }

  close() {
    closeSync(this.#file);
    return this.#log.close();
  }

  #readLines(count) {
    const bytes = Buffer.alloc(fstatSync(this.#file).size - this.#end);
    readSync(this.#file, bytes, 0, bytes.length, this.#end);
    this.#end += bytes.length;
    this.lastLines = bytes.toString().split(/(?<=\n)/).map((line) => Buffer.from(line));
    if (this.lastLines.length !== count) throw new Error(`${count} events became ${this.lastLines.length} lines.`);
  }
}

/** Two files that are written without any log: by callbacks, with a thread for each call, and by calls that block. */
class RawFiles {
  #waited;
  #blocked;
  #waitedEnd = 0;
  #blockedEnd = 0;

  constructor(dir) {
    this.#waited = openSync(join(dir, "raw"), "w");
    this.#blocked = openSync(join(dir, "raw-sync"), "w");
  }

  append(bytes) {
    return new Promise((resolve, reject) => {
      const settle = (error) => (error ? reject(error) : resolve());
      write(this.#waited, bytes, 0, bytes.length, this.#waitedEnd, (error) => (error ? reject(error) : fdatasync(this.#waited, settle)));
      this.#waitedEnd += bytes.length;
    });
  }

  appendSync(bytes) {
    writeSync(this.#blocked, bytes, 0, bytes.length, this.#blockedEnd);
    fdatasyncSync(this.#blocked);
    this.#blockedEnd += bytes.length;
  }

  close() {
    closeSync(this.#waited);
    closeSync(this.#blocked);
  }
}

const take = (events, count) => Array.from({ length: count }, () => events.next().value);

const each = (list, work) => list.map((item) => ({ count: 1, ms: time(() => work(item)) }));

async function eachAsync(list, work) {
  const samples = [];
  for (const item of list) samples.push({ count: 1, ms: await timeAsync(() => work(item)) });
  return samples;
}

async function inGroups(lines, append) {
  const groups = Array.from({ length: eachLength }, (_, index) => Buffer.concat(lines.slice(index * callers, (index + 1) * callers)));
  const ms = await timeAsync(async () => {
    for (const group of groups) await append(group);
  });
  return [{ ms, count: lines.length }];
}

function targets([one, raw, , many]) {
  return [
    { what: "one caller ÷ fs.write + fs.fdatasync of the same bytes", measured: one.median / raw.median, limit: 1.15, unit: "×" },
    { what: `rate of ${callers} callers ÷ rate of one`, measured: one.median / many.median, limit: 30, unit: "×", least: true },
  ];
}
