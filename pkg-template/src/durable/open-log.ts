// Opening a log in a storage: read it, judge it, repair what a crash left, then write or follow.

import { flag, optionalCallback, optionalSignal, optionsOf } from "../arguments.js";
import { call } from "../call.js";
import type { Core, Engine } from "../engine.js";
import { StatelogError, describe, invalidArgument } from "../errors.js";
import { Growth } from "../growth.js";
import { report } from "../report.js";
import { newCore, settingsOf } from "../settings.js";
import type { Settings } from "../settings.js";
import { asStorageError, storageFailed } from "../storage/errors.js";
import type { Durability, LogStorage } from "../storage/log-storage.js";
import { Subscriptions } from "../subscriptions.js";
import { DurableEventStore, snapshotName } from "./durable-event-store.js";
import { Follower } from "./follower.js";
import { GroupCommit } from "./group-commit.js";
import { StoredLog, damageError } from "./stored-log.js";
import type { Verdict } from "./stored-log.js";
import type { Damage, KeptSnapshot, OpenOptions, OpenProgress, Opened } from "./types.js";

/** What the entries know about a storage that the storage itself does not. @internal */
export interface Place {
  readonly reason?: string | undefined;
  readonly persisted?: boolean | undefined;
}

/** Options of `openLog` in the form in which they are used. */
export interface OpenSettings extends Settings {
  readonly readOnly: boolean;
  readonly salvage: boolean;
  readonly create: boolean;
  readonly durability: Durability | undefined;
  readonly onProgress: ((progress: OpenProgress) => void) | undefined;
  readonly signal: (NonNullable<OpenOptions["signal"]> & { readonly reason?: unknown }) | undefined;
}

const levels: readonly Durability[] = ["memory", "os", "device"];

/** Checks options. */
export function openSettingsOf(given: OpenOptions | undefined): OpenSettings {
  const options = optionsOf(given);
  const salvage = flag("salvage", options.salvage);
  const readOnly = flag("readOnly", options.readOnly) || salvage;
  const create = options.create === undefined ? !readOnly : flag("create", options.create);
  if (create && readOnly) throw invalidArgument("A log that is open to read cannot be created: leave create, or readOnly and salvage, out.", { name: "create" });
  const { durability } = options;
  if (durability !== undefined && !levels.includes(durability)) throw invalidArgument(`durability must be "device", "os" or "memory", not ${describe(durability)}.`, { name: "durability", got: describe(durability) });
  return { ...settingsOf(options), salvage, readOnly, create, durability, onProgress: optionalCallback("onProgress", options.onProgress), signal: optionalSignal(options.signal) };
}

/** Opens a log in a storage. The log closes the storage, also when opening fails. */
export async function openLog(storage: LogStorage, options?: OpenOptions): Promise<DurableEventStore> {
  let settings: OpenSettings;
  try {
    settings = openSettingsOf(options);
  } catch (error) {
    await closeAfterFailure(storage);
    throw error;
  }
  return openIn(storage, settings, {});
}

/** The same with checked options. @internal */
export async function openIn(storage: LogStorage, settings: OpenSettings, place: Place): Promise<DurableEventStore> {
  let core: Core | undefined;
  try {
    checkDurability(storage, settings);
    core = newCore(settings);
    return await open(storage, core, settings, place);
  } catch (error) {
    if (core !== undefined) closeQuietly(core);
    await closeAfterFailure(storage);
    throw settings.signal?.aborted ? error : asStorageError("The log", "opened", error);
  }
}

async function open(storage: LogStorage, core: Core, settings: OpenSettings, place: Place): Promise<DurableEventStore> {
  const stored = new StoredLog(core, settings.logId);
  const verdict = await stored.read(storage, 0, await progressOf(storage, core, settings));
  if (verdict.damage !== undefined && !(settings.salvage && verdict.damage.code === "CORRUPT_LOG")) throw damageError(verdict.damage);
  if (verdict.isNew && !settings.readOnly && !settings.create) throw new StatelogError("STORAGE_FAILED", "There is no log in the storage, and create is false.", { missing: true });

  const growth = new Growth();
  const engine: Engine = { core, growth, subscriptions: new Subscriptions(core, growth, settings.onError) };
  const found = openedOf(storage, verdict, settings, { ...place, snapshot: await restoreSnapshot(storage, core) });
  const parts = { engine, storage, now: settings.now };
  if (settings.readOnly) {
    const onError = (error: unknown): void => report(error, { subscription: 0, offset: verdict.length }, settings.onError);
    const follower = verdict.damage === undefined ? new Follower(engine, storage, stored, verdict.end, onError) : undefined;
    return new DurableEventStore({ ...parts, opened: found, writer: undefined, follower });
  }
  const { end, savedAs } = await repair(storage, stored, verdict);
  const opened = found.torn === undefined || savedAs === undefined ? found : { ...found, torn: { ...found.torn, savedAs } };
  const writer = new GroupCommit(core, storage, end, () => engine.subscriptions.deliver());
  return new DurableEventStore({ ...parts, opened, writer, follower: undefined });
}

/** Makes the storage ready to be written to; `end` is where the next line begins. */
async function repair(storage: LogStorage, stored: StoredLog, verdict: Verdict): Promise<{ end: number; savedAs: string | undefined }> {
  const { torn, end, length } = verdict;
  if (torn !== undefined) await readAgain(storage, torn);
  const cut = torn === undefined ? undefined : await storage.truncate(torn.from);
  const bytes = stored.keep();
  // Also without any bytes: the next commit says that what is here was durable, and only now it certainly is.
  await storage.append(bytes, { at: end, length });
  return { end: end + bytes.length, savedAs: cut?.savedAs };
}

/** A read that ended too early looks like an interrupted write; before something is cut, it is read a second time. */
async function readAgain(storage: LogStorage, { from, bytes }: NonNullable<Verdict["torn"]>): Promise<void> {
  let found = 0;
  for await (const chunk of storage.read(from)) found += chunk.length;
  if (found !== bytes) throw storageFailed("The log", "read", new Error(`from byte ${from} on there were ${bytes} bytes, and ${found} when they were read again`));
}

/** Hands the core the snapshot that is kept beside the log. Whatever is wrong with it, the log can do without. */
async function restoreSnapshot(storage: LogStorage, core: Core): Promise<KeptSnapshot | undefined> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await storage.readAside(snapshotName);
  } catch (error) {
    return { discarded: { code: "UNREADABLE", message: asStorageError("The snapshot", "read", error).message } };
  }
  const kept = bytes;
  return kept && (JSON.parse(call(() => core.restoreSnapshot(kept))) as KeptSnapshot);
}

function openedOf(storage: LogStorage, verdict: Verdict, { readOnly }: OpenSettings, { reason, persisted, snapshot }: Place & { snapshot: KeptSnapshot | undefined }): Opened {
  const { isNew, length, torn, damage, lineFeedMissing } = verdict;
  return {
    created: isNew && !readOnly,
    length,
    durability: storage.durability,
    storage: { kind: storage.kind, ...(reason === undefined ? {} : { reason }) },
    ...(torn === undefined ? {} : { torn: { bytes: torn.bytes } }),
    ...(damage === undefined ? {} : { damage: damageOf(damage) }),
    ...(lineFeedMissing ? { lineFeedMissing } : {}),
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(persisted === undefined ? {} : { persisted }),
  };
}

function damageOf({ message, details }: NonNullable<Verdict["damage"]>): Damage {
  const { position, commit, start, end, difference } = details as { position: number; commit: number; start: number; end?: number; difference: string };
  return { position, commit, offset: start, ...(end === undefined ? {} : { end }), difference, message };
}

function checkDurability({ kind, durability }: LogStorage, { readOnly, durability: asked }: OpenSettings): void {
  if (readOnly || asked === undefined || levels.indexOf(durability) >= levels.indexOf(asked)) return;
  const message = `A storage of the kind "${kind}" promises the durability "${durability}", and "${asked}" was asked for. Ask for less with the option durability, or use another storage.`;
  throw invalidArgument(message, { name: "durability", expected: asked, got: durability });
}

/** Counts the bytes read, tells about them, and stops when the signal says so. */
async function progressOf(storage: LogStorage, core: Core, { onProgress, signal }: OpenSettings): Promise<(bytes: number) => void> {
  const totalBytes = onProgress === undefined ? undefined : await storage.size?.();
  const total = totalBytes === undefined ? {} : { totalBytes };
  let read = 0;
  return (bytes) => {
    if (signal?.aborted) throw signal.reason ?? new Error("Opening the log was aborted.");
    read += bytes;
    onProgress?.({ bytes: read, ...total, events: call(() => core.length()) });
  };
}

/** What went wrong first is what counts. */
const closeAfterFailure = (storage: LogStorage): Promise<void> => storage.close().catch(() => undefined);

function closeQuietly(core: Core): void {
  try {
    core.close();
  } catch {
    // A core that has failed has nothing to give back.
  }
}
