// The types, in strict projects that check the declarations of their libraries too.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fromRoot } from "../../scripts/lib/paths.mjs";
import { consumer } from "./support/consumer.mjs";
import { scenario } from "./support/scenario.mjs";

const main = `import { EventStore, asBigInt, init, match } from "statelog";\nimport type { AppendResult, EventReader, NewEvent } from "statelog";\n${scenario}
const typed: AppendResult = result;
const ready: Promise<void> = init();
export { ready, report, typed };
const reader: EventReader = store;
for (const event of reader) if (event.type === "state_signed") event.state.turnNum.toFixed(event.offset + event.timestamp);
export const told: string = match(store.readFrom()[0]!, { objective_created: ({ kind }) => kind, otherwise: ({ eventId }) => eventId });
export const paid = store.fold((sum, event) => (event.type === "voucher_signed" ? sum + asBigInt(event.amount) : sum), 0n);
export async function follow(signal: AbortSignal): Promise<void> {
  for await (const event of reader.events({ types: ["deposit_detected"], signal })) console.log(event.offset);
}
const event: NewEvent = { type: "state_received", channelId: "0x", state: { turnNum: 1, isFinal: false }, stateHash: "0x", sigs: [], from: "0x", truncated: true };
store.append(event);
store.appendBatch(store.readFrom());
store.export({ from: 1, format: "events" });
store.subscribe(() => undefined, { from: "start" })[Symbol.dispose]();
store[Symbol.dispose]();
// @ts-expect-error A .statelog file starts at 0.
store.export({ from: 1 });
// @ts-expect-error There is no such type of event.
store.subscribe(() => undefined, { types: ["state_imagined"] });
// @ts-expect-error An event without a type is none.
store.append({ objectiveId: "x" });
`;
const slim = 'import { init } from "statelog/slim";\nexport const ready: Promise<void> = init(new Uint8Array());\n';

function compile(context, type, files, compilerOptions) {
  const base = { strict: true, noEmit: true, skipLibCheck: false, target: "ES2022" };
  const config = { compilerOptions: { ...base, ...compilerOptions }, files: Object.keys(files) };
  const { run } = consumer(context, { type, files: { ...files, "tsconfig.json": JSON.stringify(config) } });
  try {
    return run(fromRoot("node_modules", "typescript", "bin", "tsc"), "-p", ".");
  } catch (error) {
    assert.fail(`tsc found errors:\n${error.stdout}`);
  }
}

const browser = `import { indexedDbStorage, openLog, opfsStorage } from "statelog/browser";
import type { LogStorage } from "statelog/browser";
export const logs = [openLog("a", { worker: () => "/worker.js" }), openLog("b", { readOnly: true, durability: "os" })];
export const storages: Promise<LogStorage>[] = [indexedDbStorage("a"), opfsStorage("b", { create: false })];
// @ts-expect-error A worker is given by a function.
void openLog("c", { worker: "/worker.js" });
`;
const withWorkers = `import { openLog } from "statelog/browser";
export const logs = [openLog("a", { worker: () => new Worker("/worker.js") }), openLog("b", { worker: () => new URL("https://example.org/worker.js") })];
`;

const node = `import { DurableEventStore, MemoryBytes, fileStorage, memoryStorage, openLog } from "statelog/node";
import type { EventReader, LogStorage, OpenOptions, Opened } from "statelog/node";
import { openLog as openStorage } from "statelog";
import { faultyStorage, storageContract } from "statelog/testing";
import type { ContractTest, StoragePlace } from "statelog/testing";
const options: OpenOptions = { durability: "os", onProgress: ({ bytes, totalBytes = bytes }) => totalBytes.toFixed() };
const file: Promise<LogStorage> = fileStorage("a.statelog", { readOnly: true });
export async function use(): Promise<string> {
  const log: DurableEventStore = await openLog("a.statelog", options);
  const reader: EventReader = log;
  const { torn, snapshot }: Opened = log.opened;
  const { offset } = await log.append({ type: "objective_approved", objectiveId: "chess", by: "api" });
  await log[Symbol.asyncDispose]();
  return \`\${reader.length} \${offset} \${torn?.savedAs} \${snapshot && "length" in snapshot ? snapshot.length : snapshot?.discarded.code}\`;
}
const place: StoragePlace = { open: async () => memoryStorage(new MemoryBytes()), exclusive: false };
export const tests: ContractTest[] = storageContract(() => place);
export const failing = openStorage(faultyStorage(memoryStorage(), ({ method }) => (method === "append" ? { effect: "half", error: new Error("no") } : undefined)));
export const others = [file, openLog(memoryStorage())];
// @ts-expect-error The default entry opens storages, not files.
void openStorage("a.statelog");
// @ts-expect-error There is no such durability.
void openLog("a.statelog", { durability: "forever" });
`;
const withUrls = 'import { openLog } from "statelog/node";\nexport const log = openLog(new URL("file:///a.statelog"), { signal: AbortSignal.timeout(1) });\n';

const forNode = { lib: ["ES2022"], typeRoots: [fromRoot("node_modules", "@types")], types: ["node"] };

for (const moduleKind of ["Node16", "NodeNext"]) {
  test(`${moduleKind} resolution in an ES module`, (context) => {
    compile(context, "module", { "main.ts": main, "slim.ts": slim, "node.ts": node, "urls.ts": withUrls }, { ...forNode, module: moduleKind, moduleResolution: moduleKind });
  });
}

test("Node16 resolution in CommonJS", (context) => {
  compile(context, "commonjs", { "main.ts": main, "slim.ts": slim, "node.ts": node, "urls.ts": withUrls }, { ...forNode, module: "Node16", moduleResolution: "Node16" });
});

test("bundler resolution with the types of a browser", (context) => {
  compile(context, "module", { "main.ts": main, "slim.ts": slim }, { lib: ["ES2022", "DOM"], types: [], module: "ESNext", moduleResolution: "Bundler" });
});

test("the entry for Node needs no types of Node", (context) => {
  compile(context, "module", { "node.ts": node }, { lib: ["ES2022"], types: [], module: "NodeNext", moduleResolution: "NodeNext" });
});

test("the entry for browsers, in projects with and without the types of one", (context) => {
  const forBundlers = { types: [], module: "ESNext", moduleResolution: "Bundler" };
  compile(context, "module", { "browser.ts": browser }, { ...forBundlers, lib: ["ES2022"] });
  compile(context, "module", { "browser.ts": browser, "workers.ts": withWorkers }, { ...forBundlers, lib: ["ES2022", "DOM"] });
});
