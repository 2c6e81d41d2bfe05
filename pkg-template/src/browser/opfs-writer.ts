// The writer of a log in the origin private file system: what runs in the worker.

import { invalidArgument } from "../errors.js";
import { locked, movedEnd } from "../storage/errors.js";
import type { Durability } from "../storage/log-storage.js";
import { GrowthAnnouncer } from "./growth-channel.js";
import { freeTornName, opfsPlace } from "./names.js";
import { readCompanion, writeCompanion, writeFile } from "./opfs-aside.js";
import { existingFile, logDirectory } from "./opfs-files.js";
import { browserError, missingLog, openingError } from "./problems.js";
import { openSyncAccess, readUpTo, writeFully } from "./sync-access.js";
import type { SyncAccess } from "./sync-access.js";
import { takeWriterLock } from "./web-lock.js";
import type { Release } from "./web-lock.js";

/** What to open. */
export interface WriterOptions {
  readonly name: string;
  readonly create: boolean;
  readonly durability: Durability;
}

/** What a writer holds while it lives. */
interface Held {
  readonly directory: FileSystemDirectoryHandle;
  readonly access: SyncAccess;
  readonly release: Release;
}

/** The one writer of a log. */
export class OpfsWriter {
  readonly #options: WriterOptions;
  readonly #held: Held;
  readonly #growth: GrowthAnnouncer;

  /** Takes the lock, then opens the file. */
  static async open(options: WriterOptions): Promise<OpfsWriter> {
    const { name } = options;
    const release = await takeWriterLock(name, opfsPlace);
    try {
      return new OpfsWriter(options, { ...(await openFile(options)), release });
    } catch (error) {
      await release();
      throw openingError(name, opfsPlace, error);
    }
  }

  private constructor(options: WriterOptions, held: Held) {
    this.#options = options;
    this.#held = held;
    this.#growth = new GrowthAnnouncer(options.name);
  }

  /** The number of stored bytes. */
  size(): Promise<number> {
    return this.#try("read", async () => this.#held.access.getSize());
  }

  /** At most `limit` bytes from a position on; none from the end on. */
  read(from: number, limit: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.#try("read", () => readUpTo(this.#held.access, from, limit));
  }

  /** Stores bytes behind the first `at`, and flushes them if the device is to have them. */
  append(bytes: Uint8Array, at: number): Promise<void> {
    return this.#try("appended to", async () => {
      const { access } = this.#held;
      const size = await access.getSize();
      if (size !== at) throw movedEnd(this.#options.name, at, size);
      await this.#write(bytes, at);
      // Older engines return a promise, and acknowledging before it is settled would be a lie.
      if (this.#options.durability === "device") await access.flush();
      this.#growth.announce();
    });
  }

  /** Saves the bytes from `at` on in a file of their own, then drops them. */
  truncate(at: number): Promise<string> {
    return this.#try("truncated", async () => {
      const { name } = this.#options;
      const { access, directory } = this.#held;
      const size = await access.getSize();
      if (at > size) throw invalidArgument(`${name} has ${size} bytes; it cannot be cut at ${at}.`, { name: "at", got: at });
      const torn = await freeTornName(async (aside) => (await existingFile(directory, `${name}.${aside}`)) !== undefined);
      await writeFile(directory, `${name}.${torn}`, await readUpTo(access, at, size - at));
      await access.truncate(at);
      await access.flush();
      return `${name}.${torn}`;
    });
  }

  /** The content of a companion. */
  readAside(aside: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#try(`read (companion ${aside})`, () => readCompanion(this.#held.directory, this.#options.name, aside));
  }

  /** Replaces the content of a companion. */
  writeAside(aside: string, bytes: Uint8Array): Promise<void> {
    return this.#try(`written (companion ${aside})`, () => writeCompanion(this.#held.directory, this.#options.name, aside, bytes));
  }

  /** Closes the file, then gives the lock to whoever waits. */
  async close(): Promise<void> {
    this.#growth.close();
    try {
      await this.#held.access.close();
    } finally {
      await this.#held.release();
    }
  }

  /** Writes all bytes or, as far as the browser lets us, none: a rest would need room when it is saved as a torn tail. */
  async #write(bytes: Uint8Array, at: number): Promise<void> {
    const { access } = this.#held;
    try {
      await writeFully(access, bytes, at);
    } catch (error) {
      try {
        await access.truncate(at);
      } catch {
        // What stays is a torn tail for the next one who opens the log; the first error says why.
      }
      throw error;
    }
  }

  async #try<T>(action: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw browserError(this.#options.name, action, error);
    }
  }
}

async function openFile({ name, create, durability }: WriterOptions): Promise<Pick<Held, "directory" | "access">> {
  const directory = await logDirectory(create);
  const existing = directory && (await existingFile(directory, name));
  if (directory === undefined || (existing === undefined && !create)) throw missingLog(name);
  try {
    const access = await openSyncAccess(existing ?? (await directory.getFileHandle(name, { create: true })));
    if (access === undefined) throw locked(name);
    return { directory, access: await settled(access, durability) };
  } catch (error) {
    // An empty file would look like a log of that name, and the log may be begun elsewhere now.
    if (existing === undefined) await directory.removeEntry(name).catch(() => undefined);
    throw error;
  }
}

/** What a writer left that died before its flush is read as stored from now on, so it has to be. */
async function settled(access: SyncAccess, durability: Durability): Promise<SyncAccess> {
  try {
    if (durability === "device") await access.flush();
    return access;
  } catch (error) {
    await access.close();
    throw error;
  }
}
