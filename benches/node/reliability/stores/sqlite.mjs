// SQLite through better-sqlite3. Its pages have no checksums unless an extension adds them, which better-sqlite3 does
// not contain.

import { join } from "node:path";
import { SqliteLog, hasSqlite, sqliteVersion } from "../../peers/sqlite.mjs";
import { readIn } from "./reading.mjs";

const pathIn = (dir) => join(dir, "log.sqlite");

const store = (checked) => ({
  available: hasSqlite,
  async write(dir, events) {
    const log = new SqliteLog(pathIn(dir));
    for (const event of events) log.append("s", event);
    log.close();
  },
  read: (dir) =>
    readIn({
      open: () => new SqliteLog(pathIn(dir), { create: false }),
      reportOf: (log) => (checked ? log.problem() : undefined),
      entriesOf: (log) => log.all().map(({ position, body }) => [position - 1, body]),
      close: (log) => log.close(),
    }),
  isDamage: ({ code }) => /^SQLITE_CORRUPT/.test(code),
});

const name = `SQLite ${sqliteVersion}`;
const settings = "journal_mode=WAL, synchronous=FULL, one transaction an event; no checksums of pages, as by default";

export const sqlite = { id: "sqlite", name, settings, ...store(false) };

export const sqliteChecked = { id: "sqlite-checked", name: `${name}, integrity_check first`, settings: "the same, and `PRAGMA integrity_check` is run after opening", ...store(true) };
