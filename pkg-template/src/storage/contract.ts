// What every storage of a log must do, as tests that need no framework. The storages of this package pass them; so
// should yours.

import { openLog } from "../durable/open-log.js";
import { isStatelogError } from "../errors.js";
import type { StatelogErrorCode } from "../errors.js";
import { joined } from "./bytes.js";
import type { LogStorage } from "./log-storage.js";

/** A place for one log, empty at first. */
export interface StoragePlace {
  /** Opens it to write; what was stored before is there. */
  open(): Promise<LogStorage>;
  /** Opens it to read beside a writer, if it can be. */
  openReader?(): Promise<LogStorage>;
  /** Whether a second writer is refused with `LOCKED`. */
  readonly exclusive: boolean;
  /** Removes it. */
  remove?(): Promise<void>;
}

/** A test of the contract: resolves if it holds, rejects with what does not. */
export interface ContractTest {
  /** What must hold. */
  readonly name: string;
  /** Tries it in a place of its own. */
  run(): Promise<void>;
}

/**
 * The tests of the contract of `LogStorage`. `makePlace` gives a new place for each.
 *
 *     for (const { name, run } of storageContract(() => myPlace())) test(name, run);
 */
export function storageContract(makePlace: () => StoragePlace | Promise<StoragePlace>): ContractTest[] {
  return promises.map(({ name, hold }) => ({
    name,
    async run() {
      const place = await makePlace();
      const open: LogStorage[] = [];
      const kept = { ...place, open: keep(open, () => place.open()), ...(place.openReader && { openReader: keep(open, () => place.openReader!()) }) };
      try {
        await hold(kept);
      } finally {
        for (const storage of open) await storage.close();
        await place.remove?.();
      }
    },
  }));
}

interface Promised {
  readonly name: string;
  readonly hold: (place: StoragePlace) => Promise<void>;
}

const promises: readonly Promised[] = [
  {
    name: "a new log has no bytes",
    async hold(place) {
      const storage = await place.open();
      expectBytes(await all(storage), bytes(0));
      expectBytes(await all(storage, 7), bytes(0));
      expect((await storage.size?.()) ?? 0, 0, "the size");
    },
  },
  {
    name: "what is appended can be read from every position",
    async hold(place) {
      const storage = await place.open();
      const parts = [bytes(1), bytes(100, 1), bytes(29, 2)];
      const whole = await fill(storage, parts);
      for (let from = 0; from <= whole.length + 1; from += 1) expectBytes(await all(storage, from), whole.subarray(from));
      expect((await storage.size?.()) ?? whole.length, whole.length, "the size");
    },
  },
  {
    name: "large appends and many small ones are stored as a whole",
    async hold(place) {
      const storage = await place.open();
      const parts = [bytes(3_000_001), ...Array.from({ length: 200 }, (_, index) => bytes(1 + index, index)), bytes(70_000, 3)];
      const whole = await fill(storage, parts);
      expectBytes(await all(storage), whole);
    },
  },
  {
    name: "an append of no bytes changes nothing",
    async hold(place) {
      const storage = await place.open();
      await storage.append(bytes(0), { at: 0, length: 0 });
      const whole = await fill(storage, [bytes(10)]);
      await storage.append(bytes(0), { at: 10, length: 1 });
      expectBytes(await all(storage), whole);
    },
  },
  {
    name: "an append that begins elsewhere than at the end is refused and stores nothing",
    async hold(place) {
      const storage = await place.open();
      const whole = await fill(storage, [bytes(100)]);
      for (const at of [0, 99, 101, 1000]) await expectError("CONFLICT", () => storage.append(bytes(5), { at, length: 2 }));
      expectBytes(await all(storage), whole);
      await storage.append(bytes(5), { at: 100, length: 2 });
    },
  },
  {
    name: "everything is there after closing and opening again",
    async hold(place) {
      const first = await place.open();
      const whole = await fill(first, [bytes(1000), bytes(24, 1)]);
      await first.writeAside("snapshot", bytes(50));
      await first.close();
      const second = await place.open();
      expectBytes(await all(second), whole);
      expectBytes(await second.readAside("snapshot"), bytes(50));
      await second.append(bytes(3), { at: 1024, length: 3 });
    },
  },
  {
    name: "chunks that were read and bytes that were given are nobody else's",
    async hold(place) {
      const storage = await place.open();
      const given = bytes(64);
      await storage.append(given, { at: 0, length: 1 });
      await storage.writeAside("snapshot", given);
      given.fill(255);
      for await (const chunk of storage.read()) chunk.fill(254);
      (await storage.readAside("snapshot"))?.fill(253);
      expectBytes(await all(storage), bytes(64));
      expectBytes(await storage.readAside("snapshot"), bytes(64));
    },
  },
  {
    name: "reading goes on while something is appended",
    async hold(place) {
      const storage = await place.open();
      const before = await fill(storage, [bytes(300_000)]);
      const reading = all(storage);
      await storage.append(bytes(1000, 1), { at: before.length, length: 2 });
      const read = await reading;
      expect(read.length >= before.length, true, "at least what was there is read");
      expectBytes(read.subarray(0, before.length), before);
    },
  },
  {
    name: "a cut saves what it cuts, each time under another name, and the log goes on from there",
    async hold(place) {
      const storage = await place.open();
      const whole = await fill(storage, [bytes(1000)]);
      const first = await storage.truncate(700);
      expectBytes(await all(storage), whole.subarray(0, 700));
      await storage.append(bytes(20, 1), { at: 700, length: 2 });
      const second = await storage.truncate(0);
      expect(first.savedAs === second.savedAs, false, "the names are the same");
      expect(/torn-\d+$/.test(first.savedAs), true, `${first.savedAs} ends in torn-<n>`);
      expectBytes(await all(storage), bytes(0));
      await fill(storage, [bytes(5, 2)]);
      await storage.close();
      expectBytes(await all(await place.open()), bytes(5, 2));
    },
  },
  {
    name: "a cut beyond the end is refused",
    async hold(place) {
      const storage = await place.open();
      const whole = await fill(storage, [bytes(10)]);
      await expectError("INVALID_ARGUMENT", () => storage.truncate(11));
      expectBytes(await all(storage), whole);
    },
  },
  {
    name: "companions are replaced as a whole and are no part of the log",
    async hold(place) {
      const storage = await place.open();
      const whole = await fill(storage, [bytes(10)]);
      expect(await storage.readAside("snapshot"), undefined, "a companion that was never written");
      for (const content of [bytes(100_000), bytes(3, 1), bytes(0)]) {
        await storage.writeAside("snapshot", content);
        expectBytes(await storage.readAside("snapshot"), content);
      }
      expect(await storage.readAside("other"), undefined, "another companion");
      expectBytes(await all(storage), whole);
    },
  },
  {
    name: "a closed storage refuses everything but being closed again",
    async hold(place) {
      const storage = await place.open();
      await storage.close();
      await storage.close();
      const calls = [() => all(storage), () => storage.append(bytes(1), { at: 0, length: 1 }), () => storage.truncate(0), () => storage.readAside("snapshot"), () => storage.writeAside("snapshot", bytes(1))];
      for (const call of calls) await expectError("CLOSED", call);
    },
  },
  {
    name: "a second writer is refused until the first has closed",
    async hold(place) {
      if (!place.exclusive) return;
      const first = await place.open();
      await expectError("LOCKED", () => place.open());
      const whole = await fill(first, [bytes(10)]);
      await first.close();
      expectBytes(await all(await place.open()), whole);
    },
  },
  {
    name: "a reader beside the writer sees what is appended, hears of it, and changes nothing",
    async hold(place) {
      const writer = await place.open();
      const whole = await fill(writer, [bytes(10)]);
      const reader = await place.openReader?.();
      if (reader === undefined) return;
      expectBytes(await all(reader), whole);
      let stop: (() => void) | undefined;
      const grown = new Promise<void>((resolve) => (stop = reader.watch?.(resolve)));
      await writer.append(bytes(5, 1), { at: 10, length: 2 });
      if (stop !== undefined) await within(10_000, grown, "the reader did not hear of the append");
      stop?.();
      expectBytes(await all(reader, 10), bytes(5, 1));
      for (const call of [() => reader.append(bytes(1), { at: 15, length: 3 }), () => reader.truncate(0), () => reader.writeAside("snapshot", bytes(1))]) await expectError("READ_ONLY", call);
      expect((await all(writer)).length, 15, "the number of bytes");
    },
  },
  {
    name: "a log that is kept in it is the same after opening it again",
    async hold(place) {
      const note = (name: string) => ({ type: "extension", namespace: "org.statelog.contract", name, payload: "0x", critical: false }) as const;
      const first = await openLog(await place.open());
      await first.appendBatch([note("a"), note("b")]);
      await Promise.all(["c", "d", "e"].map((name) => first.append(note(name))));
      const [text, root] = [first.export(), first.root()];
      await first.close();
      const second = await openLog(await place.open());
      expect(second.opened.torn ?? second.opened.damage, undefined, "what is wrong with it");
      expect(second.root(), root, "the root");
      expect(second.export().startsWith(text), true, "the text begins as it was");
      expect(second.verify().ok, true, "whether it is intact");
      await second.close();
    },
  },
];

/** Remembers what is opened, so that it gets closed even if a promise is broken. */
const keep = (opened: LogStorage[], open: () => Promise<LogStorage>) => async (): Promise<LogStorage> => {
  const storage = await open();
  opened.push(storage);
  return storage;
};

/** Bytes in which every place tells itself from its neighbours; `seed` makes others. */
const bytes = (count: number, seed = 0): Uint8Array => Uint8Array.from({ length: count }, (_, index) => (index * 7 + (index >> 8) * 13 + seed * 31) & 0xff);

/** Appends parts one after the other; gives what is stored then. */
async function fill(storage: LogStorage, parts: readonly Uint8Array[]): Promise<Uint8Array> {
  let at = 0;
  for (const [index, part] of parts.entries()) {
    await storage.append(part, { at, length: index + 1 });
    at += part.length;
  }
  return joined(parts);
}

async function all(storage: LogStorage, from?: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of storage.read(from)) chunks.push(chunk);
  return joined(chunks);
}

/** Waits so long, and keeps the program alive meanwhile: watching need not. */
async function within(limitMs: number, promise: Promise<void>, failure: string): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`${failure} within ${limitMs} ms`)), limitMs)));
  try {
    await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function expect<T>(got: T, expected: T, what: string): void {
  if (!Object.is(got, expected)) throw new Error(`${what}: expected ${String(expected)}, got ${String(got)}`);
}

function expectBytes(got: Uint8Array | undefined, expected: Uint8Array): void {
  expect(got?.length, expected.length, "the number of bytes");
  const wrong = expected.findIndex((byte, index) => byte !== got?.[index]);
  if (wrong !== -1) throw new Error(`byte ${wrong}: expected ${expected[wrong]}, got ${got?.[wrong]}`);
}

async function expectError(code: StatelogErrorCode, call: () => Promise<unknown>): Promise<void> {
  let outcome: unknown = "success";
  try {
    await call();
  } catch (error) {
    outcome = error;
  }
  if (!isStatelogError(outcome, code)) throw new Error(`expected the error ${code}, got ${String(outcome)}`, { cause: outcome });
}
