// `statelog verify`: the log from its bytes.

import { exitCodes } from "../command.js";
import type { Arguments, Command, ExitCode, Streams } from "../command.js";
import { shortened } from "../names.js";
import { reading, tornFrom, working } from "../reading.js";
import type { ReadLog } from "../reading.js";
import { padded, styled } from "../text.js";
import type { Text } from "../text.js";
import { counted } from "../words/values.js";

/** The command. */
export const verify: Command = {
  name: "verify",
  summary: "check bytes, hashes, signatures and state",
  operands: ["FILE"],
  options: {
    json: { help: "the report as one JSON value; torn and damage are added where the file has them" },
  },
  about: [
    "Reads every byte and checks framing, checksums and roots; then reads every event again, recomputes ids, root and state without caches, compares each snapshot in the log with the state that it commits to, and checks every signature.",
    "The exit code is 1 if anything is wrong, also if the file ends in an unfinished write: an incomplete copy looks the same, and whoever verifies a file must know that it is whole. (While a writer is writing, that can be so for a moment.) What is wrong with what happened, rather than with the log, is for statelog audit.",
  ],
  run: (args, streams) => reading(args.operand(0), streams, (read) => print(args, read, streams)),
};

async function print(args: Arguments, read: ReadLog, { out }: Streams): Promise<ExitCode> {
  const { log, path, bytes } = read;
  const { torn, damage } = log.opened;
  working(read, "verifying");
  const report = log.verify();
  read.progress.done();
  const ok = report.ok && torn === undefined && damage === undefined;
  const code = ok ? exitCodes.fine : exitCodes.fails;
  if (args.flag("json")) {
    const place = torn === undefined ? {} : { torn: { position: tornFrom(bytes, torn), bytes: torn.bytes } };
    await out.json({ ...report, ok, ...place, ...(damage === undefined ? {} : { damage }) });
    return code;
  }
  const row = (label: string, text: Text): Promise<void> => out.hanging(["  ", styled("dim", padded(label, 12))], text);
  await out.hanging("", [styled("bold", path), ": ", ok ? styled("green", "intact") : styled("red", "NOT intact")]);
  // Without a header there is no id but the one that was made up to read the file.
  if (bytes > 0 && damage?.position !== 0) await row("log id", log.logId);
  await row("bytes", `${bytes} read`);
  await row("events", `${report.length} read, ids recomputed`);
  await row("signatures", `${report.signaturesChecked} checked`);
  await row("states", `${report.statesCompared} compared`);
  await row("root", report.root);
  await row("state hash", report.stateHash);
  if (torn !== undefined) await row("torn", styled("red", `${torn.bytes} bytes from byte ${tornFrom(bytes, torn)} on are an unfinished write`));
  if (damage !== undefined) await row("damage", styled("red", `at byte ${damage.position}, commit ${damage.commit}: nothing from offset ${damage.offset} on could be checked`));
  await row("problems", report.problems.length === 0 ? "none in what was read" : counted(report.problems.length, "problem"));
  for (const { code: kind, offset, message } of report.problems) await out.hanging("    ", [styled("red", kind), `${offset === undefined ? "" : ` at event ${offset}`}: ${shortened(message)}`]);
  return code;
}
