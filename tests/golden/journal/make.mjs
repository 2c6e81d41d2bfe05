// Prints golden.statelog. It shares no code with the crate: the checksum is the
// bitwise CRC-32C, the root the recursive definition of RFC 6962, and the lines
// are put together by hand.
//
//   node tests/golden/journal/make.mjs > tests/golden/journal/golden.statelog

import { createHash } from "node:crypto";

const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();

function root(entries) {
  if (entries.length === 0) return sha256();
  if (entries.length === 1) return sha256(Buffer.of(0), Buffer.from(entries[0]));
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return sha256(Buffer.of(1), root(entries.slice(0, split)), root(entries.slice(split)));
}

function crc32c(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}

if (crc32c(Buffer.from("123456789")) !== "e3069283") throw new Error("CRC-32C is wrong");

const line = (covered) => `{"crc":"${crc32c(Buffer.from(covered))}",${covered}\n`;
const events = [];
let text = line('"format":1,"logId":"00112233445566778899aabbccddeeff","type":"statelog"}');

function ending(flushed) {
  const hash = root(events).toString("hex");
  return `"flushed":${flushed},"length":${events.length},"root":"0x${hash}"}`;
}

function commit(flushed, added) {
  events.push(...added);
  text += line(`"events":[${added.join(",")}],${ending(flushed)}`);
}

function mark() {
  text += line(ending(events.length));
}

commit(0, ['{"type":"objective_completed"}']);
commit(0, ['{"n":9007199254740991,"type":"a"}', '{"text":"€ \\"\\\\\\n 𝄞","type":"b"}']);
mark();
commit(3, ['{"list":[true,{}],"type":"c"}']);
mark();
process.stdout.write(text);
