// Consumer projects: empty directories far from the repository, into which the packed package is installed the way
// a user installs it.

import { execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packageDir } from "../../../scripts/lib/paths.mjs";

const shell = process.platform === "win32";
const npm = (args, cwd) => execFileSync("npm", [...args, "--loglevel=error"], { cwd, shell, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Packs pkg/ into `dir` and returns `{ tarball, files }`, the files as the tarball lists them. */
export function pack(dir) {
  const [{ filename, files }] = JSON.parse(npm(["pack", "--json", "--pack-destination", dir], packageDir));
  return { tarball: join(dir, filename), files: files.map(({ path }) => path) };
}

/**
 * Makes a project with these files and the package installed, and removes it after the test. Returns its directory
 * and `run`, which executes a Node program in it and returns what it printed.
 */
export function consumer(context, { type = "module", files }) {
  const dir = mkdtempSync(join(tmpdir(), "statelog-consumer-"));
  context.after(() => rmSync(dir, { recursive: true, force: true }));
  const project = join(dir, "project");
  write(project, "package.json", JSON.stringify({ name: "consumer", private: true, type }));
  for (const [name, text] of Object.entries(files)) write(project, name, text);
  npm(["install", "--offline", "--no-audit", "--no-fund", pack(dir).tarball], project);
  const run = (...args) => execFileSync(process.execPath, args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  return { dir: project, run };
}

function write(dir, name, text) {
  const path = join(dir, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
