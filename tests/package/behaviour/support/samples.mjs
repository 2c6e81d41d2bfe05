// The sample logs: a map of file name to text. Where there are no files, tests/package/browser puts the map in here.

import { readFileSync, readdirSync } from "node:fs";
import { fromRoot } from "../../../../scripts/lib/paths.mjs";

const folder = fromRoot("www", "public", "samples");
const names = readdirSync(folder).filter((name) => name.endsWith(".statelog"));

export const samples = new Map(names.map((name) => [name, readFileSync(`${folder}/${name}`, "utf8")]));
