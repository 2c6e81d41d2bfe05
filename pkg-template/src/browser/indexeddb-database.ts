// The database of one log in IndexedDB: its bytes in chunks that are keyed by where they start, and its companions.

import type { DBSchema, IDBPDatabase, IDBPObjectStore, IDBPTransaction, StoreNames } from "idb";
import type { Durability } from "../storage/log-storage.js";
import { joined } from "../storage/bytes.js";
import { databaseName } from "./names.js";
import { missingLog, nameOf } from "./problems.js";

/** The stores of the database. Chunks follow each other without a gap, and none is empty. */
export interface LogSchema extends DBSchema {
  chunks: { key: number; value: Uint8Array };
  asides: { key: string; value: Uint8Array };
}

/** An open database. */
export type LogDatabase = IDBPDatabase<LogSchema>;

/** The chunks within a transaction. */
export type Chunks<Mode extends IDBTransactionMode> = IDBPObjectStore<LogSchema, StoreNames<LogSchema>[], "chunks", Mode>;

/** The most bytes of a chunk. Each append looks at the last one, and reading takes some of them at once. */
const chunkBytes = 64 * 1024;
const chunksPerBatch = 16;

/** Opens the database; rejects with the error for missing logs if there is none and none is to be created. */
export async function openDatabase(log: string, create: boolean): Promise<LogDatabase> {
  // Imported where it is needed, so that a page without a bundler needs to know where the package is only for this.
  const { openDB } = await import("idb");
  let missing = false;
  try {
    return await openDB<LogSchema>(databaseName(log), 1, {
      upgrade(database, oldVersion, _newVersion, transaction) {
        missing = oldVersion === 0 && !create;
        if (missing) {
          // Undoes the creation, which is how one asks for a database without leaving one behind.
          transaction.done.catch(() => undefined);
          return transaction.abort();
        }
        database.createObjectStore("chunks");
        database.createObjectStore("asides");
      },
    });
  } catch (error) {
    if (missing && nameOf(error) === "AbortError") throw missingLog(log);
    throw error;
  }
}

/** A transaction that changes the log. */
export type LogTransaction = IDBPTransaction<LogSchema, StoreNames<LogSchema>[], "readwrite">;

/**
 * Runs a change in one transaction: all of it or nothing. Resolves when the transaction is complete, which for "device"
 * means that the browser has told the disk to keep it.
 */
export async function inTransaction<T>(database: LogDatabase, durability: Durability, change: (transaction: LogTransaction) => Promise<T>): Promise<T> {
  const transaction: LogTransaction = database.transaction(["chunks", "asides"], "readwrite", { durability: durability === "device" ? "strict" : "relaxed" });
  // Rejects when a request fails, too; whoever waits for that request hears of it there.
  transaction.done.catch(() => undefined);
  try {
    const result = await change(transaction);
    await transaction.done;
    return result;
  } catch (error) {
    // Why the transaction ended says more than the request that it took along.
    const reason: unknown = transaction.error ?? error;
    try {
      transaction.abort();
    } catch {
      // It has ended already, and nothing of it is stored.
    }
    throw reason;
  }
}

/** The number of bytes that are stored. */
export async function endOf(chunks: Chunks<"readonly" | "readwrite">): Promise<number> {
  const last = await chunks.openCursor(null, "prev");
  return last === null ? 0 : last.key + last.value.byteLength;
}

/** Stores bytes behind the first `at`. */
export async function putChunks(chunks: Chunks<"readwrite">, bytes: Uint8Array, at: number): Promise<void> {
  const puts: Promise<unknown>[] = [];
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    // A copy of these bytes only: of a view the database would store the whole buffer.
    puts.push(chunks.put(bytes.slice(from, from + chunkBytes), at + from));
  }
  await Promise.all(puts);
}

/** Stores the last chunk as it is: a transaction that changes nothing makes nothing durable, what is stored included. */
export async function putLastAgain(chunks: Chunks<"readwrite">): Promise<void> {
  const last = await chunks.openCursor(null, "prev");
  await last?.update(last.value);
}

/** Some of the bytes from a position on, as chunks; none from the end on. */
export async function readBatch(database: LogDatabase, from: number): Promise<Uint8Array[]> {
  const chunks = database.transaction("chunks").store;
  const start = await startOfChunk(chunks, from);
  const found = await chunks.getAll(IDBKeyRange.lowerBound(start), chunksPerBatch);
  const [first, ...rest] = found;
  if (first === undefined || start + found.reduce((sum, chunk) => sum + chunk.length, 0) <= from) return [];
  return [first.subarray(from - start), ...rest];
}

/** Drops the bytes from `at` on and returns them. */
export async function cutChunks(chunks: Chunks<"readwrite">, at: number): Promise<Uint8Array> {
  const start = await startOfChunk(chunks, at);
  const range = IDBKeyRange.lowerBound(start);
  const bytes = joined(await chunks.getAll(range));
  await chunks.delete(range);
  await putChunks(chunks, bytes.subarray(0, at - start), start);
  return bytes.slice(at - start);
}

/** Where the chunk starts that holds the byte at a position; the last one from the end on. */
async function startOfChunk(chunks: Chunks<"readonly" | "readwrite">, position: number): Promise<number> {
  return (await chunks.openKeyCursor(IDBKeyRange.upperBound(position), "prev"))?.key ?? 0;
}
