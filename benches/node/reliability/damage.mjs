// Damage to the files of a store: where it falls follows from the seed.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomNumbers } from "../lib/random.mjs";

const sectorBytes = 512;

/** What is not data: the lock and the diary of LevelDB. */
const isData = (path) => !/(?:^|\/)(?:LOCK|LOG|LOG\.old)$/.test(path);

/** The data files below a directory, `{ path, bytes }` with paths from there, in a fixed order, without empty ones. */
export function dataFiles(dir) {
  const paths = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = paths.map((entry) => join(entry.path, entry.name).slice(dir.length + 1).replaceAll("\\", "/"));
  return names.filter(isData).sort().map((path) => ({ path, bytes: readFileSync(join(dir, path)) })).filter(({ bytes }) => bytes.length > 0);
}

/** The ways of damaging, `{ id, title, places(files, count, seed), apply(bytes, place) }`. */
export const damages = [
  {
    id: "bits",
    title: "One bit flipped",
    // Any bit of any file is as likely as any other.
    places: (files, count, seed) => drawn(files, count, seed, (bytes, random) => ({ at: random(bytes.length), bit: random(8) })),
    apply: (bytes, { at, bit }) => void (bytes[at] ^= 1 << bit),
  },
  {
    id: "sectors",
    title: `A sector of ${sectorBytes} bytes zeroed`,
    places: (files, count, seed) => drawn(files, count, seed, (bytes, random) => ({ at: random(Math.ceil(bytes.length / sectorBytes)) * sectorBytes })),
    apply: (bytes, { at }) => void bytes.subarray(at, at + sectorBytes).fill(0),
  },
];

/** Draws places in files that are as likely as they are long. */
function drawn(files, count, seed, draw) {
  const random = randomNumbers(seed);
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return Array.from({ length: count }, () => {
    let at = random(total);
    const { path, bytes } = files.find((file) => (at < file.bytes.length ? true : ((at -= file.bytes.length), false)));
    return { path, ...draw(bytes, random) };
  });
}

/** Writes the damaged content of the one file that has the place. */
export function damage(dir, files, place, apply) {
  const bytes = Buffer.from(files.find(({ path }) => path === place.path).bytes);
  apply(bytes, place);
  writeFileSync(join(dir, place.path), bytes);
}
