// SQLite through better-sqlite3, in memory or in a file: events as JSON text, with an index to find those of one stream.

let Database;
try {
  ({ default: Database } = await import("better-sqlite3"));
  new Database(":memory:").close();
} catch {
  // Its native part was not compiled: see lib/setup.mjs.
  Database = undefined;
}

/** Which SQLite it is, if it could be set up. */
export const sqliteVersion = Database && versionOf(new Database(":memory:"));

function versionOf(database) {
  const { version } = database.prepare("SELECT sqlite_version() AS version").get();
  database.close();
  return version;
}

/** Whether it could be set up here. */
export const hasSqlite = Database !== undefined;

const schema = `
  CREATE TABLE event (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL);
  CREATE INDEX event_by_stream ON event (stream, position);
`;

export class SqliteLog {
  #database;
  #insert;
  #insertAll;

  /**
   * Without a path in memory. In a file every transaction is durable when it returns: a write-ahead log, flushed at every
   * commit. Without `create` the file must be there, with its tables.
   */
  constructor(path = ":memory:", { create = true } = {}) {
    this.#database = new Database(path, { fileMustExist: !create });
    if (path !== ":memory:") {
      this.#database.pragma("journal_mode = WAL");
      this.#database.pragma("synchronous = FULL");
    }
    if (create) this.#database.exec(schema);
    this.#insert = this.#database.prepare("INSERT INTO event (stream, type, body) VALUES (?, ?, ?)");
    this.#insertAll = this.#database.transaction((stream, events) => {
      for (const event of events) this.#insert.run(stream, event.type, JSON.stringify(event));
    });
  }

  /** A transaction of its own. */
  append(stream, event) {
    this.#insert.run(stream, event.type, JSON.stringify(event));
  }

  /** One transaction. */
  appendBatch(stream, events) {
    this.#insertAll(stream, events);
  }

  /** All events in order. */
  all() {
    return this.#database.prepare("SELECT position, body FROM event ORDER BY position").all();
  }

  /** What SQLite finds wrong with itself when asked, or undefined. */
  problem() {
    const [found] = this.#database.pragma("integrity_check", { simple: false });
    return found.integrity_check === "ok" ? undefined : found.integrity_check;
  }

  close() {
    this.#database.close();
  }
}
