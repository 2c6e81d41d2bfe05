import { LogStorage } from './index.js';

/** A place for one log, empty at first. */
interface StoragePlace {
    /** Opens it to write; what was stored before is there. */
    open(): Promise<LogStorage>;
    /** Opens it to read beside a writer, if it can be. */
    openReader?(): Promise<LogStorage>;
    /** Whether a second writer is refused with `LOCKED`. */
    readonly exclusive: boolean;
    /** Removes it. */
    remove?(): Promise<void>;
}
/** A test of the contract: resolves if it holds, rejects with what does not. */
interface ContractTest {
    /** What must hold. */
    readonly name: string;
    /** Tries it in a place of its own. */
    run(): Promise<void>;
}
/**
 * The tests of the contract of `LogStorage`. `makePlace` gives a new place for each.
 *
 *     for (const { name, run } of storageContract(() => myPlace())) test(name, run);
 */
declare function storageContract(makePlace: () => StoragePlace | Promise<StoragePlace>): ContractTest[];

/** The methods that can fail. */
type StorageMethod = "read" | "append" | "truncate" | "readAside" | "writeAside" | "close";
/** A call that may fail. */
interface StorageCall {
    /** Counts the calls of all methods, from 1. */
    readonly number: number;
    /** What is called. */
    readonly method: StorageMethod;
}
/** How a call fails. */
interface Fault {
    /**
     * What happens all the same: nothing, everything, or of an append the first half of the bytes. Default nothing.
     */
    readonly effect?: "none" | "half" | "all";
    /** What the call rejects with; left out, it lies: it resolves as if it had done what it was asked for. */
    readonly error?: unknown;
}
/** Passes calls on to a storage, except for those for which `decide` names a fault. */
declare function faultyStorage(storage: LogStorage, decide: (call: StorageCall) => Fault | undefined): LogStorage;

export { faultyStorage, storageContract };
export type { ContractTest, Fault, StorageCall, StorageMethod, StoragePlace };
