// `statelog append`: events from lines of JSON, each recorded as it arrives.

import type { DurableEventStore } from "../../durable/durable-event-store.js";
import { isStatelogError } from "../../errors.js";
import type { AppendResult, NewEvent } from "../../generated/statelog.js";
import { exitCodes } from "../command.js";
import type { Arguments, Command, ExitCode, Streams } from "../command.js";
import { isVerdict } from "../failures.js";
import { inputName, linesOf } from "../input.js";
import type { Line } from "../input.js";
import { interrupted } from "../interrupt.js";
import type { Interrupt } from "../interrupt.js";
import { shortened } from "../names.js";
import { PipeClosed } from "../output.js";
import type { Output } from "../output.js";
import { styled } from "../text.js";
import { alreadyThere, counted } from "../words/values.js";
import { writing } from "../writing.js";

/** The command. */
export const append: Command = {
  name: "append",
  summary: "append events, or begin a log",
  operands: ["FILE"],
  options: {
    events: { value: "NDJSON", help: "the file with the events, one JSON object per line; - or nothing for standard input" },
    json: { help: "one receipt per line, as JSON" },
  },
  about: [
    "Every line is appended as it arrives. Its receipt, printed when it is durable, has the offset and the id of the event; an event that the log had already gets the receipt of that one. Empty lines are skipped.",
    "The first event that is refused ends it with exit code 1; what was appended before stays. Ctrl-C ends it like the end of the input.",
  ],
  async run(args, streams) {
    const end = interrupted();
    return writing(args.operand(0), streams, (log) => new Appending(args, log, streams, end).run()).finally(end.release);
  },
};

/** How many events may wait for their flush, which they share. */
const maxWaiting = 256;

/** One run: lines in, receipts out. */
class Appending {
  readonly #input: string;
  readonly #asJson: boolean;
  readonly #log: DurableEventStore;
  readonly #out: Output;
  readonly #error: Output;
  readonly #end: Interrupt;
  #appended = 0;
  #known = 0;
  /** Settles when every receipt so far is printed. */
  #printed: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(args: Arguments, log: DurableEventStore, { out, error }: Streams, end: Interrupt) {
    this.#input = args.text("events") ?? "-";
    this.#asJson = args.flag("json");
    this.#log = log;
    this.#out = out;
    this.#error = error;
    this.#end = end;
  }

  async run(): Promise<ExitCode> {
    try {
      for await (const line of linesOf(this.#input, this.#end.signal)) {
        if (line.text.trim() === "") continue;
        const refusal = await this.#append(line);
        if (refusal !== undefined) return await this.#refused(line, refusal);
        if (this.#waiting >= maxWaiting) await this.#printed;
      }
    } finally {
      const failure = await this.#printed.then(() => undefined, (error: unknown) => ({ error }));
      await this.#error.hanging("", `${this.#counts()}. The log has ${counted(this.#log.durableLength, "event")}.`);
      if (failure !== undefined) throw failure.error;
    }
    return exitCodes.fine;
  }

  /** Appends a line; resolves to why it was refused, as soon as that is known, and not only when it is durable. */
  async #append({ text }: Line): Promise<unknown> {
    let event: unknown;
    try {
      event = JSON.parse(text);
    } catch (error) {
      return error;
    }
    let refusal: unknown;
    const length = this.#log.length;
    const appending = this.#log.append(event as NewEvent);
    const settled = appending.catch((error: unknown) => void (refusal = error));
    // An event is judged within the call. Either the log is longer then, or the promise is about to be settled.
    if (this.#log.length === length) await settled;
    if (refusal !== undefined && !isVerdict(refusal)) throw refusal;
    if (refusal !== undefined) return refusal;
    this.#waiting += 1;
    this.#printed = this.#printed.then(() => appending).then((result) => this.#receipt(result, (event as NewEvent).type));
    // A failed write ends the input, which may never end by itself; it is thrown where the receipts are waited for.
    this.#printed.catch(() => this.#end.abort());
    return undefined;
  }

  async #receipt(result: AppendResult, type: string): Promise<void> {
    this.#waiting -= 1;
    if (result.duplicate) this.#known += 1;
    else this.#appended += 1;
    try {
      if (this.#asJson) await this.#out.json(result);
      else await this.#out.hanging([styled("bold", String(result.offset).padStart(8)), "  "], [shortened(result.eventId), `  ${type}`, styled("yellow", result.duplicate ? "  (was there already)" : "")]);
    } catch (error) {
      // Who does not read receipts any more still wants the events to be recorded.
      if (!(error instanceof PipeClosed)) throw error;
    }
  }

  async #refused({ number }: Line, error: unknown): Promise<ExitCode> {
    await this.#printed;
    const why = isStatelogError(error) ? `${shortened(error.message)} (${error.code})` : `it is no JSON: ${(error as Error).message}`;
    await this.#error.hanging([styled("red", "statelog: ")], `Line ${number} of ${inputName(this.#input)} is refused: ${why}${/[.!?]$/.test(why) ? "" : "."} Nothing from this line on was appended; what was appended before stays.`);
    return exitCodes.fails;
  }

  #counts(): string {
    return `${counted(this.#appended, "event")} appended${alreadyThere(this.#known)}`;
  }
}
