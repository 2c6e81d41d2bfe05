// P13: what a page has to load.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { packageDir } from "../../../scripts/lib/paths.mjs";
import { peersDir } from "../lib/places.mjs";

/** The WebAssembly files of peers, below their package. All are measured here, none is quoted. */
const peers = [
  { name: "ywasm", file: "ywasm_bg.wasm" },
  { name: "sql.js", file: "dist/sql-wasm.wasm" },
  { name: "@automerge/automerge", file: "dist/mjs/wasm_bindgen_output/bundler/automerge_wasm_bg.wasm" },
  { name: "loro-crdt", file: "bundler/loro_wasm_bg.wasm" },
];

export const figure = {
  id: "P13",
  title: "size of the WebAssembly, all of it",
  async run() {
    const files = [{ name: "statelog", path: join(packageDir, "statelog_bg.wasm") }, ...peers.map(locate)];
    const sizes = files.map(({ name, path }) => ({ name, ...measure(path) }));
    const rows = sizes.map(({ name, raw, gzip }) => ({ name, values: [raw / 1000, gzip / 1000, gzip / sizes[0].gzip] }));
    const columns = [{ name: "raw", unit: "KB" }, { name: "gzip", unit: "KB" }, { name: "÷ statelog" }];
    return { columns, rows, targets: [{ what: "gzip", measured: sizes[0].gzip / 1000, limit: 180, unit: "KB" }] };
  },
};

function locate({ name, file }) {
  const directory = join(peersDir, "node_modules", ...name.split("/"));
  const { version } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  return { name: `${name} ${version}`, path: join(directory, file) };
}

function measure(path) {
  const bytes = readFileSync(path);
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}
