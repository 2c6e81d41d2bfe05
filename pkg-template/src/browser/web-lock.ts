// Web Locks: the browser releases them when the tab or worker that holds them is gone, however it went.

import { locked } from "../storage/errors.js";
import { writerLockName } from "./names.js";
import { openingError } from "./problems.js";

/** A held lock; the function resolves once it is released. */
export type Release = () => Promise<void>;

/**
 * How long to wait for a lock that is taken. The worker of a page that was just closed or reloaded ends after the page,
 * when the disk is done with it, and no reload should find its own log locked.
 */
const patienceMillis = 200;

/** Takes the lock of the one writer of a log, or rejects with `LOCKED`. `place` is where the log lives, for messages. */
export async function takeWriterLock(log: string, place: string): Promise<Release> {
  const release = await takeLock(writerLockName(log)).catch((error: unknown) => {
    throw openingError(log, place, error);
  });
  if (release === undefined) throw locked(log);
  return release;
}

/** Takes a lock; undefined if somebody has it and keeps it. */
export async function takeLock(name: string): Promise<Release | undefined> {
  return (await request(name, { ifAvailable: true })) ?? (await waitFor(name));
}

/** Calls back when nobody holds the lock any more; the signal ends the waiting. */
export function whenReleased(name: string, signal: AbortSignal, callback: () => void): void {
  // Rejects when the signal is aborted, which is what was asked for.
  navigator.locks.request(name, { signal }, callback).catch(() => undefined);
}

async function waitFor(name: string): Promise<Release | undefined> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), patienceMillis);
  try {
    return await request(name, { signal: controller.signal });
  } catch (error) {
    if (controller.signal.aborted) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function request(name: string, options: LockOptions): Promise<Release | undefined> {
  return new Promise((resolve, reject) => {
    const released: Promise<unknown> = navigator.locks.request(name, options, (lock) => {
      if (lock === null) return resolve(undefined);
      return new Promise<void>((free) => {
        resolve(async () => {
          free();
          await released;
        });
      });
    });
    released.catch(reject);
  });
}
