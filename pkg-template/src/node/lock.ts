// The lock of a writer: something that only one holder can have and that the kernel takes back when the process dies,
// however it dies. Node has no flock, so each system lends what it has. docs/adr/0011-kernel-released-lock.md says why,
// and what the lock does not cover.
//
// Only Linux is tested; the other two are as small as they can be for that reason.

import { close, constants, fstat, open } from "node:fs";
import { createServer } from "node:net";
import { storageFailed } from "../storage/errors.js";
import { codeOf, promised } from "./file-system.js";

/** What identifies a file whatever path leads to it. */
export interface FileIdentity {
  dev: bigint;
  ino: bigint;
}

/** Gives a lock back. */
export type Release = () => Promise<void>;

/**
 * Takes the lock of a file. The path is for messages and for systems that lock what they open. Resolves to undefined at
 * once if somebody has it: another process, another thread, or this one.
 */
export async function lockFile(path: string, id: FileIdentity): Promise<Release | undefined> {
  switch (process.platform) {
    case "linux":
    case "android":
      checkVersion(path);
      return listen(abstractName(id));
    case "win32":
      return listen(`\\\\.\\pipe\\statelog-writer-${id.dev}-${id.ino}`);
    case "darwin":
    case "freebsd":
    case "netbsd":
    case "openbsd":
      return openLocked(path, id);
    default:
      throw storageFailed(path, "locked", new Error(`statelog knows no lock on ${process.platform}; open the log with readOnly`));
  }
}

/** The size of a Unix address's path on Linux, in bytes. */
const addressBytes = 108;

/**
 * The name of an abstract Unix socket: one that begins with NUL and exists in no directory. It fills the whole address,
 * because versions of Node disagree on the length of a shorter one: some send the zeros behind it along, and then two
 * versions would lock two different names.
 */
const abstractName = ({ dev, ino }: FileIdentity): string => `\0statelog writer of ${dev}:${ino} `.padEnd(addressBytes, ".");

/** Node before 20.4 cuts the name at its NUL and so gives all logs the same lock; before 20.8 it refuses the name. */
function checkVersion(path: string): void {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 8)) return;
  throw storageFailed(path, "locked", new Error(`writing needs Node 20.8 or later, this is ${process.versions.node}; open the log with readOnly`));
}

/** Listens where only one can listen. `exclusive` keeps the workers of a cluster from sharing the place. */
async function listen(path: string): Promise<Release | undefined> {
  const server = createServer((stranger) => stranger.destroy());
  try {
    // The listener stays: a stranger who cannot be accepted later must not end the program.
    await new Promise<void>((resolve, reject) => server.on("error", reject).listen({ path, exclusive: true }, resolve));
  } catch (error) {
    if (codeOf(error) === "EADDRINUSE") return undefined;
    throw error;
  }
  server.unref();
  return () => promised((call) => server.close((error) => call(error ?? null)));
}

/** Of the systems that have it, the same number: open with an exclusive lock, as flock() would take it. */
const exclusiveLock = 0x20;

async function openLocked(path: string, id: FileIdentity): Promise<Release | undefined> {
  let fd: number;
  try {
    fd = await promised<number>((call) => open(path, constants.O_RDONLY | constants.O_NONBLOCK | exclusiveLock, call));
  } catch (error) {
    if (codeOf(error) === "EAGAIN") return undefined;
    throw error;
  }
  const release = (): Promise<void> => promised((call) => close(fd, call));
  const { dev, ino } = await promised<FileIdentity>((call) => fstat(fd, { bigint: true }, call));
  if (dev === id.dev && ino === id.ino) return release;
  await release();
  throw new Error("the file was replaced while it was being opened");
}
