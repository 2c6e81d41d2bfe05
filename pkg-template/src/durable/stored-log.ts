// Reading the bytes of a stored log into the core, which judges them.

import { call } from "../call.js";
import { core as bindings } from "../core.js";
import type { Core } from "../engine.js";
import { StatelogError } from "../errors.js";
import type { StatelogErrorCode } from "../errors.js";
import type { StoredLog as Bytes } from "../generated/statelog.js";
import type { LogStorage } from "../storage/log-storage.js";

/** What the core says about the end of a log. */
export interface Verdict {
  /** The number of commits that count. */
  readonly commits: number;
  /** The number of events that count. */
  readonly length: number;
  /** The file position behind the last line that counts. */
  readonly end: number;
  /** Whether nobody has ever used the file. */
  readonly isNew: boolean;
  readonly lineFeedMissing: boolean;
  /** What an interrupted write left. */
  readonly torn?: { readonly from: number; readonly bytes: number };
  /** Why the log must not be written to. */
  readonly damage?: { readonly code: StatelogErrorCode; readonly message: string; readonly details: Record<string, unknown> };
}

/** Large pieces cross into the core one after the other, so that a large log needs no second copy of itself there. */
const pieceBytes = 256 * 1024;

/** A stored log with the store in the core that it is read into. */
export class StoredLog {
  readonly #core: Core;
  readonly #bytes: Bytes;

  constructor(core: Core, logId: string | undefined) {
    this.#core = core;
    const { StoredLog: Class } = bindings();
    this.#bytes = call(() => new Class(logId));
  }

  /** Reads what a storage holds from a position on. `onPiece` gets the number of bytes of every piece; it may throw. */
  async read(storage: LogStorage, from: number, onPiece: (bytes: number) => void): Promise<Verdict> {
    for await (const chunk of storage.read(from)) {
      for (let start = 0; start < chunk.length; start += pieceBytes) {
        const piece = chunk.subarray(start, start + pieceBytes);
        call(() => this.#bytes.feed(this.#core, piece));
        onPiece(piece.length);
      }
    }
    return JSON.parse(call(() => this.#bytes.conclude(this.#core))) as Verdict;
  }

  /** Makes the store the writer of the log; gives the bytes to append before anything else. */
  keep(): Uint8Array {
    return call(() => this.#bytes.keep(this.#core));
  }
}

/** The error that a verdict of damage stands for. */
export function damageError({ code, message, details }: NonNullable<Verdict["damage"]>): StatelogError {
  return new StatelogError(code, message, details);
}
