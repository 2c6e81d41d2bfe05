// Tells those who wait that the log grew or was closed.

/** Wakes waiting readers, each once. */
export class Growth {
  #waiting = new Set<() => void>();
  #closed = false;

  /** Whether the log will not grow any more. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Calls `wake` at the next change. Returns a function that takes the request back. */
  wait(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }

  /** The log may have grown. */
  grew(): void {
    const woken = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of woken) wake();
  }

  /** The log was closed. */
  close(): void {
    this.#closed = true;
    this.grew();
  }
}
