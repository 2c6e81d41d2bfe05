// Telling that something takes its time: after a second, on a terminal only, and gone when it is done.

/** What progress is written to. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(characters: string): unknown;
}

const patienceMs = 1000;
const intervalMs = 100;

/** A line that says how far something is. */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  readonly #start: number;
  #last = 0;
  #shown = false;

  constructor(stream: ProgressStream, now: () => number = Date.now) {
    this.#stream = stream;
    this.#now = now;
    this.#start = now();
  }

  /** Says what is being done; `always` is for what blocks and may take long, so that there is no later moment to say it. */
  say(text: () => string, always = false): void {
    if (this.#stream.isTTY !== true) return;
    const now = this.#now();
    if (!always && (now - this.#start < patienceMs || now - this.#last < intervalMs)) return;
    this.#last = now;
    this.#shown = true;
    this.#stream.write(`\r\u001b[K${text()}`);
  }

  /** Takes the line away. */
  done(): void {
    if (this.#shown) this.#stream.write("\r\u001b[K");
    this.#shown = false;
  }
}
