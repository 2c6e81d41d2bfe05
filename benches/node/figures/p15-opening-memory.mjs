// P15: what is in memory while a stored log is opened.

import { fork } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onDisk } from "../lib/disk.mjs";
import { progress } from "../lib/progress.mjs";
import { storeLog } from "../lib/stored.mjs";

const program = fileURLToPath(new URL("../lib/opening.mjs", import.meta.url));

const ways = [
  { way: "openLog", name: "openLog(path)" },
  { way: "import", name: "EventStore.import(readFileSync(path))" },
  { way: "parse", name: "JSON.parse of the lines of the file" },
];

export const figure = {
  id: "P15",
  title: "memory while 100k stored realistic events are opened",
  run: ({ quick }) =>
    onDisk(async (dir) => {
      const path = join(dir, "log.statelog");
      await storeLog(path, quick ? 20_000 : 100_000);
      const rows = [];
      for (const { way, name } of ways) rows.push({ name, values: await measure(path, way) });
      const [[, heap, buffers]] = rows.map(({ values }) => values);
      return { columns, rows, targets: [{ what: "JavaScript heap, buffers and long strings, openLog", measured: heap + buffers, limit: 4, unit: "MB" }], notes: [`the file: ${(statSync(path).size / 1e6).toFixed(1)} MB`] };
    }),
};

const columns = [
  { name: "WebAssembly", unit: "MB" },
  { name: "JavaScript heap", unit: "MB" },
  { name: "buffers and long strings", unit: "MB" },
  { name: "whole process", unit: "MB" },
];

/** Each way in processes of its own: one that collects garbage to see what is held, one that is left alone. */
async function measure(path, way) {
  progress(way);
  const { heap, buffers, wasm } = await opened({ path, way, collecting: true });
  const { rss } = await opened({ path, way, collecting: false });
  return [wasm, heap, buffers, rss].map((bytes) => bytes / 1e6);
}

async function opened(what) {
  const child = fork(program, [JSON.stringify(what)], { execArgv: ["--expose-gc"] });
  const [[result]] = await Promise.all([once(child, "message"), once(child, "close")]);
  return result;
}
