// `using store = new EventStore()` and `await using log = await openLog(…)` for engines that know it. Node 20 and older browsers run the rest of the package.

/** Gives a class its `[Symbol.dispose]`, where the engine has that symbol. */
export function disposeBy<T extends object>(prototype: T, dispose: (this: T) => void): void {
  if (typeof Symbol.dispose !== "symbol") return;
  Object.defineProperty(prototype, Symbol.dispose, { value: dispose, configurable: true, writable: true });
}

/** Gives a class its `[Symbol.asyncDispose]`, where the engine has that symbol. */
export function asyncDisposeBy<T extends object>(prototype: T, dispose: (this: T) => Promise<void>): void {
  if (typeof Symbol.asyncDispose !== "symbol") return;
  Object.defineProperty(prototype, Symbol.asyncDispose, { value: dispose, configurable: true, writable: true });
}
