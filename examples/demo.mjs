// A channel's whole life, appended event by event to a log in a file, and what the rules
// find in it. Kill it at any moment and start it again: it goes on where it stopped.
//
//   npm run demo -- challenge-timeout-withdraw   another sample
//   npm run demo -- --fresh                      begins the file anew
//   npm run demo -- --fresh --slow               leaves you the time to kill it
//   npm run demo -- --in DIR                     keeps the file elsewhere

import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { EventStore, isStatelogError, match } from "statelog";
import { foundWords, liveIn } from "./demo/living.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dir = new URL("../www/public/samples/", import.meta.url);
const about = JSON.parse(readFileSync(new URL("index.json", dir), "utf8"));
const samples = about.map(({ file }) => file.slice(0, -".statelog".length));
const { fresh, slow, home, sample } = asked();
const wentWrong = "e03-reorged-deposit"; // what the tour ends with
if (!samples.includes(sample)) stop(2, `There is no sample "${sample}"; try ${samples.join(", ")}.`);

/** What the command line asks for. */
function asked() {
  try {
    const options = { fresh: { type: "boolean" }, slow: { type: "boolean" }, in: { type: "string" } };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const { in: home = join(root, "target", "demo"), ...flags } = values;
    return { ...flags, home, sample: positionals[0] ?? "direct-fund-defund" };
  } catch (error) {
    return stop(2, error.message);
  }
}

/** Ends with a message. */
function stop(exitCode, message) {
  console.error(message);
  process.exit(exitCode);
}

// Whoever looks at the beginning only, as head does, has seen enough.
process.stdout.on("error", () => process.exit());

const colourful = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => colourful ? `\u001b[${code}m${text}\u001b[0m` : text;
const [bold, dim, cyan, yellow] = [1, 2, 36, 33].map(paint);
const short = (id) => (id.length > 22 ? `${id.slice(0, 12)}…${id.slice(-4)}` : id);
const title = (text) => console.log(`\n${bold(text)}`);
const row = (name, text) => console.log(`  ${dim(name.padEnd(11))} ${text}`);

// Whose log it is, and who is who: the public test keys of go-nitro.
const read = (name) => EventStore.import(readFileSync(new URL(`${name}.statelog`, dir)));
const recorded = read(sample);
const people = { "0xaaa": "Alice", "0x111": "Irene", "0xbbb": "Bob", "0xf5a": "T0", "0x760": "T1" };
const person = (address) => people[address.slice(0, 5)] ?? short(address);
const ownChannel = (log) => [...log].find((event) => event.myIndex !== undefined);
const owner = ({ fixedPart, myIndex }) => person(fixedPart.participants[myIndex]);

/** Who acted, and what happened, in a few words. */
const told = (me, event) => match(event, {
  objective_created: (e) => [me, `wants to ${e.kind.replace("_", "-")}`],
  objective_approved: () => [me, "approves the objective"],
  objective_progressed: (e) => [me, dim(e.waitingFor)],
  objective_completed: () => [me, "has reached the goal"],
  channel_created: (e) => [me, `knows ${e.kind} channel ${short(e.channelId)}`],
  state_signed: (e) => [me, `signs turn ${e.state.turnNum} (${e.purpose ?? "update"})`],
  state_received: (e) => [person(e.from), `signed turn ${e.state.turnNum}, too`],
  ledger_proposal_signed: (e) => [me, `signs: ${e.proposal.kind} guarantee, turn ${e.turnNum}`],
  ledger_proposal_received: (e) => [person(e.from), `signed: ${e.proposal.kind} guarantee, turn ${e.turnNum}`],
  voucher_signed: (e) => [me, `pays: ${e.amount} in total`],
  voucher_received: (e) => [person(e.from), `pays: ${e.amount} in total`],
  deposit_detected: (e) => ["chain", `deposit; now held: ${e.nowHeld}`],
  challenge_registered: (e) => ["chain", `challenge with turn ${e.candidate.state.turnNum}`],
  challenge_cleared: (e) => ["chain", `challenge cleared at turn ${e.newTurnNumRecord}`],
  checkpoint_recorded: (e) => ["chain", `checkpoint at turn ${e.newTurnNumRecord}`],
  channel_concluded: () => ["chain", "the channel is concluded"],
  allocation_updated: (e) => ["chain", `pays out: ${e.initialHoldings} → ${e.finalHoldings} held`],
  transaction_submitted: (e) => [me, `sends a transaction: ${e.kind}`],
  transaction_resolved: (e) => ["chain", `transaction ${e.result}`],
  message_sent: (e) => [me, dim(`message to ${person(e.to)}: ${e.body.length} characters`)],
  message_received: (e) => [person(e.from), dim(`message: ${e.body.length} characters`)],
  chain_event_reverted: () => ["chain", "takes a log back: a reorganisation"],
  snapshot_created: () => [me, "commits to a snapshot of the state"],
  otherwise: (e) => ["", e.type.replaceAll("_", " ")],
});

/** An event as a line of a timeline. */
function line(me, event) {
  const [who, what] = told(me, event);
  const time = new Date(event.timestamp).toISOString().slice(14, 23);
  return `  ${String(event.offset).padStart(3)}  ${dim(time)}  ${cyan(who.padEnd(5))}  ${what}`;
}

/** Prints what the rules find in a log, each time with the events that show it. */
function printFindings(log) {
  const me = owner(ownChannel(log));
  for (const { rule, severity, name, message, offsets } of log.audit({ signatures: true })) {
    console.log(`  ${yellow(`${rule} ${severity}${name ? `, ${name.replaceAll("_", " ")}` : ""}`)}`);
    const legible = message.replace(/0x[0-9a-f]{40,}/g, short);
    for (const part of legible.match(/.{1,74}(?: |$)/g)) console.log(`    ${part.trim()}`);
    for (const offset of offsets) console.log(line(me, log.get(offset)));
  }
}

const created = ownChannel(recorded);
const me = owner(created);
const total = recorded.length;
// An honest log is appended as it was lived. Of the others append would refuse the
// unsafe acts and skip the repeats, so they stay imported: evidence as it is.
const isEvidence = about.find(({ file }) => file === `${sample}.statelog`).kind !== "honest";
const file = relative("", join(home, `${sample}.statelog`));
title(`${sample}: ${me}'s log, ${total} events${isEvidence ? "" : ", kept in the file"}`);
const store = isEvidence ? recorded : await live().catch(giveUp);
if (isEvidence) tell(recorded);

/** Prints a log that is not lived. */
function tell(log) {
  console.log(dim("    #  time       who    what"));
  for (const event of log) console.log(line(me, event));
}

/** Lives an honest log, or the rest of it, and prints what is durable. */
function live() {
  console.log(`  ${file}`);
  let found = 0;
  return liveIn(file, recorded, {
    fresh,
    slow,
    onOpened(opened) {
      for (const words of foundWords(opened, total)) console.log(yellow(`  ${words}`));
      console.log(dim("    #  time       who    what"));
      found = opened.length;
    },
    onFound(event) {
      console.log(line(me, event));
      if (event.offset + 1 === found && found < total) console.log(dim("       here the last run ended"));
    },
    onLived: (event) => console.log(line(me, event)),
  });
}

function giveUp(error) {
  if (!isStatelogError(error)) throw error;
  const again = isStatelogError(error, "LOCKED") ? "Another demo is running." : "npm run demo -- --fresh begins the file anew.";
  return stop(1, `${error.message}\n${again}`);
}

// The past is as readable as the present.
const after = (type) => (store.readFrom().find((event) => event.type === type)?.offset ?? store.length - 1) + 1;
const channelId = created.channelId;
for (const [moment, at] of [
  ["after the first deposit", after("deposit_detected")],
  ["when the first goal was reached", after("objective_completed")],
  ["at the end", store.length],
]) {
  const { objectives } = store.reconstruct({ at });
  const channel = store.reconstructChannel(channelId, { at });
  title(`State ${moment} (at ${at})`);
  for (const { kind, status, waitingFor } of objectives) row("objective", `${kind}: ${status}${waitingFor ? `, ${waitingFor}` : ""}`);
  row("channel", `${channel.phase}, on chain: ${channel.adjudication.mode}`);
  for (const { held, required } of channel.funding) row("funding", `${held} held of ${required} required`);
  const [signed, supported] = [channel.latestSigned, channel.latestSupported];
  row("signed", `turn ${signed?.turnNum ?? "-"} by ${me}; turn ${supported?.turnNum ?? "-"} by all`);
  for (const { amount, destination } of channel.payouts) row("paid out", `${amount} to ${person(`0x${destination.slice(26)}`)}`);
}

const { ok, problems, signaturesChecked } = store.verify();
title(ok ? `Every event, hash, state and ${signaturesChecked} signatures checked: all as recorded` : "Checked from the bytes");
for (const { code, offset } of problems) row(`at ${offset}`, code.toLowerCase().replace("_", " "));
row("root", store.root());
row("state hash", store.stateHash());
if (store.audit().length > 0) title("What the rules find");
printFindings(store);

if (sample === "direct-fund-defund") {
  title(`And in a log that went wrong: ${wentWrong}`);
  printFindings(read(wentWrong));
}

if (!isEvidence) {
  title("What is kept");
  row("durable", `${store.durableLength} of ${store.length} events; each was flushed to the device before it was told`);
  await store.close();
  row("look", `tail -n 2 ${file}`);
  row("or", "npx statelog show (state, audit, verify) FILE");
  row("kill it", "npm run demo -- --fresh --slow, then kill -9, then npm run demo");
}

title("Next");
row("npm start", "the same in a page");
row("npm run", "demo -- e05b-drain (or another file of www/public/samples)");
