// A process or thread that opens a file, appends to it and closes it as it is told, and answers with what came of it.

import { parentPort } from "node:worker_threads";
import { bytesOf, fileStorage } from "./files.mjs";

let storage;

async function openFile(path) {
  storage = await fileStorage(path);
  return "held";
}

async function closeFile() {
  await storage?.close();
  storage = undefined;
  return "closed";
}

async function appendText(text, at) {
  await storage.append(bytesOf(text), { at, length: 1 });
  return "stored";
}

async function obey({ open, append, at }) {
  try {
    if (open !== undefined) return await openFile(open);
    return append === undefined ? await closeFile() : await appendText(append, at);
  } catch (error) {
    return error.code;
  }
}

const answer = (value) => (parentPort ? parentPort.postMessage(value) : process.send(value));

(parentPort ?? process).on("message", async (order) => answer(await obey(order)));
answer("ready");
