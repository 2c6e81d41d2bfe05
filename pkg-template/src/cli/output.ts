// Writing to a stream: line by line, no faster than the other end reads, with colours where somebody looks.

import type { Writable } from "node:stream";
import { hanging, rendered } from "./text.js";
import type { Text } from "./text.js";

/** Thrown when nobody reads any more, as when the output goes into `head`. */
export class PipeClosed extends Error {}

/** Lines have at most as many columns as a terminal has everywhere. */
export const columns = 80;

type Environment = Record<string, string | undefined>;

/** Whether to use colours: FORCE_COLOR and NO_COLOR decide, else whether the stream is a terminal that can. */
export function wantsColours(isTerminal: boolean, environment: Environment): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal } = environment;
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTerminal && !refused && terminal !== "dumb";
}

/** A stream of lines. */
export class Output {
  readonly isTerminal: boolean;
  readonly #stream: Writable;
  readonly #colours: boolean;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(stream: Writable & { isTTY?: boolean }, environment: Environment) {
    this.#stream = stream;
    this.isTerminal = stream.isTTY === true;
    this.#colours = wantsColours(this.isTerminal, environment);
    stream.on("error", (error: NodeJS.ErrnoException) => {
      this.#failure = error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED" ? new PipeClosed() : error;
      this.#wake?.();
    });
    stream.on("drain", () => this.#wake?.());
  }

  /** Writes a line, and waits until there is room for the next one. */
  async line(text: Text = ""): Promise<void> {
    await this.raw(`${rendered(text, this.#colours).trimEnd()}\n`);
  }

  /** Writes a text beside a prefix, in as many lines as it needs. */
  async hanging(prefix: Text, text: Text): Promise<void> {
    for (const line of hanging(prefix, text, columns)) await this.line(line);
  }

  /** Writes a value as JSON in one line. */
  async json(value: unknown): Promise<void> {
    await this.raw(`${JSON.stringify(value)}\n`);
  }

  /** Writes characters as they are. */
  async raw(characters: string): Promise<void> {
    this.#check();
    if (this.#stream.write(characters)) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
    this.#check();
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
