// Checks the options of a store and fills in what was left out.

import { optionalCallback, optionalText, optionsOf } from "./arguments.js";
import { call } from "./call.js";
import { core } from "./core.js";
import type { Core } from "./engine.js";
import { describe, invalidArgument } from "./errors.js";
import { optionalPosition, position } from "./positions.js";
import type { OnError } from "./report.js";
import type { EventStoreOptions } from "./types.js";

/** The options of a store in the form in which they are used. */
export interface Settings {
  readonly now: () => number;
  readonly onError: OnError | undefined;
  readonly logId: string | undefined;
  readonly snapshotInterval: number | undefined;
  /** JSON text. */
  readonly confirmations: string | undefined;
  readonly verifySignatures: string | undefined;
}

/** Checks options. */
export function settingsOf(given: EventStoreOptions | undefined): Settings {
  const options = optionsOf(given);
  const clock = optionalCallback("now", options.now) ?? Date.now;
  return {
    now: () => position("What now() returns", clock()),
    onError: optionalCallback("onError", options.onError),
    logId: optionalText("logId", options.logId),
    snapshotInterval: optionalPosition("snapshotInterval", options.snapshotInterval),
    confirmations: confirmationsOf(options.confirmations),
    verifySignatures: optionalText("verifySignatures", options.verifySignatures),
  };
}

/** A new, empty store in the core. */
export function newCore({ logId, snapshotInterval, confirmations, verifySignatures }: Settings): Core {
  const { Store } = core();
  return call(() => new Store(logId, snapshotInterval, confirmations, verifySignatures));
}

/** A store in the core that is read from bytes. */
export function importedCore(bytes: Uint8Array, salvage: boolean, settings: Settings): Core {
  const { logId, snapshotInterval, confirmations, verifySignatures } = settings;
  const { Store } = core();
  const time = settings.now();
  return call(() => Store.import(bytes, salvage, time, logId, snapshotInterval, confirmations, verifySignatures));
}

function confirmationsOf(value: EventStoreOptions["confirmations"]): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalidArgument(`confirmations must be an object such as { 1: 12 }, not ${describe(value)}.`, { name: "confirmations", got: describe(value) });
  const blocks = Object.entries(value).map(([chainId, count]) => [chainId, position(`confirmations[${chainId}]`, count)]);
  return JSON.stringify(Object.fromEntries(blocks));
}
