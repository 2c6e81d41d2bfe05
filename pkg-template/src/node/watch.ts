// Noticing that a file grew: the system's notification where it has one, and a slow look at the size where it has none,
// as on many network file systems.

import type { FileSystem } from "./file-system.js";

/** How often the size is looked at, in milliseconds. */
const pollMs = 1000;

/**
 * Calls back whenever the file may have changed; returns a function that ends that. Nothing here keeps the process
 * running: whether a program waits for more is the program's business.
 */
export function watchFile(fs: FileSystem, { path, fd }: { path: string; fd: number }, onChange: () => void): () => void {
  let seen = look(fs, fd);
  const compare = (): void => {
    const now = look(fs, fd);
    // What cannot be looked at is for the reader to find out, whose error reaches somebody.
    if (now !== undefined && now === seen) return;
    seen = now;
    onChange();
  };
  const timer = setInterval(compare, pollMs);
  timer.unref();
  const stop = notify(fs, path, compare);
  return () => {
    clearInterval(timer);
    stop();
  };
}

/** What changes whenever the file does. The time tells of a file that was cut and has grown to the same size. */
function look(fs: FileSystem, fd: number): string | undefined {
  try {
    const { size, mtimeMs } = fs.fstatSync(fd);
    return `${size} ${mtimeMs}`;
  } catch {
    return undefined;
  }
}

/** The system's notification. Where there is none, or no longer, the timer is enough. */
function notify(fs: FileSystem, path: string, onChange: () => void): () => void {
  try {
    const watcher = fs.watch(path, { persistent: false }, onChange);
    watcher.on("error", () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}
