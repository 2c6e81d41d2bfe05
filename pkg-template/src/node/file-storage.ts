// Opening a file as the storage of a log.

import { constants } from "node:fs";
import type { BigIntStats } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { flag, optionsOf } from "../arguments.js";
import { StatelogError, describe, invalidArgument } from "../errors.js";
import { locked, storageFailed } from "../storage/errors.js";
import type { Durability, LogStorage } from "../storage/log-storage.js";
import type { UrlLike } from "../types.js";
import { codeOf, flushDirectory, promised, system, systemError } from "./file-system.js";
import type { FileSystem } from "./file-system.js";
import { lockFile } from "./lock.js";
import type { Release } from "./lock.js";
import { OpenFile } from "./open-file.js";

/** How a file is opened. */
export interface FileStorageOptions {
  /** Never write; needs no lock, so a log can be read while another process writes it. */
  readOnly?: boolean;
  /** Create the file if there is none; default true, with `readOnly` false. Otherwise a missing file is `STORAGE_FAILED` with `details.missing`. */
  create?: boolean;
  /**
   * What a resolved append promises at least; default `"device"`. What a file holds is never less durable than `"os"`, so
   * `"memory"` acts as that.
   */
  durability?: Durability;
}

/**
 * Opens a file as the storage of a log. A path is as good as any other that leads to the same file. There is one writer
 * at a time, in whatever process or thread; a second one gets `LOCKED`.
 */
export function fileStorage(path: string | UrlLike, options?: FileStorageOptions): Promise<LogStorage> {
  return openFile(path, options, system);
}

/** The same on another file system. @internal */
export async function openFile(path: string | UrlLike, options: FileStorageOptions | undefined, fs: FileSystem): Promise<LogStorage> {
  const name = resolve(pathOf(path));
  const settings = settingsOf(options);
  try {
    return await open(name, settings, fs);
  } catch (error) {
    if (codeOf(error) === "ENOENT" && !settings.create) throw missing(name, error);
    throw systemError(name, "opened", error);
  }
}

interface FileSettings {
  readonly readOnly: boolean;
  readonly create: boolean;
  readonly durability: Durability;
}

const durabilities: readonly unknown[] = ["device", "os", "memory"];

function settingsOf(given: FileStorageOptions | undefined): FileSettings {
  const { durability = "device", ...options } = optionsOf(given);
  const readOnly = flag("readOnly", options.readOnly);
  const create = flag("create", options.create ?? !readOnly);
  if (create && readOnly) throw invalidArgument("A file that is open to read cannot be created: leave create or readOnly out.", { name: "create" });
  if (!durabilities.includes(durability)) throw invalidArgument(`durability must be "device", "os" or "memory", not ${describe(durability)}.`, { name: "durability", got: describe(durability) });
  return { readOnly, create, durability: durability === "memory" ? "os" : durability };
}

function pathOf(path: unknown): string {
  if (path instanceof URL && path.protocol === "file:") return fileURLToPath(path);
  if (typeof path === "string" && path !== "" && !path.includes("\0")) return path;
  const got = path instanceof URL ? path.href : describe(path);
  throw invalidArgument(`path must be the path of a file or a file: URL, not ${got}.`, { name: "path", got });
}

function missing(path: string, cause: unknown): StatelogError {
  return new StatelogError("STORAGE_FAILED", `There is no file ${path}. Check the path, or open it for writing with create to begin a log.`, { path, missing: true }, { cause });
}

async function open(name: string, settings: FileSettings, fs: FileSystem): Promise<LogStorage> {
  const fd = await promised<number>((call) => fs.open(name, flagsOf(settings), call));
  try {
    const id = fs.fstatSync(fd, { bigint: true });
    if (!id.isFile()) throw storageFailed(name, "opened", new Error("it is not a regular file"));
    // Companions lie beside the file itself, so that they are the same whatever link leads to it.
    const path = await promised<string>((call) => fs.realpath(name, call));
    if (settings.readOnly) return new OpenFile({ fs, fd, path, readOnly: true, durability: settings.durability, release: undefined });
    return await openWriter({ fs, fd, path, id, durability: settings.durability });
  } catch (error) {
    await promised((call) => fs.close(fd, call)).catch(() => undefined);
    throw error;
  }
}

/**
 * Reading and writing, and never waiting for the other end of what is no file. On Linux all writes go behind the end,
 * wherever that is: should a second writer get past lock and fence, neither overwrites what the other acknowledged.
 */
function flagsOf({ readOnly, create }: FileSettings): number {
  // Windows has no O_NONBLOCK.
  const access = (readOnly ? constants.O_RDONLY : constants.O_RDWR) | (constants.O_NONBLOCK ?? 0);
  const behind = !readOnly && process.platform === "linux" ? constants.O_APPEND : 0;
  return access | behind | (create ? constants.O_CREAT : 0);
}

interface Writer {
  fs: FileSystem;
  fd: number;
  path: string;
  id: BigIntStats;
  durability: Durability;
}

async function openWriter({ fs, fd, path, id, durability }: Writer): Promise<LogStorage> {
  const release = await lockFile(path, id);
  if (release === undefined) throw locked(path);
  try {
    await checkSame(fs, path, id);
    if (durability === "device") await settle(fs, fd, path);
    return new OpenFile({ fs, fd, path, readOnly: false, durability, release });
  } catch (error) {
    await quietly(release);
    throw error;
  }
}

/** The lock is for the file that is open; if the path leads to another by now, a second writer could lock that. */
async function checkSame(fs: FileSystem, path: string, id: BigIntStats): Promise<void> {
  const { dev, ino } = await promised<BigIntStats>((call) => fs.stat(path, { bigint: true }, call));
  if (dev !== id.dev || ino !== id.ino) throw storageFailed(path, "opened", new Error("the file was replaced meanwhile"));
}

/**
 * Makes durable what is there already: the name of a new file, and bytes that a writer wrote who died before the flush.
 * Without this they would be read as stored, and a power failure could still take them.
 */
async function settle(fs: FileSystem, fd: number, path: string): Promise<void> {
  await promised((call) => fs.fdatasync(fd, call));
  await flushDirectory(fs, dirname(path));
}

const quietly = (release: Release): Promise<void> => release().catch(() => undefined);
