// Runs one figure and hands its result to the program that started this one: a figure has a process, and with it a
// JavaScript heap, compiled code and WebAssembly memory, to itself.

import { endProgress } from "./lib/progress.mjs";

const { module, quick } = JSON.parse(process.argv[2]);
const { figure } = await import(new URL(`./figures/${module}`, import.meta.url).href);
const { run, ...described } = figure;
const result = await run({ quick });
endProgress();
process.send({ ...described, ...result });
