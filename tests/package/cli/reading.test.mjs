// What the command prints of every sample log: as JSON what the API says, for people what fits a terminal, and of some
// samples exactly what the golden files hold.

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { EventStore, isStatelogError } from "statelog";
import { openLog } from "statelog/node";
import { fromRoot } from "../../../scripts/lib/paths.mjs";
import { installed, jsonLines, sampleNames, succeeded, tooWide } from "./support/cli.mjs";

const { path, write, run, call } = installed(after);
const severities = ["critical", "error", "warn", "info"];

/** Asks the API about a sample. */
async function asked(name, question) {
  const log = await openLog(path(`${name}.statelog`), { readOnly: true });
  try {
    return question(log);
  } finally {
    await log.close();
  }
}

/** The exit code of an audit that fails from a severity on. */
const verdict = (findings, least = "error") => (findings.some(({ severity, resolvedBy }) => resolvedBy === undefined && severities.indexOf(severity) <= severities.indexOf(least)) ? 1 : 0);

/** The calls that read the first half of a log or all of it, and what the API says to each. */
async function callsFor(name) {
  const file = `${name}.statelog`;
  return asked(name, (log) => {
    const middle = Math.floor(log.length / 2);
    const [channel, objective] = [log.channelIds()[0], log.objectiveIds()[0]];
    const findings = log.audit({ signatures: true });
    const report = log.verify();
    return {
      show: { args: ["show", file], says: [...log] },
      "show of a range": { args: ["show", file, "--from", "3", "--to", String(middle)], says: log.readRange(3, middle) },
      "show of a channel": { args: ["show", file, "--channel", channel.slice(0, 12)], says: log.readChannel(channel) },
      "show of an objective": { args: ["show", file, "--objective", objective, "--from", "2"], says: log.readObjective(objective, { from: 2 }) },
      "show of types": { args: ["show", file, "--type", "state_signed", "--type", "state_received"], says: [...log].filter(({ type }) => /^state_(signed|received)$/.test(type)) },
      state: { args: ["state", file], says: log.reconstruct() },
      "past state": { args: ["state", file, "--at", String(middle)], says: log.reconstruct({ at: middle }) },
      "state of a channel": { args: ["state", file, "--channel", channel], says: log.reconstructChannel(channel) },
      "state of an objective": { args: ["state", file, "--objective", objective.slice(0, -4)], says: log.reconstructObjective(objective) },
      diff: { args: ["diff", file, String(middle), String(log.length)], says: log.diff(middle, log.length) },
      "diff of everything": { args: ["diff", file, "0", String(log.length)], says: log.diff(0, log.length) },
      audit: { args: ["audit", file], says: findings, status: verdict(findings) },
      "strict audit": { args: ["audit", file, "--min-severity", "info"], says: findings, status: verdict(findings, "info") },
      "lax audit": { args: ["audit", file, "--min-severity", "critical"], says: findings.filter(({ severity }) => severity === "critical"), status: verdict(findings, "critical") },
      verify: { args: ["verify", file], says: report, status: report.ok ? 0 : 1 },
    };
  });
}

/** What a call returns; undefined if it is refused because the log says something else. */
function attempt(work) {
  try {
    return work();
  } catch (error) {
    assert.ok(isStatelogError(error, "IDENTITY_CONFLICT"), error.message);
    return undefined;
  }
}

for (const name of sampleNames) {
  test(`${name}: what is printed as JSON is what the API says, and what is printed for people fits`, async () => {
    for (const [what, { args, says, status = 0 }] of Object.entries(await callsFor(name))) {
      const [json, text] = [await call([...args, "--json"]), await call(args)];
      const values = jsonLines(succeeded(json, status));
      assert.deepEqual(args[0] === "show" ? values : values[0], says, what);
      assert.deepEqual(tooWide(succeeded(text, status)), [], what);
      // Each event, and each finding, is there.
      if (args[0] === "show") assert.deepEqual([...text.stdout.matchAll(/^ +(\d+) \d\d:/gm)].map(([, offset]) => Number(offset)), says.map(({ offset }) => offset), what);
      if (args[0] === "audit") assert.deepEqual(new Set([...text.stdout.matchAll(/^[A-Z]+ ([A-Z]+\d+) /gm)].map(([, rule]) => rule)), new Set(says.map(({ rule }) => rule)), what);
      assert.equal(text.stderr.replace(/^None of the \d+ events matches\.\n/, ""), "", what);
    }
  });
}

test("every type of event has a gist, whatever its optional members", async () => {
  // The examples are facts of their own, so each gets a place of its own on the chain.
  const examples = jsonLines(readFileSync(fromRoot("tests", "golden", "events.ndjson"), "utf8"));
  const facts = examples.map((event, logIndex) => ({ ...event, ...("logIndex" in event && { logIndex }), ...(event.chain && { chain: { ...event.chain, logIndex } }) }));
  const importable = (events) => EventStore.import(events.map((event) => JSON.stringify(event)).join("\n"));
  const isTaken = (events) => attempt(() => importable(events)) !== undefined;
  // Of several that contradict each other the first is as good as any.
  const store = importable(facts.reduce((taken, event) => (isTaken([...taken, event]) ? [...taken, event] : taken), []));
  assert.ok(store.length > 40, `${store.length} examples`);
  const [types, text] = [new Set([...store].map(({ type }) => type)), store.export()];
  assert.equal(types.size, 28);
  const file = write("all-types.statelog", text);
  for (const args of [["show", file], ["state", file], ["diff", file, "0", String(store.length)], ["audit", file]]) {
    const { stdout, stderr } = await call(args);
    assert.equal(stderr, "");
    assert.deepEqual(stdout.match(/undefined|NaN|\[object|Invalid/g), null, args[0]);
    assert.deepEqual(tooWide(stdout), [], args[0]);
    if (args[0] !== "show") continue;
    const gists = stdout.split(/^ +\d+ \d\d:/m).slice(1);
    assert.equal(gists.length, store.length);
    for (const type of types) assert.ok(gists.some((gist) => new RegExp(` ${type} {2,}\\S|\\b${type}\\n +\\S`).test(gist)), type);
  }
});

const golden = {
  "e03-reorged-deposit": [["show"], ["state"], ["diff", "10", "17"], ["audit"], ["verify"]],
  "challenge-clear": [["show", "--from", "18"], ["state", "--at", "24"], ["audit"]],
  "virtual-intermediary": [["show", "--to", "50"], ["state", "--at", "50"]],
  "e09-wrong-snapshot": [["show", "--type", "snapshot_created", "--full"], ["audit", "--min-severity", "warn"], ["verify"]],
};

for (const [name, calls] of Object.entries(golden)) {
  test(`${name}: what is printed for people is that of golden/cli/${name}.txt`, async () => {
    const file = fileURLToPath(new URL(`../golden/cli/${name}.txt`, import.meta.url));
    let actual = "";
    for (const [command, ...rest] of calls) {
      const args = [command, `${name}.statelog`, ...rest];
      const { status, stdout, stderr } = await run(args);
      actual += `$ statelog ${args.join(" ")}\n${stdout}${stderr}exit code ${status}\n\n`;
    }
    if (process.env.STATELOG_UPDATE_GOLDEN) writeFileSync(file, actual);
    assert.ok(existsSync(file), "write it with: STATELOG_UPDATE_GOLDEN=1 npm test -- --only package");
    assert.equal(actual, readFileSync(file, "utf8"));
  });
}

test("a change that many events make says which of them was the last", async () => {
  const text = succeeded(await call(["diff", "e03-reorged-deposit.statelog", "16", "17"]));
  assert.match(text, /^ +16 {2}\/funding\/0\/held {2}200 → 100$/m);
  assert.match(succeeded(await call(["diff", "e03-reorged-deposit.statelog", "4", "4"])), /changed nothing/);
});

test("full ids can be copied whole", async () => {
  const id = await asked("e03-reorged-deposit", (log) => log.channelIds()[0]);
  for (const args of [["show"], ["state"], ["diff", "0", "18"], ["audit"]]) {
    const [command, ...rest] = args;
    const { stdout } = await call([command, "e03-reorged-deposit.statelog", ...rest, "--full"]);
    assert.ok(stdout.includes(id), command);
    const short = await call([command, "e03-reorged-deposit.statelog", ...rest]);
    assert.ok(!short.stdout.includes(id) && short.stdout.includes(id.slice(0, 10)), command);
  }
});
