// Consumer projects: empty directories far from the repository, into which the packed package is installed the way
// a user installs it.

import { execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fromRoot, packageDir } from "../../../scripts/lib/paths.mjs";

const shell = process.platform === "win32";
const npm = (args, cwd) => execFileSync("npm", [...args, "--loglevel=error"], { cwd, shell, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/**
 * Packs pkg/ into `dir`, and what it depends on, which no registry is asked for then. Returns `{ tarballs, files }`, the
 * files as the tarball of the package lists them.
 */
export function pack(dir) {
  const { dependencies = {} } = JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8"));
  const folders = [packageDir, ...Object.keys(dependencies).map((name) => fromRoot("node_modules", name))];
  const packed = JSON.parse(npm(["pack", ...folders, "--json", "--pack-destination", dir], packageDir));
  return { tarballs: packed.map(({ filename }) => join(dir, filename)), files: packed[0].files.map(({ path }) => path) };
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
  npm(["install", "--offline", "--no-audit", "--no-fund", ...pack(dir).tarballs], project);
  const run = (...args) => execFileSync(process.execPath, args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  return { dir: project, run };
}

function write(dir, name, text) {
  const path = join(dir, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
