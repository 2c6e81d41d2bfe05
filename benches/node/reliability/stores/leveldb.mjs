// LevelDB through classic-level, which offers neither `paranoid_checks` nor `verify_checksums`; so both are off, as they
// are by default in LevelDB itself.

import { join } from "node:path";
import { versionOf } from "../versions.mjs";
import { readIn } from "./reading.mjs";

const { ClassicLevel } = await import("classic-level").catch(() => ({}));

const pathIn = (dir) => join(dir, "level");
const keyOf = (position) => String(position).padStart(8, "0");

const store = (compacted) => ({
  available: ClassicLevel !== undefined,
  async write(dir, events) {
    const database = new ClassicLevel(pathIn(dir));
    for (const [position, event] of events.entries()) await database.put(keyOf(position), JSON.stringify(event), { sync: true });
    if (compacted) await database.compactRange(keyOf(0), keyOf(events.length));
    await database.close();
  },
  read: (dir) =>
    readIn({
      async open() {
        const database = new ClassicLevel(pathIn(dir), { createIfMissing: false });
        await database.open();
        return database;
      },
      async *entriesOf(database) {
        for await (const [key, value] of database.iterator()) yield [Number(key), value];
      },
      close: (database) => database.close(),
    }),
  isDamage: (error) => chainOf(error).some(({ code, message }) => code === "LEVEL_CORRUPTION" || /corrupt/i.test(message)),
});

function chainOf(error) {
  const chain = [];
  for (let one = error; one instanceof Error; one = one.cause) chain.push(one);
  return chain;
}

const name = `LevelDB (classic-level ${versionOf("classic-level")})`;
const settings = "`sync: true`, one put an event; checksums of blocks are not verified by reads, since the binding has no setting for that";

export const levelDb = { id: "leveldb", name: `${name}, as closed`, settings: `${settings}; all events lie in its write-ahead log`, ...store(false) };

export const levelDbCompacted = { id: "leveldb-compacted", name: `${name}, compacted`, settings: `the same after \`compactRange\`; all events lie in tables`, ...store(true) };
