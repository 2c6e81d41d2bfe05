// Storages whose user can be watched and held up.

import { memoryStorage } from "statelog";

/** Reads a text from bytes. */
export const textOf = (bytes) => new TextDecoder().decode(bytes);

/** The lines of a log's file, parsed. */
export const linesOf = (bytes) => textOf(bytes).trimEnd().split("\n").map((line) => JSON.parse(line));

/** A memory storage that notes its appends, holds them up while `gate.closed`, and can be told to fail once. */
export function watched(bytes, gate = {}) {
  const storage = memoryStorage(bytes);
  const appends = [];
  const wrapped = {
    kind: storage.kind,
    durability: storage.durability,
    read: (from) => storage.read(from),
    async append(given, position) {
      appends.push(given.length);
      while (gate.closed) await new Promise((resolve) => (gate.open = () => ((gate.closed = false), resolve())));
      if (gate.error) throw gate.error;
      await storage.append(given, position);
      for (const onGrow of gate.watchers ?? []) onGrow();
    },
    truncate: (at) => storage.truncate(at),
    readAside: (name) => storage.readAside(name),
    writeAside: (name, content) => storage.writeAside(name, content),
    watch(onGrow) {
      gate.watchers = [...(gate.watchers ?? []), onGrow];
      return () => (gate.watchers = gate.watchers.filter((held) => held !== onGrow));
    },
    async close() {
      gate.closes = (gate.closes ?? 0) + 1;
      await storage.close();
    },
  };
  return { storage: wrapped, appends, gate };
}

/** Lets everything run that waits for nothing. */
export const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
