// An independent writer and reader of the `.statelog` file, made from the format document alone.
// It shares no code with the Rust core, so the two can be held against each other.
import { canonicalText, eventId, parseCanonical } from "./format/canonical.mjs";
import { crc32c } from "./format/crc32c.mjs";
import { MerkleTree } from "./format/merkle.mjs";

const FORMAT = 1;
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const LOG_ID = /^[0-9a-f]{32}$/;
const LINE = /^\{"crc":"([0-9a-f]{8})",(.*)$/s;

/**
 * One line: canonical JSON whose first member is the CRC-32C of everything behind that member and its comma, up to the
 * closing brace. The line feed only ends the frame and is not covered, so a line that lacks it can still be judged.
 */
function frame(fields) {
  const rest = canonicalText(fields).slice(1);
  const line = `{"crc":"${crc32c(rest)}",${rest}\n`;
  if (Buffer.byteLength(line) > MAX_LINE_BYTES) throw new Error("a line of more than 16 MiB");
  return line;
}

/** Appends the ids of a commit's events to the tree and answers them; an id may occur once in a log. */
function growTree(tree, seen, events) {
  return events.map((event) => {
    const id = eventId(event);
    if (seen.has(id)) throw new Error(`event ${id} occurs twice`);
    seen.add(id);
    tree.append(id);
    return id;
  });
}

/**
 * The text of a log whose commits hold these events, as a store in memory exports it: each commit names as
 * `flushed` the length before it.
 * `closed` (default true) ends the text with the mark that `close()` writes.
 */
export function writeStatelog({ logId, commits, closed = true }) {
  if (!LOG_ID.test(logId)) throw new Error("logId must be 32 lower-case hex digits");
  const tree = new MerkleTree();
  const seen = new Set();
  const lines = [frame({ format: FORMAT, logId, type: "statelog" })];
  for (const events of commits) {
    const flushed = tree.length;
    growTree(tree, seen, events);
    lines.push(frame({ events, flushed, length: tree.length, root: tree.root() }));
  }
  if (closed) lines.push(frame({ flushed: tree.length, length: tree.length, root: tree.root() }));
  return lines.join("");
}

function expect(actual, expected, what) {
  if (actual !== expected) throw new Error(`${what} is ${actual}, expected ${expected}`);
}

function unframe(line) {
  if (Buffer.byteLength(line) >= MAX_LINE_BYTES) throw new Error("a line of more than 16 MiB");
  const [, crc, rest] = LINE.exec(line) ?? [];
  if (crc === undefined) throw new Error("does not begin with its crc");
  expect(crc, crc32c(rest), "crc");
  return parseCanonical(line);
}

function readHeader(line) {
  const header = unframe(line);
  expect(header.format, FORMAT, "format");
  expect(header.type, "statelog", "type");
  expect(Object.keys(header).join(), "crc,format,logId,type", "the member list");
  if (!LOG_ID.test(header.logId)) throw new Error("logId must be 32 lower-case hex digits");
  return header.logId;
}

/** Checks one commit or mark against the tree before it, grows the tree, and answers what the line says. */
function readCommit(line, tree, seen, flushedBefore) {
  const { crc, events, flushed, length, root, ...others } = unframe(line);
  expect(Object.keys(others).join(), "", "the list of unknown members");
  if (events !== undefined && !(Array.isArray(events) && events.length > 0)) throw new Error("an empty commit");
  if (flushed < flushedBefore || flushed > tree.length) throw new Error(`flushed ${flushed} was never reached`);
  const ids = growTree(tree, seen, events ?? []);
  expect(length, tree.length, "length");
  expect(root, tree.root(), "root");
  if (events === undefined) expect(flushed, length, "flushed of a mark");
  return { crc, events: events ?? [], ids, flushed, length, root, mark: events === undefined };
}

/**
 * Reads the text of a log and recomputes everything in it: crc and canonical form of each line, event ids,
 * lengths, roots. Throws at the first line that does not hold; it recovers nothing.
 * Answers `{ logId, commits, events, ids, length, root, closed }`; marks are among the commits, without events.
 */
export function readStatelog(text) {
  if (!text.endsWith("\n")) throw new Error("the last line is torn: no line feed");
  const [header, ...lines] = text.slice(0, -1).split("\n");
  const tree = new MerkleTree();
  const seen = new Set();
  const commits = [];
  const logId = atLine(1, () => readHeader(header));
  for (const [index, line] of lines.entries()) {
    const flushedBefore = commits.at(-1)?.flushed ?? 0;
    commits.push(atLine(index + 2, () => readCommit(line, tree, seen, flushedBefore)));
  }
  const events = commits.flatMap((commit) => commit.events);
  const ids = commits.flatMap((commit) => commit.ids);
  return { logId, commits, events, ids, length: tree.length, root: tree.root(), closed: commits.at(-1)?.mark ?? false };
}

function atLine(number, read) {
  try {
    return read();
  } catch (cause) {
    throw new Error(`line ${number}: ${cause.message}`, { cause });
  }
}
