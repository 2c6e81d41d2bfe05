// What stands below a "$ statelog …" in the guide to the command is what the command prints.
// STATELOG_UPDATE_GOLDEN=1 writes it anew.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, test } from "node:test";
import { fromRoot } from "../../../scripts/lib/paths.mjs";
import { installed, sampleBytes } from "./support/cli.mjs";

const page = fromRoot("docs", "guides", "command-line.md");
const { write, call } = installed(after);

/** The files that the guide speaks of. */
function provideFiles() {
  const log = sampleBytes("e03-reorged-deposit");
  const damaged = Buffer.from(log);
  damaged[9000] ^= 1;
  write("alice.statelog", log);
  write("damaged.statelog", damaged);
  const created = (objectiveId) => ({ type: "objective_created", objectiveId, kind: "other", source: "local_request", status: "approved", timestamp: 1767225600000 });
  const lines = (...events) => events.map((event) => `${JSON.stringify(event)}\n`).join("");
  write("games.ndjson", lines(created("chess"), created("go")));
  write("more.ndjson", lines({ type: "objective_completed", objectiveId: "chess", timestamp: 1767225601000 }, created("go"), { type: "objective_rejected", objectiveId: "chess", via: "api", timestamp: 1767225602000 }));
  const { adjudicator, flows } = JSON.parse(readFileSync(fromRoot("tests", "golden", "vectors", "nitro.json"), "utf8")).contractFlows;
  const deposits = flows.A_direct_fund_defund.filter(({ logs }) => logs?.length > 0);
  write("times.json", JSON.stringify(Object.fromEntries(deposits.map(({ blockNumber, timestamp }) => [blockNumber, timestamp]))));
  write("logs.json", JSON.stringify(deposits.flatMap(({ blockNumber, blockHash, txHash, logs }) => logs.map(({ topics, data, txIndex, logIndex }) => ({ address: adjudicator, topics, data, blockHash, blockNumber, transactionHash: txHash, transactionIndex: txIndex, logIndex })))));
}

/** The page with every command followed by what it prints. */
async function withOutput(text) {
  let current = "";
  let from = 0;
  for (const { index, 0: block } of text.matchAll(/^```text\n[^]*?^```/gm)) {
    const printed = [];
    for (const [line, words] of block.matchAll(/^\$ statelog (.*)$/gm)) {
      printed.push(`${line}\n${(await call(words.split(" "))).terminal}`);
    }
    assert.ok(printed.length > 0, `a block without a command: ${block}`);
    current += `${text.slice(from, index)}\`\`\`text\n${printed.join("")}\`\`\``;
    from = index + block.length;
  }
  return current + text.slice(from);
}

test("the guide to the command shows what it prints", async () => {
  provideFiles();
  const text = readFileSync(page, "utf8");
  const current = await withOutput(text);
  assert.ok(current.match(/^\$ statelog /gm).length >= 10);
  if (process.env.STATELOG_UPDATE_GOLDEN) writeFileSync(page, current);
  else assert.equal(text, current);
});
