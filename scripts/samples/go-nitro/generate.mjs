// Writes stores of go-nitro, with the events that an import of them must give, to tests/golden/go-nitro.
//
//   node scripts/samples/go-nitro/generate.mjs
import { writeFileSync } from "node:fs";
import { fixtures, pathOf } from "./fixtures.mjs";

for (const { name, tell } of fixtures) writeFileSync(pathOf(name), tell());
