// Companions of a log in the origin private file system: two slots, `<name>.<aside>.0` and `.1`, of which the one with
// the higher sequence number counts if its hash holds. A write goes to the other slot, so a crash leaves the old content.
//
// Why not a temporary file and a rename: `FileSystemHandle.move` is no standard. Chromium and, since 2023, WebKit replace
// the target; Firefox began with refusing to; none promises what a crash leaves. `createWritable` replaces a file when it
// is closed, but does not flush, and Safari had none before version 26. Two slots need only what the log itself needs.

import { existingFile, readSlice } from "./opfs-files.js";
import { openSyncAccess, writeFully } from "./sync-access.js";

const sequenceBytes = 8;
const hashBytes = 32;
const headerBytes = sequenceBytes + hashBytes;

/** What a slot holds: a sequence number and a content, or `damaged`, such as after a crash. */
type Slot = { readonly sequence: bigint; readonly content: Uint8Array<ArrayBuffer> } | "damaged" | undefined;

const slotName = (path: string, slot: number): string => `${path}.${slot}`;

/** The content of the companion `aside` of a log; undefined if there is none. */
export async function readCompanion(directory: FileSystemDirectoryHandle, log: string, aside: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const path = `${log}.${aside}`;
  // A torn tail is never replaced, so it is an ordinary file that can be taken out and looked at.
  const torn = /^torn-\d+$/.test(aside) ? await existingFile(directory, path) : undefined;
  if (torn !== undefined) return readSlice(torn, 0, Number.MAX_SAFE_INTEGER);
  const slots = await stableSlots(directory, path);
  const current = slots[currentSlot(slots)];
  if (current !== "damaged") return current?.content;
  // The first write ever did not finish.
  if (slots.includes(undefined)) return undefined;
  throw new Error(`both copies of ${path} are damaged`);
}

/** Replaces the content of a companion. Only the writer of the log may do so. */
export async function writeCompanion(directory: FileSystemDirectoryHandle, log: string, aside: string, content: Uint8Array): Promise<void> {
  const path = `${log}.${aside}`;
  const slots = await readSlots(directory, path);
  const current = currentSlot(slots);
  const latest = slots[current];
  const sequence = typeof latest === "object" ? latest.sequence + 1n : 1n;
  const target = typeof latest === "object" ? 1 - current : current;
  await writeFile(directory, slotName(path, target), await encodeSlot(sequence, content));
}

/** Writes a file of its own from its start, and flushes it; or removes it, since half a file only takes room. */
export async function writeFile(directory: FileSystemDirectoryHandle, name: string, bytes: Uint8Array): Promise<void> {
  const access = await openSyncAccess(await directory.getFileHandle(name, { create: true }));
  if (access === undefined) throw new Error(`something else keeps ${name} open`);
  let written = false;
  try {
    await writeFully(access, bytes, 0);
    await access.truncate(bytes.length);
    await access.flush();
    written = true;
  } finally {
    await access.close();
    if (!written) await directory.removeEntry(name).catch(() => undefined);
  }
}

/** Both slots. A writer may replace the one while the other is read, so nothing valid at all calls for another look. */
async function stableSlots(directory: FileSystemDirectoryHandle, path: string): Promise<Slot[]> {
  let slots = await readSlots(directory, path);
  for (let attempt = 1; attempt < 5 && slots.includes("damaged") && !slots.some((slot) => typeof slot === "object"); attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    slots = await readSlots(directory, path);
  }
  return slots;
}

const readSlots = (directory: FileSystemDirectoryHandle, path: string): Promise<Slot[]> => Promise.all([0, 1].map((slot) => readSlot(directory, slotName(path, slot))));

async function readSlot(directory: FileSystemDirectoryHandle, name: string): Promise<Slot> {
  const file = await existingFile(directory, name);
  if (file === undefined) return undefined;
  const bytes = await readSlice(file, 0, Number.MAX_SAFE_INTEGER);
  if (bytes.length < headerBytes) return "damaged";
  const sequence = new DataView(bytes.buffer).getBigUint64(0);
  const content = bytes.slice(headerBytes);
  const hash = await hashOf(sequence, content);
  return hash.every((byte, index) => byte === bytes[sequenceBytes + index]) ? { sequence, content } : "damaged";
}

/** The slot with the highest number; without a valid one a damaged one. */
function currentSlot(slots: readonly Slot[]): number {
  const rank = (slot: Slot): bigint => (typeof slot === "object" ? slot.sequence : slot === "damaged" ? 0n : -1n);
  return rank(slots[1]) > rank(slots[0]) ? 1 : 0;
}

async function encodeSlot(sequence: bigint, content: Uint8Array): Promise<Uint8Array> {
  const bytes = new Uint8Array(headerBytes + content.length);
  new DataView(bytes.buffer).setBigUint64(0, sequence);
  bytes.set(await hashOf(sequence, content), sequenceBytes);
  bytes.set(content, headerBytes);
  return bytes;
}

async function hashOf(sequence: bigint, content: Uint8Array): Promise<Uint8Array> {
  const hashed = new Uint8Array(sequenceBytes + content.length);
  new DataView(hashed.buffer).setBigUint64(0, sequence);
  hashed.set(content, sequenceBytes);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", hashed));
}
