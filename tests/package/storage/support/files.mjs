// What the tests of file storage share: the modules under test, places to write, and system calls that can fail.

import assert from "node:assert/strict";
import nodeFs from "node:fs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageDir } from "../../../../scripts/lib/paths.mjs";

export const fileStorageModule = join(packageDir, "esm", "node", "file-storage.js");
export const { fileStorage, openFile } = await import(pathToFileURL(fileStorageModule).href);

/** A directory of this test's own. */
export function scratch(context) {
  const dir = mkdtempSync(join(tmpdir(), "statelog-file-"));
  context.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Opens a file that is closed after the test. The last argument replaces functions of `node:fs`. */
export async function opened(context, path, options, replaced) {
  const storage = replaced === undefined ? await fileStorage(path, options) : await openFile(path, options, { ...nodeFs, ...replaced });
  context.after(() => storage.close().catch(() => undefined));
  return storage;
}

export const bytesOf = (text) => new TextEncoder().encode(text);

/** All pieces from a position on. */
export async function piecesOf(storage, from) {
  const pieces = [];
  for await (const piece of storage.read(from)) pieces.push(piece);
  return pieces;
}

/** The text from a position on. */
export const textOf = async (storage, from) => Buffer.concat(await piecesOf(storage, from)).toString();

/** Appends texts, one after the other, behind `at`; returns the new end. */
export async function appendTexts(storage, at, ...texts) {
  for (const text of texts) {
    const bytes = bytesOf(text);
    await storage.append(bytes, { at, length: 0 });
    at += bytes.length;
  }
  return at;
}

/** Asserts that a call is refused with a code, a message for people, and, if given, a code of the system. */
export async function refused(promise, code, system) {
  let error;
  await assert.rejects(promise, (caught) => {
    error = caught;
    return true;
  });
  assert.equal(error.name, "StatelogError", error.stack);
  assert.equal(error.code, code, error.message);
  assert.match(error.message, /\.$/);
  if (system !== undefined) assert.equal(error.cause?.code, system);
  return error;
}

/** An error as the system makes it. */
export const systemError = (code, call) => Object.assign(new Error(`${code}: injected, ${call}`), { code, syscall: call });

/** The functions of `node:fs` that storage calls, by the place of their callback; those without one are synchronous. */
const calls = ["close", "fdatasync", "fsync", "ftruncate", "open", "read", "readFile", "realpath", "rename", "stat", "unlink", "write", "fstatSync", "writeSync"];

/**
 * Functions of `node:fs` that ask `judge(name, index, args)` before each call, with the number of calls before it: an
 * error that it returns is what the caller gets.
 */
export function judged(judge) {
  let count = 0;
  const wrap = (name) => (...args) => {
    const error = judge(name, count++, args);
    if (error === undefined) return nodeFs[name](...args);
    if (name.endsWith("Sync")) throw error;
    setImmediate(args.at(-1), error);
  };
  return Object.fromEntries(calls.map((name) => [name, wrap(name)]));
}

/** Resolves once the condition holds; after enough tries the test fails. */
export async function eventually(condition, what) {
  for (let tries = 0; tries < 1000; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`${what} never came true`);
}
