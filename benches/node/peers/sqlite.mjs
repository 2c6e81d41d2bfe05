// SQLite in memory through better-sqlite3: events as JSON text, with an index to find those of one stream.

let Database;
try {
  ({ default: Database } = await import("better-sqlite3"));
  new Database(":memory:").close();
} catch {
  // Its native part was not compiled: see lib/setup.mjs.
  Database = undefined;
}

/** Whether it could be set up here. */
export const hasSqlite = Database !== undefined;

export class SqliteLog {
  #database = new Database(":memory:");
  #insert;
  #insertAll;

  constructor() {
    this.#database.exec(`
      CREATE TABLE event (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL);
      CREATE INDEX event_by_stream ON event (stream, position);
    `);
    this.#insert = this.#database.prepare("INSERT INTO event (stream, type, body) VALUES (?, ?, ?)");
    this.#insertAll = this.#database.transaction((stream, events) => {
      for (const event of events) this.#insert.run(stream, event.type, JSON.stringify(event));
    });
  }

  append(stream, event) {
    this.#insert.run(stream, event.type, JSON.stringify(event));
  }

  /** One transaction. */
  appendBatch(stream, events) {
    this.#insertAll(stream, events);
  }

  close() {
    this.#database.close();
  }
}
