// Reading what a command is given: whole files, or lines as they arrive.

import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { UsageError } from "./command.js";

/** How an input is called in messages. */
export const inputName = (path: string): string => (path === "-" ? "standard input" : path);

/** The bytes of a file, or of standard input for "-". */
export function openInput(path: string): Readable {
  return path === "-" ? process.stdin : createReadStream(path);
}

/** The text of a whole input. */
export async function wholeText(path: string): Promise<string> {
  try {
    const bytes = path === "-" ? await allOf(process.stdin) : await readFile(path);
    return decoded(bytes, inputName(path));
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A line with its number, from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** No event is longer, in bytes, however it is written. */
const maxLineBytes = 16 * 1024 * 1024;

/** The lines of an input, each as soon as it is there. Ends quietly when the signal is aborted. */
export async function* linesOf(path: string, signal: AbortSignal): AsyncGenerator<Line> {
  if (signal.aborted) return;
  const stream = openInput(path);
  const stop = (): void => void stream.destroy();
  signal.addEventListener("abort", stop);
  let number = 0;
  let rest: Buffer[] = [];
  const line = (end: Buffer): Line => {
    const text = decoded(Buffer.concat([...rest, end]), `line ${(number += 1)} of ${inputName(path)}`);
    rest = [];
    return { number, text };
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        yield line(chunk.subarray(start, end));
        start = end + 1;
      }
      if (start < chunk.length) rest.push(chunk.subarray(start));
      if (rest.reduce((sum, piece) => sum + piece.length, 0) > maxLineBytes) throw new UsageError(`Line ${number + 1} of ${inputName(path)} is longer than ${maxLineBytes} bytes; no event is.`);
    }
    if (rest.length > 0) yield line(Buffer.alloc(0));
  } catch (error) {
    if (!signal.aborted) throw unreadable(path, error);
  } finally {
    signal.removeEventListener("abort", stop);
    stream.destroy();
  }
}

async function allOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${name.replace(/^./, (first) => first.toUpperCase())} is no UTF-8 text.`);
  }
}

/** The value of a JSON text. */
export function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name} is no JSON: ${(error as Error).message}`);
  }
}

function unreadable(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined || error instanceof UsageError) return error;
  return new UsageError(code === "ENOENT" ? `There is no file ${path}.` : `${inputName(path)} cannot be read: ${message}`);
}
