// `statelog import`: stores of go-nitro and logs of a chain become events of a log, new or old.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, test } from "node:test";
import { nitro } from "statelog";
import { fromRoot } from "../../../scripts/lib/paths.mjs";
import { installed, jsonLines, succeeded, tooWide } from "./support/cli.mjs";

const { path, write, run, call } = installed(after);
const flat = (text) => text.replace(/\s+/g, " ");
const shown = async (file) => jsonLines(succeeded(await call(["show", file, "--json"])));
const read = (...names) => JSON.parse(readFileSync(fromRoot("tests", "golden", ...names), "utf8"));

let count = 0;
const fresh = () => `new-${(count += 1)}.statelog`;

/** The logs of a flow that was run on the contract, as eth_getLogs answers them, and the times of their blocks. */
function flowLogs(name) {
  const { adjudicator, chainId, flows } = read("vectors", "nitro.json").contractFlows;
  const hex = (number) => `0x${number.toString(16)}`;
  const transactions = flows[name].filter(({ logs }) => logs?.length > 0);
  const entries = transactions.flatMap(({ blockNumber, blockHash, txHash, logs }) =>
    logs.map(({ topics, data, txIndex, logIndex }) => ({ address: adjudicator, topics, data, blockHash, blockNumber: hex(blockNumber), transactionHash: txHash, transactionIndex: hex(txIndex), logIndex: hex(logIndex), removed: false })));
  return { chainId: String(chainId), entries, times: Object.fromEntries(transactions.map(({ blockNumber, timestamp }) => [blockNumber, timestamp])) };
}

const flow = flowLogs("A_direct_fund_defund");
const entriesFile = write("entries.json", JSON.stringify(flow.entries));
const timesFile = write("times.json", JSON.stringify(flow.times));
const chain = ["--chain-id", flow.chainId, "--timestamps", timesFile];

for (const name of ["upstream", "fork"]) {
  const { text, chainId, adjudicator } = read("go-nitro", `${name}.json`);
  const input = write(`${name}.json`, text);
  const context = ["--chain-id", String(chainId), "--adjudicator", adjudicator];

  test(`nitro, ${name}: the log has the events that the API makes of the store, digit for digit`, async () => {
    const file = fresh();
    const { events, remarks } = nitro.importGoNitro(text, { chainId, adjudicator });
    const { status, stdout, stderr } = await call(["import", "nitro", input, file, ...context, "--json"]);
    assert.equal(status, 0, stderr);
    const report = JSON.parse(stdout);
    assert.deepEqual(report.remarks, remarks);
    assert.deepEqual(report.results.map(({ offset }) => offset), [...events.keys()]);
    assert.deepEqual((await shown(file)).map(({ offset, eventId, timestamp, ...event }) => event), events.map((event) => ({ ...event, ...causesOf(event) })));
    succeeded(await call(["verify", file]));
  });

  test(`nitro, ${name}: what is printed for people counts the events and lists the remarks`, async () => {
    const { remarks, events } = nitro.importGoNitro(text, { chainId, adjudicator });
    const file = fresh();
    const { stdout, stderr } = await run(["import", "nitro", "-", file, ...context], { input: text });
    assert.match(stdout, new RegExp(`^${events.length} events appended \\(offsets 0 to ${events.length - 1}\\)$`, "m"));
    assert.equal(remarks.length, [...stdout.matchAll(/^ {2}[a-z_]+ +\//gm)].length);
    assert.match(flat(stderr), /Began the log/);
    // Ids that have no hex stand in paths, which are not cut.
    assert.deepEqual(tooWide(stdout), []);
  });
}

/** Members that stand in the log as they were given. */
const causesOf = ({ causationId, correlationId }) => ({ ...(causationId && { causationId }), ...(correlationId && { correlationId }) });

test("logs: entries or a whole response, with times from a file, become events in their order", async () => {
  const expected = flow.entries.map((entry) => nitro.decodeAdjudicatorLog(entry, { chainId: Number(flow.chainId), blockTimestamp: flow.times[Number(entry.blockNumber)] }));
  assert.ok(expected.length >= 4);
  for (const input of [entriesFile, write("response.json", JSON.stringify({ jsonrpc: "2.0", id: 1, result: flow.entries }))]) {
    const file = fresh();
    const { status, stderr } = await call(["import", "logs", input, file, ...chain]);
    assert.equal(status, 0, stderr);
    assert.deepEqual((await shown(file)).map(({ offset, eventId, timestamp, ...event }) => event), expected);
  }
});

test("logs: times may be in the entries, and in hex", async () => {
  const withTimes = flow.entries.map((entry) => ({ ...entry, blockTimestamp: `0x${flow.times[Number(entry.blockNumber)].toString(16)}` }));
  const hexTimes = write("hex-times.json", JSON.stringify(Object.fromEntries(Object.entries(flow.times).map(([block, time]) => [`0x${Number(block).toString(16)}`, `0x${time.toString(16)}`]))));
  const [own, hex, decimal] = [fresh(), fresh(), fresh()];
  succeeded(await call(["import", "logs", write("own-times.json", JSON.stringify(withTimes)), own, "--chain-id", flow.chainId]));
  succeeded(await call(["import", "logs", entriesFile, hex, "--chain-id", flow.chainId, "--timestamps", hexTimes]));
  succeeded(await call(["import", "logs", entriesFile, decimal, ...chain]));
  const chainOf = async (file) => (await shown(file)).map((event) => event.chain);
  assert.deepEqual(await chainOf(own), await chainOf(decimal));
  assert.deepEqual(await chainOf(hex), await chainOf(decimal));
});

test("a log that exists is appended to, and facts that it has are not repeated", async () => {
  const file = fresh();
  const half = write("half.json", JSON.stringify(flow.entries.slice(0, 2)));
  succeeded(await call(["import", "logs", half, file, ...chain]));
  const { status, stdout, stderr } = await call(["import", "logs", entriesFile, file, ...chain]);
  assert.equal(status, 0, stderr);
  assert.match(flat(stderr), /Appending to new-\d+\.statelog, which has 2 events/);
  assert.match(stdout, new RegExp(`^${flow.entries.length - 2} events appended \\(offsets 2 to ${flow.entries.length - 1}\\), 2 were there already$`, "m"));
  assert.equal((await shown(file)).length, flow.entries.length);
});

test("a store is not imported a second time, and nothing of it is appended", async () => {
  const { text, chainId, adjudicator } = read("go-nitro", "upstream.json");
  const [file, input] = [fresh(), write("again.json", text)];
  const args = ["import", "nitro", input, file, "--chain-id", String(chainId), "--adjudicator", adjudicator];
  succeeded(await call(args));
  const before = readFileSync(path(file));
  const { status, stderr } = await call(args);
  assert.equal(status, 1);
  assert.match(flat(stderr), /The event from \/objectives\/\S+ is refused; nothing was appended.*rule O1.*\(RULE_VIOLATION\)/);
  assert.ok(readFileSync(path(file)).equals(before));
});

test("what is no log is left as it is", async () => {
  const file = write("precious.txt", "my notes\n");
  const { status, stderr } = await call(["import", "logs", entriesFile, file, ...chain]);
  assert.equal(status, 2);
  assert.match(flat(stderr), /precious\.txt cannot be read as a log/);
  assert.equal(readFileSync(path(file), "utf8"), "my notes\n");
});

const last = flow.entries.length - 1;
const badLogs = {
  "no list": [{ result: "0x" }, [], /holds no list of logs/],
  "an entry without a time": [flow.entries, null, /Entry 0 of bad\.json .*give the time of block \d+ with --timestamps/],
  "an entry of another contract": [flow.entries.with(last, { ...flow.entries[last], topics: [`0x${"12".repeat(32)}`] }), [], /Entry \d+ of bad\.json is no log that can be imported, so nothing was/],
  "a pending entry": [[{ ...flow.entries[0], blockHash: null }], [], /Entry 0 of bad\.json/],
  "an entry that is no object": [[7], [], /Entry 0 of bad\.json/],
};

for (const [what, [value, times, says]] of Object.entries(badLogs)) {
  test(`logs: ${what} is exit code 2, and no log is begun`, async () => {
    const file = fresh();
    const { status, stderr } = await call(["import", "logs", write("bad.json", JSON.stringify(value)), file, ...(times === null ? ["--chain-id", flow.chainId] : chain)]);
    assert.equal(status, 2, stderr);
    assert.match(flat(stderr), says);
    assert.equal(existsSync(path(file)), false);
  });
}

const badCalls = {
  "another kind": [["import", "csv", entriesFile, "x.statelog"], /imports "nitro" or "logs", not "csv"/],
  "no chain": [["import", "logs", entriesFile, "x.statelog"], /--chain-id is missing/],
  "a chain that is no number": [["import", "logs", entriesFile, "x.statelog", "--chain-id", "0x1"], /--chain-id must be a whole number/],
  "no adjudicator": [["import", "nitro", entriesFile, "x.statelog", "--chain-id", "1"], /--adjudicator is missing/],
  "an adjudicator that is no address": [["import", "nitro", entriesFile, "x.statelog", "--chain-id", "1", "--adjudicator", "0x12"], /\/adjudicator/],
  "no input": [["import", "logs", "nowhere.json", "x.statelog", "--chain-id", "1"], /There is no file nowhere\.json/],
  "input that is no JSON": [["import", "logs", write("no.json", "{"), "x.statelog", "--chain-id", "1"], /no\.json is no JSON/],
  "times that are none": [["import", "logs", entriesFile, "x.statelog", "--chain-id", "1", "--timestamps", write("bad-times.json", '{"4":"noon"}')], /"noon" is neither/],
};

for (const [what, [args, says]] of Object.entries(badCalls)) {
  test(`${what} is exit code 2, and no log is begun`, async () => {
    const { status, stdout, stderr } = await call(args);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(flat(stderr), says);
    assert.equal(existsSync(path("x.statelog")), false);
  });
}
