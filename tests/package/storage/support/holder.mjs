// A process or thread that opens and closes a file as it is told, and answers with what came of it.

import cluster from "node:cluster";
import { parentPort } from "node:worker_threads";
import { fileStorage } from "./files.mjs";

let storage;

async function obey({ open }) {
  if (open === undefined) {
    await storage?.close();
    storage = undefined;
    return "closed";
  }
  try {
    storage = await fileStorage(open);
    return "held";
  } catch (error) {
    return error.code;
  }
}

const answer = (value) => (parentPort ? parentPort.postMessage(value) : process.send(value));

if (cluster.isPrimary) {
  (parentPort ?? process).on("message", async (order) => answer(await obey(order)));
} else {
  process.on("message", async (order) => answer(await obey(order)));
}
answer("ready");
